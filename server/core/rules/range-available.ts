import { apiFunction } from '../kernel/api.ts';
import type { LocatedCall } from '../regions/function-regions.ts';
import { inferRangeArguments } from '../regions/range-arguments.ts';
import { rangeCallText } from '../regions/range-call.ts';
import { laidOutRangeCall } from '../regions/range-call-layout.ts';
import type { Rule } from './rule.ts';

export const rangeAvailable: Rule = {
  id: 'LM005',
  slug: 'range-available',
  severity: 'hint',
  summary: 'The section could tell the architecture which entries it updates.',
  why: `An architecture that knows which entries a section may update can keep the updates aside and apply them together:
on s390 one IPTE instruction then invalidates up to 256 entries, where a section without a range costs one instruction for
each. The range-carrying enable takes the mm, the first address, the end, and the entry of the first address.

The hint is given where the function's own code says all four: it maps one page table at an address, nothing moves the
pointer or the address before the section, and a loop steps both on until the end. It is not given where updates of the
section flush the hardware entry at once, where the section is paused, or where it walks another level.

The call is not in any released kernel: the fix compiles only in a tree with the series.`,
  bad: `static void seal_pte_range(struct mm_struct *mm, pmd_t *pmd, unsigned long addr, unsigned long end)
{
	spinlock_t *ptl;
	pte_t *start_pte, *pte;

	start_pte = pte = pte_offset_map_lock(mm, pmd, addr, &ptl);
	if (!pte)
		return;
	lazy_mmu_mode_enable();
	for (; addr != end; pte++, addr += PAGE_SIZE)
		ptep_set_wrprotect(mm, addr, pte);
	lazy_mmu_mode_disable();
	pte_unmap_unlock(start_pte, ptl);
}
`,
  good: `static void seal_pte_range(struct mm_struct *mm, pmd_t *pmd, unsigned long addr, unsigned long end)
{
	spinlock_t *ptl;
	pte_t *start_pte, *pte;

	start_pte = pte = pte_offset_map_lock(mm, pmd, addr, &ptl);
	if (!pte)
		return;
	lazy_mmu_mode_enable_for_pte_range(mm, addr, end, start_pte);
	for (; addr != end; pte++, addr += PAGE_SIZE)
		ptep_set_wrprotect(mm, addr, pte);
	lazy_mmu_mode_disable();
	pte_unmap_unlock(start_pte, ptl);
}
`,
  source: 'Patch series "s390/mm: batch PTE updates in lazy MMU mode", linux-s390 and linux-mm, March to October 2026.',
  check({ file, regions, dialect, rangeName }) {
    if (dialect.generation !== 'nestable') return [];
    return regions.calls.filter(isPlainOutermostEnable).flatMap((call) => {
      const inferred = inferRangeArguments(regions.definition, call.range, regions.graph);
      if ('refused' in inferred) return [];
      const text = rangeCallText(inferred, rangeName);
      const laidOut = laidOutRangeCall(inferred, rangeName, file.text, call.range);
      return [
        {
          range: call.nameRange,
          message: `this section can carry its range: ${text}`,
          fixes: [
            {
              title: `Tell the section its range: ${text}`,
              edits: [{ range: call.range, text: laidOut }],
              safe: false,
            },
          ],
        },
      ];
    });
  },
};

function isPlainOutermostEnable({ name, effect, before }: LocatedCall): boolean {
  const plain = effect === 'enable' && apiFunction(name)?.generation === 'nestable';
  return plain && before.every(({ depth, paused }) => depth === 0 && paused === 0);
}
