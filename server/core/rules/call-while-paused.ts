import { isTestOfKernel } from '../kernel/tests.ts';
import type { FunctionRegions, LazyPoint, LocatedCall } from '../regions/function-regions.ts';
import { holdsCall } from './paths.ts';
import { pausedNotes } from './pause-notes.ts';
import type { Rule, RuleFinding } from './rule.ts';

export const callWhilePaused: Rule = {
  id: 'LM012',
  slug: 'call-while-paused',
  severity: 'warning',
  summary: 'A section is opened or closed while the mode is paused, which has no effect.',
  why: `Between \`lazy_mmu_mode_pause()\` and \`lazy_mmu_mode_resume()\` the mode is off at any depth, and enables and disables do not
count. A walker that opens its section there defers nothing. One that closes its section there does not close it: after
the resume the mode is on again, and stays on.

Functions that are called in a pause may open sections of their own: that they have no effect is what the pause is for. A
KUnit test that looks at just this is not reported.`,
  bad: `static void swap_pte_range(struct mm_struct *mm, pte_t *pte, unsigned long addr, unsigned long end, pte_t entry)
{
	lazy_mmu_mode_pause();
	lazy_mmu_mode_enable();
	for (; addr != end; pte++, addr += PAGE_SIZE)
		set_pte_at(mm, addr, pte, entry);
	lazy_mmu_mode_disable();
	lazy_mmu_mode_resume();
}
`,
  good: `static void swap_pte_range(struct mm_struct *mm, pte_t *pte, unsigned long addr, unsigned long end, pte_t entry)
{
	lazy_mmu_mode_enable();
	for (; addr != end; pte++, addr += PAGE_SIZE)
		set_pte_at(mm, addr, pte, entry);
	lazy_mmu_mode_disable();
}
`,
  source:
    'include/linux/pgtable.h (7.2, 7.3): lazy_mmu_mode_enable() and lazy_mmu_mode_disable() return at once while paused.',
  check({ regions }) {
    if (isTestOfKernel(regions.definition)) return [];
    return regions.calls
      .filter(({ effect }) => effect.startsWith('enable') || effect === 'disable')
      .flatMap((call) => {
        const point = pausedAt(regions, call);
        return point ? [findingOf(regions, call, point)] : [];
      });
  },
};

/** A paused point at which the call is made, and from which the pause is ended: one that never ends is another rule's finding. */
function pausedAt({ solution, calls }: FunctionRegions, call: LocatedCall): LazyPoint | undefined {
  if (!call.before.some(({ paused }) => paused > 0)) return undefined;
  const resumes = calls.filter(({ effect }) => effect === 'resume');
  return solution.points
    .flat()
    .filter(({ node, property }) => property.paused > 0 && holdsCall(node, call))
    .find((point) => {
      const later = new Set([point]);
      for (const each of later) for (const next of each.after) if (next.property.paused > 0) later.add(next);
      return [...later].some(({ node }) => resumes.some((resume) => holdsCall(node, resume)));
    });
}

function findingOf(regions: FunctionRegions, { name, nameRange, before }: LocatedCall, point: LazyPoint): RuleFinding {
  const always = before.every(({ paused }) => paused > 0);
  return {
    range: nameRange,
    message: `${name}() ${always ? 'has' : 'may have'} no effect: lazy MMU mode is paused`,
    notes: pausedNotes(regions, point),
  };
}
