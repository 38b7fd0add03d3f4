import assert from 'node:assert/strict';
import fc from 'fast-check';
import { machineNames } from '../../../server/core/simulator/arch/names.ts';
import { patternNames } from '../../../server/core/simulator/population.ts';
import type { SimulationReport } from '../../../server/core/simulator/report.ts';
import type { Scenario } from '../../../server/core/simulator/scenario.ts';
import { defaultScenario } from '../../../server/core/simulator/scenario-input.ts';
import { simulate } from '../../../server/core/simulator/simulate.ts';
import type { KernelParser } from '../../../server/core/syntax/source-file.ts';
import { loadKernelParser } from '../../../server/host/parser.ts';

/** Leaves behind whatever a run can: the mode on, entries queued, a variable changed, a table half done, memory in use. */
const untidy = `
static int calls;

int untidy(struct vm_area_struct *vma, pmd_t *pmd, unsigned long addr, unsigned long end,
	   int stop, int pause)
{
	struct mm_struct *mm = vma->vm_mm;
	struct task_struct *task = current;
	pte_t *pte = pte_offset_map(pmd, addr);
	int changed = 0;

	calls++;
	spin_lock(&mm->page_table_lock);
	lazy_mmu_mode_enable();
	for (; addr != end; pte++, addr += PAGE_SIZE) {
		pte_t old = ptep_get(pte);
		struct page *page = vm_normal_page(vma, addr, old);

		if (pte_none(old) || !page)
			continue;
		if (changed == stop)
			BUG();
		changed++;
		folio_get(page_folio(page));
		folio_remove_rmap_pte(page_folio(page), page, vma);
		ptep_get_and_clear(mm, addr, pte);
		if (changed % 3 == 0)
			set_pte_at(mm, addr, pte, old);
		if (changed == pause)
			lazy_mmu_mode_pause();
	}
	return calls * 1000 + changed + (task == current) + folio_ref_count(pfn_folio(pte_pfn(ptep_get(pte - 1))));
}
`;

/** More than there are entries. */
const never = 1_000_000;

describe('a machine that is used again', () => {
  let parser: KernelParser;
  before(async () => {
    parser = await loadKernelParser();
  });

  const scenarios = fc.record({
    entries: fc.integer({ min: 1, max: 300 }),
    population: fc.constantFrom(...patternNames),
    folioOrder: fc.constantFrom(0, 4),
    cpus: fc.constantFrom([1, 1], [1, 2], [2, 2]),
    fullmm: fc.boolean(),
    stop: fc.constantFrom(1, 7, never, never),
    pause: fc.constantFrom(5, never, never),
    machine: fc.constantFrom({}, { series: 'v2' } as const, { contpte: true, protectedMm: true }),
    config: fc.boolean().map((on) => ({ CONFIG_PREEMPT_RT: on })),
    interruptions: fc.constantFrom(
      [],
      [],
      [{ kind: 'preemption', function: 'ptep_get_and_clear', work: ['clear-entry'] }],
      [{ kind: 'interrupt', line: 15, occurrence: 0, work: ['set-kernel-entry'] }],
    ) as fc.Arbitrary<Scenario['interruptions']>,
  });

  /** Programs, and the machines that have run them, are kept by parser: a new one starts without any. */
  const newParser = (): KernelParser => ({
    parse: (...args) => parser.parse(...args),
    parseExpression: (text) => parser.parseExpression(text),
    parseStatements: (text) => parser.parseStatements(text),
  });

  type Given = Partial<Scenario> & { readonly cpus: readonly number[]; readonly stop: number; readonly pause: number };

  const report = (by: KernelParser, { stop, pause, cpus, ...given }: Given): SimulationReport => {
    const [attachedCpus, maskCpus] = cpus;
    const places = { stop: `${stop}`, pause: `${pause}` };
    return simulate(
      {
        file: 'untidy.c',
        function: 'untidy',
        machines: machineNames,
        variants: ['as-written', 'no-lazy-mode'],
        scenario: { ...defaultScenario, ...given, attachedCpus, maskCpus, arguments: places },
      },
      { parser: by, text: untidy },
    );
  };

  it('says what a new one says, whatever ran on it before', () => {
    fc.assert(
      fc.property(fc.array(scenarios, { minLength: 2, maxLength: 4 }), (sequence) => {
        const again = newParser();
        for (const scenario of sequence) assert.deepEqual(report(again, scenario), report(newParser(), scenario));
      }),
      { numRuns: 15 },
    );
  });
});
