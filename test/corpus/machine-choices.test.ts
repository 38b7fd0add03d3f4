import assert from 'node:assert/strict';
import type { MachineName } from '../../server/core/simulator/arch/names.ts';
import type { EventCounts, SimulationReport } from '../../server/core/simulator/report.ts';
import type { Scenario } from '../../server/core/simulator/scenario.ts';
import { defaultScenario } from '../../server/core/simulator/scenario-input.ts';
import { simulate } from '../../server/core/simulator/simulate.ts';
import { simulateSystemCall } from '../../server/core/simulator/system-calls/simulate-system-call.ts';
import type { KernelParser } from '../../server/core/syntax/source-file.ts';
import { loadKernelParser } from '../../server/host/parser.ts';
import { GoldenTree } from '../golden/compare.ts';
import { describeKernel } from '../support/kernels.ts';

type Version = '6.12' | '7.2' | '7.3';

/** What becomes of 64 entries of folios of 32 pages, four blocks, when a walker goes over all of them. */
interface BlockExpectation {
  readonly file: string;
  readonly walker: string;
  readonly scenario: Partial<Scenario>;
  /** Blocks taken apart and made again; each conversion flushes, unless the CPUs have BBML. */
  readonly conversions: Readonly<Record<Version, number>>;
  /** Flushes of the walker and its caller besides. */
  readonly flushes: number;
}

const mprotect = { file: 'mm/mprotect.c', walker: 'change_pte_range' };
const zap = { file: 'mm/memory.c', walker: 'zap_pte_range' };
const entryByEntry = { '6.12': 4, '7.2': 0, '7.3': 0 };
const inBatches = { '6.12': 0, '7.2': 0, '7.3': 0 };

/** 6.12 changes protections and moves entries one by one: the first unfolds a block, and the last folds it again. */
const blockExpectations: readonly BlockExpectation[] = [
  { ...mprotect, scenario: { preset: 'mprotect' }, conversions: entryByEntry, flushes: 1 },
  { ...zap, scenario: { preset: 'munmap' }, conversions: inBatches, flushes: 1 },
  { ...zap, scenario: { preset: 'exit', fullmm: true }, conversions: inBatches, flushes: 1 },
  { file: 'mm/mremap.c', walker: 'move_ptes', scenario: { preset: 'mremap' }, conversions: entryByEntry, flushes: 1 },
  { file: 'mm/memory.c', walker: 'copy_pte_range', scenario: { preset: 'fork' }, conversions: inBatches, flushes: 1 },
  {
    file: 'mm/madvise.c',
    walker: 'madvise_cold_or_pageout_pte_range',
    scenario: { preset: 'madvise-cold' },
    conversions: inBatches,
    flushes: 1,
  },
];

