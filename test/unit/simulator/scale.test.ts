import assert from 'node:assert/strict';
import fc from 'fast-check';
import { statesBetween } from '../../../media/states.ts';
import { machineOf } from '../../../server/core/simulator/arch/machines.ts';
import { type MachineName, machineNames } from '../../../server/core/simulator/arch/names.ts';
import { pageSizes } from '../../../server/core/simulator/arch/page-geometry.ts';
import { scenarioOf } from '../../../server/core/simulator/choices.ts';
import { presets } from '../../../server/core/simulator/presets/presets.ts';
import { sourceStartOf } from '../../../server/core/simulator/range/block-memory.ts';
import type { EventName, RunResult, SimulationReport } from '../../../server/core/simulator/report.ts';
import type { PopulationRun, Scenario } from '../../../server/core/simulator/scenario.ts';
import { defaultScenario } from '../../../server/core/simulator/scenario-input.ts';
import { simulate } from '../../../server/core/simulator/simulate.ts';
import { simulateSystemCall } from '../../../server/core/simulator/system-calls/simulate-system-call.ts';
import { machinesFor, refusalReason } from '../../../server/core/simulator/walkers.ts';
import type { KernelParser } from '../../../server/core/syntax/source-file.ts';
import { loadKernelParser } from '../../../server/host/parser.ts';
import { GoldenTree } from '../../golden/compare.ts';
import { describeKernel } from '../../support/kernels.ts';

const path = 'walker.c';

/** Walkers that keep things from table to table: in a gather, in a variable of the file, in a record of the caller. */
const text = `
static int tables_seen;
static int entries_seen;

long protect_range(struct mmu_gather *tlb, struct vm_area_struct *vma, pmd_t *pmd, unsigned long addr, unsigned long end)
{
	spinlock_t *ptl;
	pte_t *start_pte, *pte;
	long pages = 0;

	start_pte = pte = pte_offset_map_lock(vma->vm_mm, pmd, addr, &ptl);
	lazy_mmu_mode_enable();
	do {
		pte_t old = ptep_get(pte);

		if (!pte_present(old))
			continue;
		old = ptep_modify_prot_start(vma, addr, pte);
		ptep_modify_prot_commit(vma, addr, pte, old, pte_wrprotect(old));
		tlb_flush_pte_range(tlb, addr, PAGE_SIZE);
		pages++;
	} while (pte++, addr += PAGE_SIZE, addr != end);
	lazy_mmu_mode_disable();
	pte_unmap_unlock(start_pte, ptl);
	return pages;
}

unsigned long unmap_range(struct mmu_gather *tlb, struct vm_area_struct *vma, pmd_t *pmd, unsigned long addr, unsigned long end)
{
	pte_t *pte = pte_offset_kernel(pmd, addr);

	lazy_mmu_mode_enable();
	do {
		pte_t old = ptep_get_and_clear_full(vma->vm_mm, addr, pte, 0);
		struct page *page;

		if (!pte_present(old))
			continue;
		page = pte_page(old);
		tlb_remove_tlb_entry(tlb, pte, addr);
		if (__tlb_remove_page_size(tlb, page, 0, PAGE_SIZE)) {
			lazy_mmu_mode_disable();
			tlb_flush_mmu(tlb);
			lazy_mmu_mode_enable();
		}
	} while (pte++, addr += PAGE_SIZE, addr != end);
	lazy_mmu_mode_disable();
	return addr;
}

int flush_every_third(struct vm_area_struct *vma, pmd_t *pmd, unsigned long addr, unsigned long end)
{
	pte_t *pte = pte_offset_kernel(pmd, addr);
	unsigned long start = addr;

	for (; addr < end; addr += PAGE_SIZE, pte++)
		if (pte_present(ptep_get(pte)))
			ptep_set_wrprotect(vma->vm_mm, addr, pte);
	if (++tables_seen < 3)
		return tables_seen;
	tables_seen = 0;
	flush_tlb_range(vma, start, end);
	return 3;
}

int never_the_same(struct vm_area_struct *vma, pmd_t *pmd, unsigned long addr, unsigned long end)
{
	pte_t *pte = pte_offset_kernel(pmd, addr);

	for (; addr < end; addr += PAGE_SIZE, pte++)
		if (ptep_get(pte).pte && entries_seen++ % 7 == 0)
			ptep_set_wrprotect(vma->vm_mm, addr, pte);
	return 0;
}

unsigned long zap_range(struct mmu_gather *tlb, struct vm_area_struct *vma, pmd_t *pmd, unsigned long addr, unsigned long end)
{
	int full = 0;
	pte_t *pte = pte_offset_kernel(pmd, addr);

	lazy_mmu_mode_enable();
	do {
		pte_t old = ptep_get(pte);

		if (!pte_present(old))
			continue;
		ptep_get_and_clear_full(vma->vm_mm, addr, pte, 0);
		tlb_remove_tlb_entry(tlb, pte, addr);
		full = __tlb_remove_page_size(tlb, pte_page(old), 0, PAGE_SIZE);
	} while (pte++, addr += PAGE_SIZE, addr != end && !full);
	lazy_mmu_mode_disable();
	if (full)
		tlb_flush_mmu(tlb);
	return addr;
}

int map_up_to_a_limit(struct mm_struct *mm, pmd_t *pmd, unsigned long addr, unsigned long end, unsigned long pfn, pgprot_t prot)
{
	pte_t *pte = pte_offset_kernel(pmd, addr);

	if (++tables_seen > 5)
		return -12;
	for (; addr < end; addr += PAGE_SIZE, pte++)
		set_pte_at(mm, addr, pte, pfn_pte(pfn++, prot));
	return 0;
}
`;

