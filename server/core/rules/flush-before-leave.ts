import { callsInSections } from '../entries/section-updates.ts';
import { addressFlushes } from '../kernel/primitives.ts';
import { leaveFirstFixes } from './leave-first.ts';
import { notesOf, witnessOf } from './paths.ts';
import type { Rule, RuleFinding } from './rule.ts';
import { updateNote } from './update-note.ts';

export const flushBeforeLeave: Rule = {
  id: 'LM015',
  slug: 'flush-before-leave',
  severity: 'information',
  summary: 'Translations are flushed while updates of the section may still wait.',
  why: `A flush is meant to come after the update that it is for. In a section the update may not be in effect yet: s390 with
batching invalidates when the section ends, sparc64 and powerpc with the hash MMU flush their own batch then, and only Xen PV
keeps the flush behind the updates in its queue. What makes such code work is the invalidation at the end of the section, not
the flush that is written, and on the machines that do not defer the flush is needed.

Flush after the disable. The page-table lock is dropped after both.`,
  bad: `static void protect_pte_range(struct vm_area_struct *vma, pte_t *pte, unsigned long addr, unsigned long end)
{
	unsigned long start = addr;

	lazy_mmu_mode_enable();
	for (; addr != end; pte++, addr += PAGE_SIZE)
		ptep_set_wrprotect(vma->vm_mm, addr, pte);
	flush_tlb_range(vma, start, end);
	lazy_mmu_mode_disable();
}
`,
  good: `static void protect_pte_range(struct vm_area_struct *vma, pte_t *pte, unsigned long addr, unsigned long end)
{
	unsigned long start = addr;

	lazy_mmu_mode_enable();
	for (; addr != end; pte++, addr += PAGE_SIZE)
		ptep_set_wrprotect(vma->vm_mm, addr, pte);
	lazy_mmu_mode_disable();
	flush_tlb_range(vma, start, end);
}
`,
  source:
    'arch/sparc/mm/tlb.c, arch/powerpc/include/asm/book3s/64/tlbflush-hash.h (6.12, 7.3) flush when the section ends; so does the series "s390/mm: batch PTE updates in lazy MMU mode", 2026.',
  check({ file, regions, callees }) {
    const findings = new Map<number, RuleFinding>();
    for (const { call, name, point, waiting } of callsInSections(regions, callees, 'perhaps')) {
      const [update] = waiting.all;
      if (!addressFlushes.has(name) || !update || findings.has(call.start)) continue;
      findings.set(call.start, {
        range: call.callee.kind === 'name' ? { start: call.callee.start, end: call.callee.end } : call,
        message: `${name}() comes before the updates of this section are in effect: leave the section first`,
        notes: [updateNote(update), ...notesOf(witnessOf(regions, point))],
        fixes: leaveFirstFixes(
          file.text,
          regions,
          call,
          point.node,
          point.property,
          'Leave the section before the flush',
        ),
      });
    }
    return [...findings.values()];
  },
};
