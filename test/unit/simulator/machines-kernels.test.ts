import assert from 'node:assert/strict';
import type { MachineName } from '../../../server/core/simulator/arch/names.ts';
import type { EntryState, EventCounts } from '../../../server/core/simulator/report.ts';
import type { Scenario, Variant } from '../../../server/core/simulator/scenario.ts';
import { defaultScenario } from '../../../server/core/simulator/scenario-input.ts';
import { simulate } from '../../../server/core/simulator/simulate.ts';
import type { KernelParser } from '../../../server/core/syntax/source-file.ts';
import { loadKernelParser } from '../../../server/host/parser.ts';
import { GoldenTree } from '../../golden/compare.ts';
import { describeKernel } from '../../support/kernels.ts';

interface Expectation {
  readonly what: string;
  readonly walker: 'change_pte_range' | 'zap_pte_range';
  readonly machine: MachineName;
  readonly scenario: Partial<Scenario>;
  readonly variant?: Variant;
  readonly counts: Partial<EventCounts>;
  /** What all entries are in the end, where the counts do not say that the walker did anything. */
  readonly after?: EntryState;
}

const mprotect = { walker: 'change_pte_range', scenario: { preset: 'mprotect', entries: 512 } } as const;
const munmap = { walker: 'zap_pte_range', scenario: { preset: 'munmap', entries: 512 } } as const;
const exit = { walker: 'zap_pte_range', scenario: { preset: 'exit', entries: 512, fullmm: true } } as const;

/** 512 changed entries in batches of 192. */
const hashed = { hpte_flushes: 3, hpte_entries: 512 };
const stored = { tsb_flushes: 3, tsb_pages: 512, cross_calls: 3 };
/** One flush of more pages than are flushed one by one. */
const whole = { tlb_flush: 1, tlb_shootdowns: 1, full_flushes: 1 };