const functions = ['protect_range', 'unmap_range', 'flush_every_third', 'never_the_same'];

/** All of a result, its states entry by entry: how they are put into patterns depends on what was walked. */
function plainly(report: SimulationReport) {
  const states = (patterns: RunResult['before']) => statesBetween(patterns, 0, report.scenario.entries);
  return {
    ...report,
    results: report.results.map((each) => ({ ...each, before: states(each.before), after: states(each.after) })),
    // Objects of the heap stand elsewhere in a run that has all of the range in memory.
    assumptions: report.assumptions.map((each) =>
      each.stated === 'all memory is on the first node' ? { ...each, value: '' } : each,
    ),
  };
}

const run: fc.Arbitrary<PopulationRun> = fc.record({
  entries: fc.oneof(fc.integer({ min: 1, max: 40 }), fc.integer({ min: 200, max: 1500 })),
  state: fc.constantFrom('none', 'present', 'swap', 'present'),
  write: fc.boolean(),
  young: fc.boolean(),
});

const scenarios: fc.Arbitrary<Partial<Scenario>> = fc
  .record({
    entries: fc.integer({ min: 1, max: 9000 }),
    start: fc.integer({ min: 0, max: 1100 }),
    population: fc.oneof(
      fc.constantFrom('all_present', 'alternating', 'swap16', 'blocks8', 'half', 'ro_clean_old'),
      fc.array(run, { minLength: 1, maxLength: 5 }),
    ),
    folioOrder: fc.constantFrom(0, 0, 2, 4, 9),
    attachedCpus: fc.integer({ min: 1, max: 2 }),
    moreCpus: fc.integer({ min: 0, max: 1 }),
    fullmm: fc.boolean(),
    machine: fc.record({ pageSize: fc.constantFrom(...pageSizes) }),
  })
  .map(({ moreCpus, ...each }) => ({ ...each, maskCpus: each.attachedCpus + moreCpus }) as Partial<Scenario>);

