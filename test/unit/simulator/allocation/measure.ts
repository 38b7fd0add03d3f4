// Prints how many bytes of the JavaScript heap a simulation takes for each further entry, by machine, as JSON. Runs by
// itself, with a young generation so large that nothing is collected meanwhile, and with gc() exposed.
import { usualMachines } from '../../../../server/core/simulator/arch/names.ts';
import { defaultScenario } from '../../../../server/core/simulator/scenario-input.ts';
import { simulate } from '../../../../server/core/simulator/simulate.ts';
import { loadKernelParser } from '../../../../server/host/parser.ts';
import { median } from '../../../bench/measure.ts';

const text = `
int protect_range(struct vm_area_struct *vma, pmd_t *pmd, unsigned long addr, unsigned long end, pgprot_t newprot)
{
	spinlock_t *ptl;
	pte_t *start_pte, *pte;
	int changed = 0;

	start_pte = pte = pte_offset_map_lock(vma->vm_mm, pmd, addr, &ptl);
	lazy_mmu_mode_enable_for_pte_range(vma->vm_mm, addr, end, pte);
	do {
		pte_t old = ptep_get(pte);

		if (!pte_present(old) || !vm_normal_page(vma, addr, old))
			continue;
		old = ptep_modify_prot_start(vma, addr, pte);
		ptep_modify_prot_commit(vma, addr, pte, old, pte_modify(old, newprot));
		changed++;
	} while (pte++, addr += PAGE_SIZE, addr != end);
	lazy_mmu_mode_disable();
	pte_unmap_unlock(start_pte, ptl);
	return changed;
}
`;

/** More than there are runs in a report, and few enough that typed arrays, which lie outside of the heap, make V8 collect nothing. */
const sizes = [6144, 14_336] as const;
/** Until V8 has compiled what it is going to. */
const warmUp = 30;

const parser = await loadKernelParser();
const perEntry: Record<string, number> = {};
for (const machine of usualMachines) {
  const run = (entries: number): void => {
    const scenario = { ...defaultScenario, entries, attachedCpus: 2, maskCpus: 2 };
    const request = {
      file: 'walker.c',
      function: 'protect_range',
      machines: [machine],
      variants: ['as-written'],
      scenario,
    } as const;
    const { results } = simulate(request, { parser, text }, { everyTable: true });
    if (results[0]?.returned === undefined) throw new Error(`nothing was simulated on ${machine}`);
  };
  const bytes = (entries: number): number => {
    globalThis.gc?.();
    const before = process.memoryUsage().heapUsed;
    run(entries);
    return process.memoryUsage().heapUsed - before;
  };
  for (let i = 0; i < warmUp; i++) run(sizes[1]);
  const [fewer, more] = sizes.map((entries) => median([1, 2, 3, 4, 5].map(() => bytes(entries))));
  perEntry[machine] = (more - fewer) / (sizes[1] - sizes[0]);
}
console.log(JSON.stringify(perEntry));