const expectations: readonly Expectation[] = [
  ...[mprotect, munmap, exit].flatMap((each) => {
    const what = each.scenario.preset;
    return [
      { ...each, what, machine: 'powerpc-hash', counts: hashed },
      { ...each, what, machine: 'sparc64', counts: stored },
      { ...each, what, machine: 'x86', counts: whole },
      { ...each, what, machine: 'powerpc-radix', counts: { tlbie: 1 } },
      { ...each, what, machine: 'generic', counts: { tlb_flush: 1 } },
    ] as const;
  }),
  {
    ...mprotect,
    what: 'mprotect without lazy mode, an entry at a time',
    machine: 'powerpc-hash',
    variant: 'no-lazy-mode',
    counts: { hpte_flushes: 512, hpte_entries: 512 },
  },
  {
    ...munmap,
    what: 'munmap without lazy mode, an entry at a time',
    machine: 'sparc64',
    variant: 'no-lazy-mode',
    counts: { tsb_flushes: 512, tsb_pages: 512, cross_calls: 512 },
  },
  {
    ...mprotect,
    what: 'mprotect on this CPU alone',
    machine: 'powerpc-hash',
    scenario: { preset: 'mprotect', entries: 192, attachedCpus: 1, maskCpus: 1 },
    counts: { hpte_flushes: 1, hpte_entries: 192, hpte_local: 1 },
  },
  {
    ...munmap,
    what: 'munmap of every other page, with 256 of 512 there',
    machine: 'powerpc-hash',
    scenario: { preset: 'munmap', entries: 512, population: 'alternating' },
    counts: { hpte_flushes: 2, hpte_entries: 256 },
  },
  {
    ...munmap,
    what: 'munmap of every other page, with 256 of 512 there',
    machine: 'sparc64',
    scenario: { preset: 'munmap', entries: 512, population: 'alternating' },
    counts: { tsb_flushes: 2, tsb_pages: 256, cross_calls: 2 },
  },
  {
    ...mprotect,
    what: 'mprotect to read-only of pages that are, flushed all the same',
    machine: 'sparc64',
    scenario: { preset: 'mprotect', entries: 64, population: [{ entries: 64, state: 'present', write: false }] },
    counts: { tsb_flushes: 1, tsb_pages: 64, cross_calls: 1 },
  },
  {
    ...mprotect,
    what: 'mprotect to read-only of pages that are',
    machine: 'x86',
    scenario: { preset: 'mprotect', entries: 64, population: [{ entries: 64, state: 'present', write: false }] },
    counts: {},
    after: 'read-only',
  },
  {
    ...mprotect,
    what: 'mprotect to read-only of pages that are',
    machine: 'powerpc-radix',
    scenario: { preset: 'mprotect', entries: 64, population: [{ entries: 64, state: 'present', write: false }] },
    counts: {},
    after: 'read-only',
  },
  {
    ...mprotect,
    what: 'mprotect of 33 pages',
    machine: 'x86',
    scenario: { preset: 'mprotect', entries: 33 },
    counts: { tlb_flush: 1, tlb_shootdowns: 1, invlpg: 33 },
  },
  {
    ...mprotect,
    what: 'mprotect of 33 pages on this CPU alone',
    machine: 'x86',
    scenario: { preset: 'mprotect', entries: 33, attachedCpus: 1, maskCpus: 1 },
    counts: { tlb_flush: 1, invlpg: 33 },
  },
  {
    ...mprotect,
    what: 'mprotect of 33 pages',
    machine: 'powerpc-radix',
    scenario: { preset: 'mprotect', entries: 33 },
    counts: { tlbie: 33 },
  },
  {
    ...mprotect,
    what: 'mprotect of 200 pages on this CPU alone',
    machine: 'powerpc-radix',
    scenario: { preset: 'mprotect', entries: 200, attachedCpus: 1, maskCpus: 1 },
    counts: { tlbiel: 200 },
  },
  {
    ...mprotect,
    what: 'mprotect back to writable after no access: nothing can be cached',
    machine: 'x86',
    scenario: { preset: 'mprotect-rw-after-none', entries: 64 },
    counts: {},
    after: 'present',
  },
  {
    ...mprotect,
    what: 'mprotect back to writable after read-only: RW is flushed in either direction',
    machine: 'x86',
    scenario: { preset: 'mprotect-rw-after-ro', entries: 64 },
    counts: whole,
  },
  {
    ...mprotect,
    what: 'mprotect back to writable after read-only: nothing is taken',
    machine: 'powerpc-radix',
    scenario: { preset: 'mprotect-rw-after-ro', entries: 64 },
    counts: {},
    after: 'present',
  },
  {
    ...mprotect,
    what: 'mprotect of pages that nobody has used since the last one',
    machine: 'powerpc-hash',
    scenario: { preset: 'mprotect-rw-after-ro', entries: 64 },
    counts: {},
    after: 'present',
  },
];

for (const version of ['6.12', '7.2'])
  describeKernel(version, 'walkers on further machines', (directory) => {
    let parser: KernelParser;
    let tree: GoldenTree;
    before(async () => {
      parser = await loadKernelParser();
      tree = new GoldenTree(directory());
    });

    for (const { what, walker, machine, scenario, variant = 'as-written', counts, after } of expectations) {
      it(`${machine}: ${what}`, () => {
        const file = walker === 'zap_pte_range' ? 'mm/memory.c' : 'mm/mprotect.c';
        const report = simulate(
          {
            file,
            function: walker,
            machines: [machine],
            variants: [variant],
            scenario: { ...defaultScenario, ...scenario },
          },
          { parser, tree, text: tree.read(file) ?? '' },
        );
        assert.deepEqual(report.failures, []);
        assert.deepEqual(
          report.assumptions.filter(({ decisive }) => decisive),
          [],
        );
        const { ptep_get: _, ...found } = report.results[0].counts;
        const happened = Object.fromEntries(Object.entries(found).filter(([, value]) => value !== 0));
        assert.deepEqual(happened, counts);
        if (after !== undefined)
          assert.deepEqual([...new Set(report.results[0].changes.map((each) => each.after))], [after]);
      });
    }
  });
