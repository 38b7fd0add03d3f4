import { callsInEntryLoops } from '../regions/entry-loops.ts';
import { calleeRange } from './lock-notes.ts';
import type { Rule } from './rule.ts';

const single = 'ptep_modify_prot_start';
const batch = 'modify_prot_start_ptes';

export const perPteProtTransaction: Rule = {
  id: 'LM025',
  slug: 'per-pte-prot-transaction',
  severity: 'hint',
  summary: 'A loop changes the protection of entries one by one, where the tree has a call for a batch.',
  why: `\`modify_prot_start_ptes()\` and \`modify_prot_commit_ptes()\` change the entries of one folio together: arm64 then
handles a block of contiguous entries as a whole instead of taking it apart, and other architectures loop as before. The
batch is what \`folio_pte_batch_flags()\` says of the entries.

The hint is given only where the tree has these calls: since 6.17.`,
  bad: `static void veil_pte_range(struct vm_area_struct *vma, pte_t *pte, unsigned long addr, unsigned long end, pgprot_t prot)
{
	lazy_mmu_mode_enable();
	for (; addr != end; pte++, addr += PAGE_SIZE) {
		pte_t old = ptep_modify_prot_start(vma, addr, pte);

		ptep_modify_prot_commit(vma, addr, pte, old, pte_modify(old, prot));
	}
	lazy_mmu_mode_disable();
}
`,
  good: `static void veil_pte_range(struct vm_area_struct *vma, pte_t *pte, unsigned long addr, unsigned long end, pgprot_t prot)
{
	unsigned int nr;

	lazy_mmu_mode_enable();
	for (; addr != end; pte += nr, addr += nr * PAGE_SIZE) {
		pte_t old;

		nr = veil_batch(vma, addr, pte, end);
		old = modify_prot_start_ptes(vma, addr, pte, nr);
		modify_prot_commit_ptes(vma, addr, pte, old, pte_modify(old, prot), nr);
	}
	lazy_mmu_mode_disable();
}
`,
  source:
    'Review of "mm: Add batched versions of ptep_modify_prot_start/commit", linux-mm, July 2025; mm/mprotect.c (7.3).',
  check({ regions: { definition, graph }, dialect }) {
    if (dialect.generation !== 'nestable' || definition.name === batch) return [];
    return callsInEntryLoops(definition, graph, (name) => name === single).map(({ call }) => ({
      range: calleeRange(call),
      message: `${single}() runs for one entry after the other: ${batch}() takes a batch`,
    }));
  },
};
