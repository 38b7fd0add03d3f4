import assert from 'node:assert/strict';
import type { MachineName } from '../../../server/core/simulator/arch/names.ts';
import type { EventCounts } from '../../../server/core/simulator/report.ts';
import type { Scenario } from '../../../server/core/simulator/scenario.ts';
import { eventsOf, loadParser, runWalkerText } from './support-run.ts';

const parameters = 'struct vm_area_struct *vma, pmd_t *pmd, unsigned long addr, unsigned long end, pgprot_t newprot';

/** A walker over the entries of a table: `each` is done to entry `i` where `when` holds; the rest frames the loop. */
function walker(each: string, { enable = '', disable = '', when = '1', every = '' } = {}): string {
  return `
int walker(${parameters})
{
	struct mm_struct *mm = vma->vm_mm;
	pte_t *pte = pte_offset_map(pmd, addr);
	unsigned long start = addr;
	int i;

	${enable}
	for (i = 0; addr != end; i++, pte++, addr += PAGE_SIZE) {
		${every}
		if (${when}) {
			${each}
		}
	}
	${disable}
	return 0;
}
`;
}

const protect =
  'pte_t old = ptep_modify_prot_start(vma, addr, pte); ptep_modify_prot_commit(vma, addr, pte, old, pte_wrprotect(old));';
const clear = 'ptep_get_and_clear(mm, addr, pte);';
const store = 'set_pte_at(mm, addr, pte, pfn_pte(i + 1, PAGE_SHARED));';
/** As walkers did before there were transactions of protection changes. */
const clearAndStore = 'pte_t old = ptep_get_and_clear(mm, addr, pte); set_pte_at(mm, addr, pte, pte_wrprotect(old));';

const armed = { enable: 'lazy_mmu_mode_enable_with_ptes(mm, addr, end, pte);', disable: 'lazy_mmu_mode_disable();' };
const lazy = { enable: 'lazy_mmu_mode_enable();', disable: 'lazy_mmu_mode_disable();' };
const half = (text: string) => `if (i == 128) { ${text} }`;

type Vector = readonly [
  what: string,
  machine: MachineName,
  text: string,
  scenario: Partial<Scenario>,
  counts: Partial<EventCounts>,
];

const ipte = (count: number, entries: number): Partial<EventCounts> => ({
  ipte: count,
  ipte_entries: entries,
  ipte_global: count,
});

/** The series invalidates runs: as many instructions as there are runs of updated entries that are valid. */
const ranges: readonly Vector[] = (
  [
    ['256 valid entries, all updated', walker(protect, armed), {}, ipte(1, 256)],
    ['every other of 256 valid entries updated', walker(protect, { ...armed, when: 'i % 2 == 0' }), {}, ipte(128, 128)],
    [
      'valid and empty entries in turn, all updated',
      walker(clear, armed),
      { population: 'alternating' },
      ipte(128, 128),
    ],
    ['256 valid entries, all but the 100th updated', walker(protect, { ...armed, when: 'i != 100' }), {}, ipte(2, 255)],
    ['256 empty entries, all stored', walker(store, armed), { population: 'all_none' }, {}],
    ['256 valid entries, all cleared and stored again', walker(clearAndStore, armed), {}, ipte(1, 256)],
    ['256 old entries, all updated', walker(protect, armed), { population: 'ro_clean_old' }, {}],
    [
      'a nested section after 128 of 256 entries',
      walker(protect, { ...armed, every: half('lazy_mmu_mode_enable(); lazy_mmu_mode_disable();') }),
      {},
      ipte(2, 256),
    ],
    [
      'a pause after 128 of 256 entries',
      walker(protect, { ...armed, every: half('lazy_mmu_mode_pause(); lazy_mmu_mode_resume();') }),
      {},
      ipte(129, 256),
    ],
    [
      'a range of 64 of 256 updated entries',
      walker(protect, { ...armed, enable: 'lazy_mmu_mode_enable_with_ptes(mm, addr, addr + 64 * PAGE_SIZE, pte);' }),
      {},
      ipte(193, 256),
    ],
    ['a section without a range', walker(protect, lazy), {}, ipte(256, 256)],
  ] as const
).map(([what, text, scenario, counts]) => [what, 's390-ipte-range', text, scenario, counts]);

