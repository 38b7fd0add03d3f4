import type { RuleDescription } from './rule.ts';

/** What is found about suppression comments themselves; `apply-suppressions.ts` looks for it when all other rules are done. */
export const staleSuppression: RuleDescription = {
  id: 'LM018',
  slug: 'stale-suppression',
  severity: 'warning',
  summary: 'A suppression comment allows nothing, or gives no reason.',
  why: `A suppression says to the reader that something unusual happens here, and why that is right. When the code has been
put in order since, the comment tells of a danger that is gone, and would hide the next one that comes to the same line.

A suppression without a reason does not count: nobody could tell later whether it still holds. One that names no rule that
there is was meant for another.

Nothing is said about a rule that is turned off, and nothing in a function that could not be analysed.`,
  bad: `static void fill_pte_range(struct mm_struct *mm, pte_t *pte, unsigned long addr, unsigned long end, pte_t entry)
{
	lazy_mmu_mode_enable();
	for (; addr != end; pte++, addr += PAGE_SIZE)
		set_pte_at(mm, addr, pte, entry);
	lazy_mmu_mode_disable();
	/* lazy-mmu: allow(return-in-section) the caller leaves the mode */
	return;
}
`,
  good: `static void fill_pte_range(struct mm_struct *mm, pte_t *pte, unsigned long addr, unsigned long end, pte_t entry)
{
	lazy_mmu_mode_enable();
	for (; addr != end; pte++, addr += PAGE_SIZE)
		set_pte_at(mm, addr, pte, entry);
	lazy_mmu_mode_disable();
}
`,
  source: 'This tool: suppressions are its own.',
};