for (const version of ['6.12', '7.2', '7.3'] as const) {
  describeKernel(version, 'choices about machines', (directory) => {
    let parser: KernelParser;
    let tree: GoldenTree;
    before(async () => {
      parser = await loadKernelParser();
      tree = new GoldenTree(directory());
    });

    const run = (file: string, walker: string, machine: MachineName, scenario: Partial<Scenario>): SimulationReport => {
      const report = simulate(
        {
          file,
          function: walker,
          machines: [machine],
          variants: ['as-written'],
          scenario: { ...defaultScenario, ...scenario },
        },
        { parser, tree, text: tree.read(file) ?? '' },
      );
      assert.deepEqual(report.failures, []);
      return report;
    };
    const counts = (...args: Parameters<typeof run>): EventCounts => run(...args).results[0].counts;

    const machine = version === '6.12' ? 'arm64-eager' : 'arm64';
    for (const { file, walker, scenario, conversions, flushes } of blockExpectations) {
      it(`arm64 with contiguous blocks: ${walker}, ${scenario.preset}`, () => {
        const each = conversions[version];
        for (const bbml of [false, true]) {
          const found = counts(file, walker, machine, {
            ...scenario,
            entries: 64,
            folioOrder: 5,
            machine: { contpte: true, bbml },
          });
          const flushed = flushes + (bbml && version !== '6.12' ? 0 : 2 * each);
          assert.deepEqual(
            [found.contpte_unfolds, found.contpte_folds, found.tlb_flush],
            [each, each, flushed],
            bbml ? 'with BBML' : 'without',
          );
        }
      });
    }

    it('arm64 with contiguous blocks: the whole system call, over three tables', () => {
      const scenario = { ...defaultScenario, entries: 1024, start: 256, folioOrder: 4, machine: { contpte: true } };
      const { results, failures } = simulateSystemCall(
        { systemCall: 'mprotect-ro', machines: [machine], scenario },
        { parser, tree },
      );
      assert.deepEqual(failures, []);
      const { contpte_unfolds, contpte_folds } = results[0].counts;
      assert.deepEqual([contpte_unfolds, contpte_folds], version === '6.12' ? [64, 64] : [0, 0]);
    });

    it('arm64 with contiguous blocks: munmap of a part of one takes it apart', () => {
      const part = { preset: 'munmap', entries: 64, folioOrder: 6, arguments: { end: 'addr + 20 * PAGE_SIZE' } };
      const found = counts(zap.file, zap.walker, machine, { ...part, machine: { contpte: true } });
      assert.deepEqual([found.contpte_unfolds, found.contpte_folds, found.tlb_flush], [1, 0, 2]);
    });

    const wholeCall = (systemCall: string, machines: readonly MachineName[], scenario: Partial<Scenario>) => {
      const report = simulateSystemCall({ systemCall, machines, scenario }, { parser, tree });
      assert.deepEqual(report.failures, []);
      return report.results.map((each) => each.counts);
    };

    /** 9,000 pages lie in 18, 5 and 2 tables; above them are those of a PMD and, but for 64K, of a PUD. */
    for (const [pageSize, tables] of [
      ['4K', 18 + 2],
      ['16K', 5 + 2],
      ['64K', 2 + 1],
    ] as const)
      it(`arm64 with pages of ${pageSize}: fork fills in an entry above each table of the child`, () => {
        const [{ dsb_ishst, isb, tlb_flush }] = wholeCall('fork', [machine], { entries: 9000, machine: { pageSize } });
        assert.deepEqual([dsb_ishst, isb, tlb_flush], [tables, tables, 1]);
      });

    it('powerpc with pages of 64K: sections, and with them batches, are as long as smaller tables', () => {
      const [hash, radix] = wholeCall('fork', ['powerpc-hash', 'powerpc-radix'], {
        entries: 9000,
        machine: { pageSize: '64K' },
      });
      // 35 tables of 256 entries take two flushes each, the 40 entries of the last one.
      assert.deepEqual([hash.hpte_flushes, hash.hpte_entries], [35 * 2 + 1, 9000]);
      assert.equal(radix.tlbie, 1);
    });

    it('s390 frees 509 page tables with a flush of their own, and the rest with the last one', () => {
      const [{ idte, ipte }] = wholeCall('munmap', ['s390'], { entries: 508 * 256 });
      assert.deepEqual([idte, ipte], [1, 508 * 256]);
      const [full] = wholeCall('munmap', ['s390'], { entries: 512 * 256 });
      assert.deepEqual([full.idte, full.ipte], [2, 512 * 256]);
    });

    it('files: dirty pages leave the reverse map behind a flush, for each page table', () => {
      const munmap = { preset: 'munmap', entries: 1536 };
      const flushes = (scenario: Partial<Scenario>) => counts(zap.file, zap.walker, machine, scenario).tlb_flush;
      assert.equal(flushes(munmap), 1);
      const file = { ...munmap, assume: { folio_test_anon: 0 } };
      assert.equal(flushes(file), 3);
      assert.equal(flushes({ ...file, population: [{ entries: 1, state: 'present', dirty: false }] }), 1);
    });

    if (version !== '6.12')
      it('madvise(MADV_DONTNEED) frees page tables: of a range of any length', () => {
        const scenario = { preset: 'madvise-dontneed', entries: 2 ** 35 };
        // 2^27 tables are freed in batches of 509, and the rest at the end.
        assert.equal(counts(zap.file, zap.walker, 's390', scenario).idte, Math.ceil(2 ** 27 / 509));
      });

    it('Xen: an interrupt in mprotect sends the queue out', () => {
      const start = version === '6.12' ? 'ptep_modify_prot_start' : 'modify_prot_start_ptes';
      const scenario: Partial<Scenario> = {
        preset: 'mprotect',
        entries: 256,
        interruptions: [{ kind: 'interrupt', function: start, occurrence: 101, work: ['set-kernel-entry'] }],
      };
      const { interruptions, counts: found } = run(mprotect.file, mprotect.walker, 'xen-pv', scenario).results[0];
      // 100 updates: three full hypercalls, and 7 queued. The other 156 need 6, one more than without the interrupt in all.
      assert.deepEqual(
        interruptions[0].effects.map(({ effect }) => effect),
        ['takes effect at once: 7 queued updates of the section'],
      );
      assert.equal(found.hypercalls, 3 + 1 + 6);
    });

    if (version !== '6.12')
      it('arm64: a task that is preempted in vmap has its stores shown by the switch', () => {
        const scenario: Partial<Scenario> = {
          preset: 'vmap',
          entries: 512,
          population: 'all_none',
          interruptions: [{ kind: 'preemption', function: 'set_pte_at', occurrence: 100 }],
        };
        const [vmap] = run('mm/vmalloc.c', 'vmap_pages_pte_range', 'arm64', scenario).results;
        assert.equal(vmap.interruptions[0].deferred, 0);
        assert.deepEqual(vmap.interruptions[0].counts, { dsb_ish: 2 });
        assert.deepEqual([vmap.counts.dsb_ishst, vmap.counts.isb], [1, 1]);
        const [waiting] = run('mm/vmalloc.c', 'vmap_pages_pte_range', 'sparc64', scenario).results;
        assert.equal(waiting.interruptions[0].deferred, 1);
      });

    it('PREEMPT_RT: a lock that is taken in a section must not sleep where the mode disables preemption', () => {
      const scenario = { preset: 'kasan-depopulate', entries: 8, config: { CONFIG_PREEMPT_RT: true } };
      const file = 'mm/kasan/shadow.c';
      const lines = (tree.read(file) ?? '').split('\n');
      for (const [name, disables] of [
        ['sparc64', true],
        ['powerpc-hash', true],
        ['arm64', false],
        ['xen-pv', false],
      ] as const) {
        const { warnings } = run(file, 'kasan_depopulate_vmalloc_pte', name, scenario).results[0];
        // From 7.x on the callback leaves the mode before it takes the lock.
        assert.equal(warnings.length, disables && version === '6.12' ? 1 : 0, name);
        for (const { line, times } of warnings) {
          assert.match(lines[line - 1], /spin_lock\(&init_mm\.page_table_lock\)/);
          assert.equal(times, 8);
        }
      }
    });
  });
}