describe('a range of many page tables', () => {
  let parser: KernelParser;
  before(async () => {
    parser = await loadKernelParser();
  });

  const simulated = (
    walker: string,
    machine: MachineName,
    scenario: Partial<Scenario>,
    control: Parameters<typeof simulate>[2] = {},
  ) =>
    simulate(
      {
        file: path,
        function: walker,
        machines: [machine],
        variants: ['as-written', 'with-range'],
        scenario: { ...defaultScenario, ...scenario },
      },
      { parser, text },
      control,
    );

  it('costs what its tables cost one by one, in everything that is reported', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...functions),
        fc.constantFrom(...machineNames),
        scenarios,
        (walker, machine, scenario) => {
          const counted = simulated(walker, machine, scenario);
          const walked = simulated(walker, machine, scenario, { everyTable: true });
          assert.deepEqual(plainly(counted), plainly(walked));
        },
      ),
      { numRuns: 150 },
    );
  });

  it('goes on where a walker keeps a count that comes back', () => {
    const { results } = simulated('flush_every_third', 'x86', { entries: 512 * 3 * 10 ** 7 });
    assert.equal(results[0].counts.full_flushes, 10 ** 7);
    assert.equal(results[0].returned, '3');
  });

  it('costs the same where a gather fills every few tables, each time in another place of one', () => {
    fc.assert(
      fc.property(
        fc.constantFrom('unmap_range', 'zap_range'),
        fc.constantFrom(...machineNames),
        scenarios,
        fc.integer({ min: 20_000, max: 70_000 }),
        (walker, machine, given, entries) => {
          const scenario = { ...given, entries, preset: 'munmap' };
          const counted = simulated(walker, machine, scenario);
          const walked = simulated(walker, machine, scenario, { everyTable: true });
          assert.deepEqual(plainly(counted), plainly(walked));
        },
      ),
      { numRuns: 25 },
    );
  });

  it('calls a walker again from the address that it returned', () => {
    const { results } = simulated('zap_range', 'x86', { entries: 16_384, preset: 'munmap' });
    // 7 pages in the batch of the gather itself and 509 in each of 19 others, and then a flush: twice, with the last one.
    assert.equal(results[0].counts.tlb_flush, 2);
    assert.deepEqual(results[0].changes, [{ before: 'present', after: 'none', entries: 16_384 }]);
    assert.equal(results[0].unfinished, undefined);
  });

  it('says where a walker gives up, and leaves the tables after that as they are', () => {
    const scenario = { entries: 512 * 20, start: 100, population: 'all_none' as const, preset: 'remap-pfn' };
    const counted = simulated('map_up_to_a_limit', 'x86', scenario);
    const [{ unfinished, changes }] = counted.results;
    assert.deepEqual(unfinished, { returned: '-12', entry: 5 * 512 - 100 });
    assert.deepEqual(changes, [
      { before: 'none', after: 'old', entries: 5 * 512 - 100 },
      { before: 'none', after: 'none', entries: 15 * 512 + 100 },
    ]);
    const walked = simulated('map_up_to_a_limit', 'x86', scenario, { everyTable: true });
    assert.deepEqual(plainly(counted), plainly(walked));
  });

  it('is walked whole where the scenario answers in turn', () => {
    const scenario = { entries: 9000, assume: { pte_present: [...Array.from({ length: 5000 }, () => 0), 1] } };
    const { results } = simulated('protect_range', 's390', scenario);
    assert.equal(results[0].counts.ipte, 4000);
  });

  it('is limited when every table is walked', () => {
    assert.match(
      simulated('protect_range', 's390', { entries: 2 ** 19 }, { everyTable: true }).failures[0].reason,
      /262144 entries at most/,
    );
  });

  it('gives an address that it returns as one of the last table', () => {
    const { results } = simulated('unmap_range', 's390', { entries: 2 ** 35 });
    assert.equal(results[0].returned, `${sourceStartOf(2 ** 47, machineOf('s390').geometry) + 2 ** 47}`);
  });

  it('says of the first entries what each instruction covered', () => {
    const { results } = simulated('protect_range', 's390-ipte-range', { entries: 2 ** 30, start: 10 });
    const { runs } = results[1];
    assert.equal(runs.length, 4096);
    assert.deepEqual(
      [runs[0], runs[1], runs[4095]].map(({ first, entries }) => [first, entries]),
      [
        [10, 246],
        [256, 256],
        [4095 * 256, 256],
      ],
    );
  });
});

/** Two files have a function of this name; the other one's enters no section. */
function fileOf(tree: GoldenTree, walker: string, parser: KernelParser): string | undefined {
  return walker === 'walk_pte_range' ? 'mm/vmscan.c' : tree.fileOf(walker, parser);
}

