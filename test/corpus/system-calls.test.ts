import assert from 'node:assert/strict';
import { type MachineName, machineNames } from '../../server/core/simulator/arch/names.ts';
import type { EventCounts } from '../../server/core/simulator/report.ts';
import type { Interruption, Scenario } from '../../server/core/simulator/scenario.ts';
import { simulateSystemCall } from '../../server/core/simulator/system-calls/simulate-system-call.ts';
import { systemCallNames } from '../../server/core/simulator/system-calls/table.ts';
import type { KernelParser } from '../../server/core/syntax/source-file.ts';
import { loadKernelParser } from '../../server/host/parser.ts';
import { GoldenTree } from '../golden/compare.ts';
import { describeKernel } from '../support/kernels.ts';
import { told } from './told.ts';

/** Derived by hand from the kernel's source: see the file that each comment names. */
const closedForms: readonly (readonly [string, MachineName, Partial<Scenario>, Partial<EventCounts>])[] = [
  // arch/s390/mm/pgtable.c: an IPTE for each valid entry; arch/s390/include/asm/tlb.h: freed tables are flushed with an IDTE.
  ['munmap', 's390', { entries: 3000 }, { ipte: 3000, ipte_global: 3000, idte: 1 }],
  ['munmap', 's390', { entries: 3000, attachedCpus: 1 }, { ipte: 0, idte: 1 }],
  // mm/memory.c: fullmm takes no IPTE.
  ['exit', 's390', { entries: 3000 }, { ipte: 0, idte: 1 }],
  ['fork', 's390', { entries: 100, otherPages: 7 }, { ipte: 107 }],
  // mm/mremap.c, get_extent(): 10 tables of 256 at the source, and each is cut where one of the destination ends.
  ['mremap-unaligned', 's390', { entries: 2560, attachedCpus: 1 }, { ipte: 0, idte: 21 }],
  // move_normal_pmd(): 5 tables move as they are, each with a flush of its own; one more for the freed table above them.
  ['mremap', 'arm64', { entries: 2560 }, { dsb_ishst: 6, tlb_flush: 6, dsb_ish: 6, tlbi_rvae1is: 6 }],
  [
    'mremap',
    'arm64',
    { entries: 2560, machine: { repeatTlbi: true } },
    { tlbi_rvae1is: 6, tlbi_vale1is: 6, dsb_ish: 12 },
  ],
  // move_normal_pud(): a whole table of tables moves with one store.
  ['mremap', 'arm64', { entries: 262_144 }, { dsb_ishst: 1, tlb_flush: 1, tlbi_rvae1is: 1 }],
  // include/asm-generic/tlb.h: the gather is full after 7 + 19 × 509 pages.
  ['munmap', 'arm64', { entries: 9678 }, { tlb_flush: 2 }],
  ['munmap', 'arm64', { entries: 9679 }, { tlb_flush: 3 }],
  // mm/vmalloc.c: 513 pages need two pages of pointers, in a table that is there; the area itself spans two new ones.
  ['vmalloc', 'arm64-eager', { entries: 513 }, { dsb_ishst: 513 + 2 + 2, isb: 513 + 2 + 2 }],
  ['vfree', 'arm64', { entries: 513 }, { tlbi_rvaale1is: 1, tlbi_vaale1is: 1, flush_isb: 1 }],
  // arch/x86/xen/multicalls.c: 31 updates fit into one hypercall.
  ['mprotect-ro', 'xen-pv', { entries: 1024 }, { hypercalls: 2 * Math.ceil(512 / 31), mmu_update_entries: 1024 }],
  // arch/x86/xen/mmu_pv.c: tables are unpinned before a process ends.
  ['exit', 'xen-pv', { entries: 512 }, { ptwr_emul: 0 }],
];

/** Machines where something waits for the end of a section. */
const batching = ['s390-ipte-range', 'arm64', 'xen-pv', 'powerpc-hash', 'sparc64'] as const;
const ranged = 's390-ipte-range with range';

