import type { FlowGraph } from '../flow/graph.ts';
import { calleeName } from '../flow/walk.ts';
import { primitive } from '../kernel/primitives.ts';
import { tableMappings } from '../kernel/tables.ts';
import { callsInEntryLoops } from '../regions/entry-loops.ts';
import { calleeRange } from './lock-notes.ts';
import type { Rule } from './rule.ts';

export const unbatchedUpdates: Rule = {
  id: 'LM024',
  slug: 'unbatched-updates',
  severity: 'hint',
  summary: 'A loop updates the entries of a page table outside of any section.',
  why: `Without a section every update is put into effect by itself: a hypercall on Xen PV, a barrier on arm64, an IPTE
instruction on s390. Around a loop over a page table a section pays off from the second entry on.

The hint is given where a function maps a page table itself and steps a pointer through it, so that the section would
begin and end in the same function. A function that is given the pointer may be called in a section, and is left alone; so
is a table that is not in use yet.`,
  bad: `static int rinse_pte_range(struct mm_struct *mm, pmd_t *pmd, unsigned long addr, unsigned long end)
{
	spinlock_t *ptl;
	pte_t *start_pte, *pte;

	start_pte = pte = pte_offset_map_lock(mm, pmd, addr, &ptl);
	if (!pte)
		return -EAGAIN;
	for (; addr != end; pte++, addr += PAGE_SIZE)
		ptep_set_wrprotect(mm, addr, pte);
	pte_unmap_unlock(start_pte, ptl);
	return 0;
}
`,
  good: `static int rinse_pte_range(struct mm_struct *mm, pmd_t *pmd, unsigned long addr, unsigned long end)
{
	spinlock_t *ptl;
	pte_t *start_pte, *pte;

	start_pte = pte = pte_offset_map_lock(mm, pmd, addr, &ptl);
	if (!pte)
		return -EAGAIN;
	lazy_mmu_mode_enable();
	for (; addr != end; pte++, addr += PAGE_SIZE)
		ptep_set_wrprotect(mm, addr, pte);
	lazy_mmu_mode_disable();
	pte_unmap_unlock(start_pte, ptl);
	return 0;
}
`,
  source: 'include/linux/pgtable.h (7.3): what the mode is for; mm/mprotect.c (7.3) has it around such a loop.',
  check({ file, regions }) {
    const { definition, graph, calls } = regions;
    const head = file.text.slice(definition.start, definition.body.start);
    if (calls.length > 0 || /\b__(?:mem)?init\b/.test(head) || !mapsLiveTable(graph)) return [];
    const [first] = callsInEntryLoops(definition, graph, isUpdate);
    if (!first) return [];
    return [
      { range: calleeRange(first.call), message: `${first.name}() runs for entry after entry outside of any section` },
    ];
  },
};

/** set_pte() knows no mm: architectures build tables with it, which nothing walks through yet. */
function isUpdate(name: string): boolean {
  const kind = primitive(name)?.kind;
  return name !== 'set_pte' && (kind === 'update' || kind === 'read-modify-write');
}

/** True unless the upper entry is a variable of its own: no hardware walks through that yet. */
function mapsLiveTable({ nodes }: FlowGraph): boolean {
  return nodes.some(({ effects }) =>
    effects.some((effect) => {
      const mapping = effect.kind === 'call' ? tableMappings.get(calleeName(effect.call) ?? '') : undefined;
      const upper = effect.kind === 'call' && mapping ? effect.call.arguments[mapping.pmd] : undefined;
      return upper !== undefined && !(upper.kind === 'unary' && upper.operator === '&');
    }),
  );
}
