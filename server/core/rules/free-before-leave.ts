import { callsInSections } from '../entries/section-updates.ts';
import { calleeName } from '../flow/walk.ts';
import { freeingCalls, referencingCalls } from '../kernel/frees.ts';
import { clearingPrimitives } from '../kernel/primitives.ts';
import { notesOf, witnessOf } from './paths.ts';
import type { Rule, RuleFinding } from './rule.ts';
import { updateNote } from './update-note.ts';

export const freeBeforeLeave: Rule = {
  id: 'LM016',
  slug: 'free-before-leave',
  severity: 'error',
  summary: 'A page is freed while the update that unmaps it may still wait.',
  why: `Between the free and the end of the section the entry, or a translation made from it, still leads to a page that
someone else may own by then: a store through it changes memory of another user. s390 with batching applies the cleared entry
when the section ends, Xen PV sends \`pte_clear()\` to the hypervisor then, and sparc64 and powerpc with the hash MMU flush
their translations then.

Free after the disable, pause the section around the update and the free, or hand the page to an \`mmu_gather\`. Dropping a
reference is reported where the function takes none itself. What only counts is an entry that the same round of the loop has
cleared.`,
  bad: `static void drop_pte_range(struct mm_struct *mm, pte_t *pte, unsigned long addr, unsigned long end)
{
	lazy_mmu_mode_enable();
	for (; addr != end; pte++, addr += PAGE_SIZE) {
		pte_t entry = ptep_get_and_clear(mm, addr, pte);

		if (pte_present(entry))
			__free_page(pte_page(entry));
	}
	lazy_mmu_mode_disable();
}
`,
  good: `static void drop_pte_range(struct mm_struct *mm, pte_t *pte, unsigned long addr, unsigned long end,
			   struct list_head *pages)
{
	lazy_mmu_mode_enable();
	for (; addr != end; pte++, addr += PAGE_SIZE) {
		pte_t entry = ptep_get_and_clear(mm, addr, pte);

		if (pte_present(entry))
			list_add(&pte_page(entry)->lru, pages);
	}
	lazy_mmu_mode_disable();
	put_pages_list(pages);
}
`,
  source:
    'kasan_depopulate_vmalloc_pte() in mm/kasan/shadow.c: 6.12 frees in the section, 7.2 and 7.3 pause it. When deferred updates land: arch/x86/xen/mmu_pv.c, arch/sparc/mm/tlb.c (6.12, 7.3).',
  check({ regions, callees }) {
    const holdsReferences = regions.graph.nodes.some(({ effects }) =>
      effects.some((effect) => effect.kind === 'call' && referencingCalls.has(calleeName(effect.call) ?? '')),
    );
    const findings = new Map<number, RuleFinding>();
    for (const { call, name, point, waiting } of callsInSections(regions, callees, 'certain')) {
      const freeing = freeingCalls.get(name);
      if (!freeing || (freeing.dropsReference && holdsReferences) || findings.has(call.start)) continue;
      const update = waiting.unmoved.find(({ primitive }) => clearingPrimitives.has(primitive));
      if (!update) continue;
      findings.set(call.start, {
        range: { start: call.start, end: call.end },
        message: `${name}() gives the page back while the ${update.primitive}() that unmaps it may still wait for the end of the section`,
        notes: [updateNote(update), ...notesOf(witnessOf(regions, point))],
      });
    }
    return [...findings.values()];
  },
};