/** What the sanitizer finds, as written and with the range call: findings.test.ts says of each what it is known from. */
const foundEverywhere: readonly string[] = [
  `exit: F1 ×64 in zap_present_folio_ptes(): ${ranged}`,
  `fork: F3 ×64 in __copy_present_ptes(): ${ranged}`,
  `madvise-cold: F6 ×64 in madvise_cold_or_pageout_pte_range(): ${ranged}`,
  ...['madvise-dontneed', 'munmap'].flatMap((name) => [
    `${name}: F3 ×64 in zap_present_folio_ptes(): ${ranged}`,
    `${name}: F9 ×64 in zap_present_folio_ptes(): ${ranged}`,
  ]),
  // s390 moves no whole tables: move_ptes() moves every entry, wherever it goes.
  ...['mremap', 'mremap-unaligned'].flatMap((name) => [
    `${name}: F3 ×64 in move_ptes(): ${ranged}`,
    `${name}: F15 ×64 in move_ptes(): ${ranged}`,
  ]),
];
const protecting = ['mprotect-ro', 'mprotect-none', 'uffd-writeprotect'];
const batchedProtecting = protecting.map((name) => `${name}: F3 ×64 in prot_commit_flush_ptes(): ${ranged}`);
const foundIn: Readonly<Record<string, readonly string[]>> = {
  '6.12': [
    ...protecting.map((name) => `${name}: F3 ×64 in change_pte_range(): ${ranged}`),
    // The mode is left after the lock, and after the flush: B2. Its section has no range call.
    'pagemap-scan: C5 ×1 in pagemap_scan_pmd_entry(): xen-pv, xen-pv with range',
    'pagemap-scan: F18 ×1 in pagemap_scan_pmd_entry(): xen-pv, xen-pv with range, powerpc-hash, powerpc-hash with range, ' +
      'sparc64, sparc64 with range',
  ],
  '7.2': batchedProtecting,
  '7.3': batchedProtecting,
};

/** mm/vmalloc.c has a section of lazy MMU mode for each table from 7.0 on: one pair of barriers, and one for the new table. */
const batched: (typeof closedForms)[number] = ['vmalloc', 'arm64', { entries: 512, start: 512 }, { dsb_ishst: 1 + 1 }];

for (const version of ['6.12', '7.2', '7.3'])
  describeKernel(version, 'system calls', (directory) => {
    let parser: KernelParser;
    let tree: GoldenTree;
    before(async () => {
      parser = await loadKernelParser();
      tree = new GoldenTree(directory());
    });

    for (const systemCall of systemCallNames)
      it(`${systemCall} runs on every machine, and nothing is unknown`, () => {
        const scenario = { entries: 600 };
        const report = simulateSystemCall({ systemCall, machines: machineNames, scenario }, { parser, tree });
        assert.deepEqual(report.failures, []);
        assert.deepEqual(
          report.assumptions.filter(({ stated }) => stated === undefined),
          [],
        );
      });

    it('show the sanitizer what their walkers show, and nothing else', () => {
      const found = systemCallNames.flatMap((systemCall) => {
        const variants = ['as-written', 'with-range'] as const;
        const request = { systemCall, machines: batching, variants, scenario: { entries: 64 } };
        const { findings, watchedEntries } = simulateSystemCall(request, { parser, tree });
        assert.equal(watchedEntries, 64);
        return told(findings).map((each) => `${systemCall}: ${each}`);
      });
      assert.deepEqual(found.sort(), [...foundEverywhere, ...foundIn[version]].sort());
    });

    it('can be interrupted: an interrupt in mprotect sends out what a Xen guest has queued', () => {
      const interruption = {
        kind: 'interrupt',
        function: 'ptep_get',
        occurrence: 20,
        work: ['set-kernel-entry'],
      } as const;
      const run = (interruptions: readonly Interruption[]) => {
        const scenario = { entries: 62, interruptions };
        const request = { systemCall: 'mprotect-ro', machines: ['xen-pv'] as const, scenario };
        return simulateSystemCall(request, { parser, tree }).results[0];
      };
      assert.equal(run([]).counts.hypercalls, 2);
      const { counts, interruptions } = run([interruption]);
      // What was queued and the entry of the handler go out at once, and then the other 43 entries in two hypercalls.
      assert.deepEqual([counts.mmu_update_entries, counts.hypercalls], [63, 3]);
      assert.deepEqual([interruptions[0].times, interruptions[0].counts.hypercalls], [1, 1]);
    });

    for (const [systemCall, machine, scenario, expected] of version === '6.12'
      ? closedForms
      : [...closedForms, batched])
      it(`${systemCall} on ${machine} costs what its source says: ${JSON.stringify(scenario)}`, () => {
        const request = { systemCall, machines: [machine], scenario };
        const { results, failures } = simulateSystemCall(request, { parser, tree });
        assert.deepEqual(failures, []);
        const names = Object.keys(expected) as (keyof EventCounts)[];
        assert.deepEqual(Object.fromEntries(names.map((name) => [name, results[0].counts[name]])), expected);
      });
  });
