import { type ArmedFlow, armedFlowOf, type CallMoment } from '../ranges/armed-flow.ts';
import { armedNotes } from '../ranges/notes.ts';
import { pauseQuestion } from '../ranges/pauses.ts';
import { notesOfPath } from '../summaries/steps.ts';
import type { CallExpression } from '../syntax/ast.ts';
import type { Rule, RuleContext, RuleFinding } from './rule.ts';

export const rangeLost: Rule = {
  id: 'LM009',
  slug: 'range-lost',
  severity: 'information',
  summary: 'A pause takes the range from the rest of its section.',
  why: `\`lazy_mmu_mode_pause()\` leaves the mode, and \`lazy_mmu_mode_resume()\` enters it again by the call that knows no range. What
the section updates from then on costs as much as without a range: on s390 one IPTE for each entry instead of one for up to 256.
Nothing becomes wrong, but the range was given for nothing.

Do what needs the pause before the section or behind it, or end the section and open another one with the range that is left.
A callback that pauses the section of its caller is not reported: it does not know of the range.`,
  bad: `static void seal_pte_range(struct mm_struct *mm, pmd_t *pmd, unsigned long addr, unsigned long end)
{
	spinlock_t *ptl;
	pte_t *start_pte, *pte;

	start_pte = pte = pte_offset_map_lock(mm, pmd, addr, &ptl);
	if (!pte)
		return;
	lazy_mmu_mode_enable_for_pte_range(mm, addr, end, pte);
	lazy_mmu_mode_pause();
	check_for_debugger(mm);
	lazy_mmu_mode_resume();
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

	check_for_debugger(mm);
	start_pte = pte = pte_offset_map_lock(mm, pmd, addr, &ptl);
	if (!pte)
		return;
	lazy_mmu_mode_enable_for_pte_range(mm, addr, end, pte);
	for (; addr != end; pte++, addr += PAGE_SIZE)
		ptep_set_wrprotect(mm, addr, pte);
	lazy_mmu_mode_disable();
	pte_unmap_unlock(start_pte, ptl);
}
`,
  source:
    'include/linux/pgtable.h (7.3): lazy_mmu_mode_resume() calls arch_enter_lazy_mmu_mode(); the s390 batching series.',
  check(context) {
    const flow = armedFlowOf(context.regions);
    if (!flow) return [];
    const findings = new Map<CallExpression, RuleFinding>();
    const asked = new Set<CallExpression>();
    for (const moment of flow.calls) {
      const { call, path, state } = moment;
      if (!path.armed || path.lost || state.paused > 0 || asked.has(call)) continue;
      asked.add(call);
      const finding = moment.effect === 'pause' ? lostByPause(moment, flow) : lostInCallee(moment, context);
      if (finding) findings.set(call, { ...finding, notes: [...armedNotes(moment), ...(finding.notes ?? [])] });
    }
    return [...findings.values()];
  },
};

function lostByPause({ call, path }: CallMoment, { calls }: ArmedFlow): RuleFinding | undefined {
  const later = calls.find(
    (each) => each.path.lost && each.path.armed === path.armed && each.state.paused === 0 && !each.effect,
  );
  if (!later) return undefined;
  return {
    range: { start: call.start, end: call.end },
    message: 'the section loses its range: a resume enters the mode again without one',
    notes: [{ range: { start: later.call.start, end: later.call.end }, message: 'the section goes on here' }],
  };
}

function lostInCallee({ call, effect }: CallMoment, { callees, file }: RuleContext): RuleFinding | undefined {
  if (effect) return undefined;
  const [reached] = callees.ofCall(pauseQuestion, call);
  if (!reached) return undefined;
  const range = { start: call.start, end: call.end };
  return {
    range,
    message: 'the section loses its range in this call, which pauses it: a resume enters the mode again without one',
    notes: notesOfPath(reached.path, 'the mode is paused here', file, range),
  };
}
