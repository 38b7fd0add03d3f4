import assert from 'node:assert/strict';
import { type MachineName, machineNames } from '../../server/core/simulator/arch/names.ts';
import type { EventCounts } from '../../server/core/simulator/report.ts';
import type { Scenario } from '../../server/core/simulator/scenario.ts';
import { simulateSystemCall } from '../../server/core/simulator/system-calls/simulate-system-call.ts';
import { systemCallNames } from '../../server/core/simulator/system-calls/table.ts';
import type { KernelParser } from '../../server/core/syntax/source-file.ts';
import { loadKernelParser } from '../../server/host/parser.ts';
import { GoldenTree } from '../golden/compare.ts';
import { describeKernel } from '../support/kernels.ts';

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
