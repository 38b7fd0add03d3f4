import { wayBack } from '../flow/way-back.ts';
import { exitPoints, type FunctionRegions, isOff, type LocatedCall } from '../regions/function-regions.ts';
import { needlessCallFixes } from './needless-call.ts';
import { holdsCall, offNotes } from './paths.ts';
import type { Rule, RuleFinding } from './rule.ts';

export const unmatchedDisable: Rule = {
  id: 'LM002',
  slug: 'unmatched-disable',
  severity: 'error',
  summary: 'A disable runs while lazy MMU mode is off.',
  why: `With nesting sections the count of open sections drops below zero and wraps: the mode is then taken to be on for the
rest of the task's life, and a kernel with VM debugging warns. With the older API an unpaired leave enables preemption once
too often on sparc64 and on powerpc with the hash MMU.

It happens where an error path copies the cleanup of a later one, where a loop comes round to a disable it has passed, and
where a branch that already left the section falls through to the common exit.`,
  bad: `static int tag_pte_range(struct mm_struct *mm, pmd_t *pmd, unsigned long addr, unsigned long end)
{
	spinlock_t *ptl;
	pte_t *pte = pte_offset_map_lock(mm, pmd, addr, &ptl);

	if (!pte) {
		lazy_mmu_mode_disable();
		return -EAGAIN;
	}
	lazy_mmu_mode_enable();
	do {
		set_pte_at(mm, addr, pte, pte_mkspecial(ptep_get(pte)));
	} while (pte++, addr += PAGE_SIZE, addr != end);
	lazy_mmu_mode_disable();
	pte_unmap_unlock(pte - 1, ptl);
	return 0;
}
`,
  good: `static int tag_pte_range(struct mm_struct *mm, pmd_t *pmd, unsigned long addr, unsigned long end)
{
	spinlock_t *ptl;
	pte_t *pte = pte_offset_map_lock(mm, pmd, addr, &ptl);

	if (!pte)
		return -EAGAIN;
	lazy_mmu_mode_enable();
	do {
		set_pte_at(mm, addr, pte, pte_mkspecial(ptep_get(pte)));
	} while (pte++, addr += PAGE_SIZE, addr != end);
	lazy_mmu_mode_disable();
	pte_unmap_unlock(pte - 1, ptl);
	return 0;
}
`,
  source: 'lazy_mmu_mode_disable() in include/linux/pgtable.h (7.2, 7.3), which warns when no section is open.',
  check({ file, regions, isHelper }) {
    const reached = regions.calls.filter(({ before }) => before.length > 0);
    const disables = reached.filter(({ effect }) => effect === 'disable');
    if (isHelper)
      return disables.filter(({ before }) => before.some(isOff)).map((call) => foundOff(file.text, regions, call));
    if (regions.entry.depth > 0) return leavesOfCaller(regions).map(leftForCaller);
    if (!reached.some(({ effect }) => effect.startsWith('enable'))) return disables.map(neverEntered);
    return disables.filter(({ before }) => before.some(isOff)).map((call) => foundOff(file.text, regions, call));
  },
};

function foundOff(text: string, regions: FunctionRegions, call: LocatedCall): RuleFinding {
  return {
    range: call.nameRange,
    message: `${call.name}() ${call.before.every(isOff) ? 'runs' : 'may run'} while lazy MMU mode is off`,
    notes: offNotes(regions, call),
    fixes: call.before.every(isOff) ? needlessCallFixes(text, regions, call) : [],
  };
}

/** Disables that end the section of the caller, on the way to an exit that does not enter it again. */
function leavesOfCaller(regions: FunctionRegions): readonly LocatedCall[] {
  const { depth } = regions.entry;
  const ways = exitPoints(regions)
    .filter(({ property }) => property.depth < depth)
    .map((exit) => wayBack(exit, ({ property }) => property.depth >= depth)?.[0]);
  return regions.calls.filter(
    (call) => call.effect === 'disable' && ways.some((point) => point && holdsCall(point.node, call)),
  );
}

function leftForCaller(call: LocatedCall): RuleFinding {
  return {
    range: call.nameRange,
    message: `${call.name}() leaves the section of the caller, which goes on without it`,
  };
}

function neverEntered(call: LocatedCall): RuleFinding {
  return { range: call.nameRange, message: `${call.name}() leaves a section that this function never enters` };
}