/** What is deferred where the process runs on one CPU: the baseline's IDTE, which the series does without. */
const flushed = (text: string) => text.replace('\treturn 0;', '\tflush_tlb_range(vma, start, end);\n\treturn 0;');
const tables = { entries: 4 * 256 };
const cpus = (attachedCpus: number, maskCpus: number) => ({ ...tables, attachedCpus, maskCpus });
const local = (count: number, entries: number) => ({ ipte: count, ipte_entries: entries, ipte_local: count });
const deferral: readonly Vector[] = [
  ['four tables of a process on two CPUs', 's390', flushed(walker(protect)), cpus(2, 2), ipte(1024, 1024)],
  [
    'four tables of a process on two CPUs',
    's390-ipte-range',
    flushed(walker(protect, armed)),
    cpus(2, 2),
    ipte(4, 1024),
  ],
  ['four tables of a process on one CPU', 's390', flushed(walker(protect)), cpus(1, 1), { idte: 4 }],
  [
    'four tables of a process on one CPU',
    's390-ipte-range',
    flushed(walker(protect, armed)),
    cpus(1, 1),
    local(4, 1024),
  ],
  ['the same, which another CPU remembers', 's390', flushed(walker(protect)), cpus(1, 2), { idte: 4 }],
  [
    'the same, which another CPU remembers',
    's390-ipte-range',
    flushed(walker(protect, armed)),
    cpus(1, 2),
    ipte(4, 1024),
  ],
];

const teardown = 'ptep_get_and_clear_full(mm, addr, pte, 1);';
const ends: readonly Vector[] = [
  ['the end of a process', 's390', walker(teardown), {}, {}],
  ['the end of a process', 's390-ipte-range', walker(teardown, armed), {}, ipte(1, 256)],
  [
    'the end of a process that uses every other page',
    's390-ipte-range',
    walker(teardown, { ...armed, when: 'pte_present(ptep_get(pte))' }),
    { population: 'alternating' },
    ipte(128, 128),
  ],
];

const hypercalls = (count: number, updates: number) => ({ hypercalls: count, mmu_update_entries: updates });
const queues: readonly Vector[] = [
  ...[
    [1, 1],
    [31, 1],
    [32, 2],
    [62, 2],
    [63, 3],
    [256, 9],
    [512, 17],
  ].map(
    ([entries, count]): Vector => [
      `${entries} updates in a section`,
      'xen-pv',
      walker(store, lazy),
      { entries },
      hypercalls(count, entries),
    ],
  ),
  ['mprotect of 512 entries in a section', 'xen-pv', walker(protect, lazy), { entries: 512 }, hypercalls(17, 512)],
  ['mprotect of 512 entries outside', 'xen-pv', walker(protect), { entries: 512 }, hypercalls(512, 512)],
  [
    '512 entries cleared and stored in a section',
    'xen-pv',
    walker(clearAndStore, lazy),
    { entries: 512 },
    { ...hypercalls(17, 512), ptwr_emul: 512 },
  ],
  [
    '512 entries cleared and stored outside',
    'xen-pv',
    walker(clearAndStore),
    { entries: 512 },
    { ...hypercalls(512, 512), ptwr_emul: 512 },
  ],
];

const batches: readonly Vector[] = [
  [191, 1],
  [192, 1],
  [193, 2],
  [256, 2],
  [512, 3],
].flatMap(([entries, count]): Vector[] => [
  [
    `${entries} hashed entries changed in a section`,
    'powerpc-hash',
    walker(protect, lazy),
    { entries },
    { hpte_flushes: count, hpte_entries: entries },
  ],
  [
    `${entries} valid entries changed in a section`,
    'sparc64',
    walker(protect, lazy),
    { entries },
    { tsb_flushes: count, tsb_pages: entries, cross_calls: count },
  ],
]);

const barriers: readonly Vector[] = [
  ['arm64-eager', { dsb_ishst: 512, isb: 512 }],
  ['arm64', { dsb_ishst: 1, isb: 1 }],
].map(([machine, counts]) => [
  'vmap of 512 pages',
  machine as MachineName,
  walker('set_pte_at(&init_mm, addr, pte, pfn_pte(i + 1, PAGE_KERNEL));', lazy),
  { entries: 512, population: 'all_none' },
  counts as Partial<EventCounts>,
]);

describe('vectors of the batching series', () => {
  before(loadParser);

  for (const [what, machine, text, scenario, counts] of [
    ...ranges,
    ...deferral,
    ...ends,
    ...queues,
    ...batches,
    ...barriers,
  ]) {
    it(`${machine}: ${what}`, () => {
      assert.deepEqual(eventsOf(runWalkerText(machine, text, { preset: 'user', ...scenario })), counts);
    });
  }

  for (const [pages, invalidations] of [
    [1, 1],
    [2, 1],
    [3, 2],
    [16, 1],
    [17, 2],
    [255, 3],
    [256, 1],
    [511, 3],
    [512, 1],
    [4095, 4],
  ]) {
    it(`arm64: a flush of ${pages} pages`, () => {
      const text = `int walker(${parameters}) { flush_tlb_range(vma, addr, addr + ${pages} * PAGE_SIZE); return 0; }`;
      for (const machine of ['arm64', 'arm64-eager'] as const)
        assert.equal(runWalkerText(machine, text).counts.tlbi, invalidations, machine);
    });
  }
});