for (const version of ['6.12', '7.2', '7.3'])
  describeKernel(version, 'ranges of many page tables', (directory) => {
    it('cost what their tables cost one by one, with every preset on every machine', async () => {
      const parser = await loadKernelParser();
      const tree = new GoldenTree(directory());
      for (const preset of presets) {
        for (const walker of preset.walkers) {
          const file = fileOf(tree, walker, parser);
          const source = file === undefined ? undefined : tree.read(file);
          if (file === undefined || source === undefined || refusalReason(walker) !== undefined) continue;
          for (const machine of machinesFor(file)) {
            const entries = 9 * machineOf(machine).entriesPerTable + 77;
            const scenario = { ...scenarioOf(preset), preset: preset.name, entries, start: 130 };
            const request = {
              file,
              function: walker,
              machines: [machine],
              variants: ['as-written'],
              scenario,
            } as const;
            const environment = { parser, tree, text: source };
            const counted = simulate(request, environment);
            const walked = simulate(request, environment, { everyTable: true });
            assert.deepEqual(plainly(counted), plainly(walked), `${walker}, ${machine}`);
          }
        }
      }
    });
  });

for (const version of ['6.12', '7.2', '7.3'])
  describeKernel(version, 'munmap of more pages than a gather holds', (directory) => {
    const munmap = async (machine: MachineName, entries: number) => {
      const parser = await loadKernelParser();
      const tree = new GoldenTree(directory());
      const file = 'mm/memory.c';
      const scenario = { ...defaultScenario, preset: 'munmap', entries };
      const request = {
        file,
        function: 'zap_pte_range',
        machines: [machine],
        variants: ['as-written'],
        scenario,
      } as const;
      const walker = simulate(request, { parser, tree, text: tree.read(file) ?? '' }).results[0];
      return { walker, parser, tree };
    };
    /** Events of which every page has one, and flushes that a full gather leads to. */
    const perPage: Readonly<Partial<Record<MachineName, EventName>>> = {
      s390: 'ipte',
      'xen-pv': 'ptwr_emul',
      'powerpc-hash': 'hpte_entries',
      sparc64: 'tsb_pages',
    };

    it('clears every entry, as the whole system call does', async () => {
      const entries = 16_384;
      for (const [machine, event] of Object.entries(perPage) as [MachineName, EventName][]) {
        const { walker, parser, tree } = await munmap(machine, entries);
        assert.equal(walker.counts[event], entries, machine);
        assert.deepEqual(walker.changes, [{ before: 'present', after: 'none', entries }]);
        const call = simulateSystemCall(
          { systemCall: 'munmap', machines: [machine], scenario: { entries } },
          { parser, tree },
        );
        const inWalker = call.results[0].functions.filter(({ file }) => file === 'mm/memory.c');
        const sum = inWalker.reduce((total, { counts }) => total + (counts[event] ?? 0), 0);
        assert.ok(sum >= entries && call.results[0].counts[event] >= entries, machine);
      }
    });

    it('flushes once for each gather that is full, and at the end', async () => {
      // Pages of a gather: 7 in the batch that is part of it, and 509 in each of 19 pages; the last of them fills it.
      const held = 7 + 19 * 509;
      for (const entries of [16_384, 2 ** 35]) {
        const { walker } = await munmap('generic', entries);
        assert.equal(walker.counts.tlb_flush, Math.ceil(entries / held));
      }
    });
  });

for (const version of ['7.2', '7.3'])
  describeKernel(version, 'vmap of 128 TiB', (directory) => {
    it('costs arm64 one pair of barriers for each page table, or for each entry', async () => {
      const parser = await loadKernelParser();
      const tree = new GoldenTree(directory());
      const file = 'mm/vmalloc.c';
      const scenario = { ...defaultScenario, entries: 2 ** 35, population: 'all_none' as const };
      const machines: readonly MachineName[] = ['arm64', 'arm64-eager'];
      const request = { file, function: 'vmap_pages_pte_range', machines, variants: ['as-written'], scenario } as const;
      const { results } = simulate(request, { parser, tree, text: tree.read(file) ?? '' });
      assert.deepEqual(
        results.map(({ counts }) => [counts.dsb_ishst, counts.isb]),
        [
          [2 ** 26, 2 ** 26],
          [2 ** 35, 2 ** 35],
        ],
      );
    });
  });
