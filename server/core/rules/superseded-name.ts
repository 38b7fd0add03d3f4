import { supersededNames } from '../kernel/api.ts';
import type { Rule } from './rule.ts';

export const supersededName: Rule = {
  id: 'LM004',
  slug: 'superseded-name',
  severity: 'warning',
  summary: 'The range-carrying enable is called by the name of its first posting.',
  why: `The call that tells a section its range was first posted as \`lazy_mmu_mode_enable_pte()\`. Review found that the name
reads as if it were about one entry, and the series renamed it: to \`lazy_mmu_mode_enable_for_pte_range()\`, later to
\`lazy_mmu_mode_enable_with_ptes()\`. The arguments are the same.

A tree whose own header declares the first name, and a setting that chooses it, are taken at their word.`,
  bad: `static void fill_pte_range(struct mm_struct *mm, pte_t *pte, unsigned long addr, unsigned long end, pte_t entry)
{
	lazy_mmu_mode_enable_pte(mm, addr, end, pte);
	for (; addr != end; pte++, addr += PAGE_SIZE)
		set_pte_at(mm, addr, pte, entry);
	lazy_mmu_mode_disable();
}
`,
  good: `static void fill_pte_range(struct mm_struct *mm, pte_t *pte, unsigned long addr, unsigned long end, pte_t entry)
{
	lazy_mmu_mode_enable_for_pte_range(mm, addr, end, pte);
	for (; addr != end; pte++, addr += PAGE_SIZE)
		set_pte_at(mm, addr, pte, entry);
	lazy_mmu_mode_disable();
}
`,
  source: 'Review of "mm: make lazy MMU mode context-aware", linux-mm, March 2026.',
  check({ regions, rangeName }) {
    return regions.calls
      .filter(({ name }) => supersededNames.has(name) && name !== rangeName)
      .map(({ name, nameRange }) => ({
        range: nameRange,
        message: `${name}() was renamed to ${rangeName}()`,
        fixes: [{ title: `Rename to ${rangeName}()`, edits: [{ range: nameRange, text: rangeName }], safe: true }],
      }));
  },
};
