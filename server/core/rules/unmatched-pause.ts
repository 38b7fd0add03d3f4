import type { Fix, Note } from '../finding.ts';
import { lastBranchOf, wayBack } from '../flow/way-back.ts';
import { exitPoints, type FunctionRegions, type LazyPoint, type LocatedCall } from '../regions/function-regions.ts';
import type { LazyState } from '../regions/section.ts';
import { leavingPoints, meetsLess } from './leaving-points.ts';
import { missingEndFix } from './missing-end.ts';
import { needlessCallFixes } from './needless-call.ts';
import { branchNote, holdsCall } from './paths.ts';
import { pausedNotes } from './pause-notes.ts';
import type { Rule, RuleFinding } from './rule.ts';

export const unmatchedPause: Rule = {
  id: 'LM011',
  slug: 'unmatched-pause',
  severity: 'error',
  summary: 'A pause is never ended on some path, or a resume runs without one.',
  why: `Pauses are counted. After one that is never ended, every enable and disable of the task has no effect any more: the
section of the caller is never left, and no later section defers anything. A resume too many makes the count wrap, with the
same result, and a kernel with VM debugging warns.

Every path from a pause needs its resume: early returns, a \`goto\` past it, and the branches that an error takes. A callback
of \`apply_to_page_range()\` that pauses the section it is called in is fine, as long as it resumes it.`,
  bad: `static int back_pte(pte_t *ptep, unsigned long addr, void *data)
{
	struct page *page;

	lazy_mmu_mode_pause();
	page = alloc_page(GFP_KERNEL);
	if (!page)
		return -ENOMEM;
	set_pte_at(&init_mm, addr, ptep, mk_pte(page, PAGE_KERNEL));
	lazy_mmu_mode_resume();
	return 0;
}
`,
  good: `static int back_pte(pte_t *ptep, unsigned long addr, void *data)
{
	struct page *page;

	lazy_mmu_mode_pause();
	page = alloc_page(GFP_KERNEL);
	lazy_mmu_mode_resume();
	if (!page)
		return -ENOMEM;
	set_pte_at(&init_mm, addr, ptep, mk_pte(page, PAGE_KERNEL));
	return 0;
}
`,
  source:
    'lazy_mmu_mode_pause() and lazy_mmu_mode_resume() in include/linux/pgtable.h (7.2, 7.3), which warn when the count overflows or is zero.',
  check({ file: { text }, regions, isHelper }) {
    if (isHelper) return [];
    return [...leftPaused(text, regions), ...resumedUnpaused(text, regions)];
  },
};

function leftPaused(text: string, regions: FunctionRegions): readonly RuleFinding[] {
  const { entry, solution } = regions;
  const findings = new Map<number, RuleFinding>();
  for (const exit of exitPoints(regions).filter(({ property }) => property.paused > entry.paused)) {
    for (const leaving of leavingPoints(solution, exit, ({ paused }) => paused > entry.paused, isLess)) {
      const { start, end } = leaving.node;
      if (findings.has(start)) continue;
      const message = leftMessage(regions, leaving);
      findings.set(start, {
        range: { start, end },
        message,
        notes: pausedNotes(regions, leaving),
        fixes: missingResume(text, regions, leaving),
      });
    }
  }
  return [...findings.values()];
}

/** Where every path is in one pause, a resume can be put in. */
function missingResume(text: string, regions: FunctionRegions, point: LazyPoint): readonly Fix[] {
  const states = regions.solution.points[point.node.id].map(({ property }) => property);
  if (!states.every(({ paused }) => paused === regions.entry.paused + 1)) return [];
  const fix = missingEndFix(text, regions, point, 'pause');
  return fix ? [fix] : [];
}

function leftMessage({ solution }: FunctionRegions, point: LazyPoint): string {
  const { kind, statement } = point.node;
  if (kind === 'jump') return `this ${statement?.kind} goes past the resume: lazy MMU mode stays paused`;
  const doubt = meetsLess(solution, point, isLess) ? 'may still be' : 'is still';
  return `the function ${kind === 'end' ? 'ends' : 'returns'} while lazy MMU mode ${doubt} paused`;
}

function isLess(one: LazyState, other: LazyState): boolean {
  return one.paused < other.paused;
}

function resumedUnpaused(text: string, regions: FunctionRegions): readonly RuleFinding[] {
  return regions.calls
    .filter(({ effect, before }) => effect === 'resume' && before.some(({ paused }) => paused === 0))
    .map((call) => ({
      range: call.nameRange,
      message: `${call.name}() ${call.before.every(({ paused }) => paused === 0) ? 'runs' : 'may run'} while lazy MMU mode is not paused`,
      notes: resumedNotes(regions, call),
      fixes: call.before.every(({ paused }) => paused === 0) ? needlessCallFixes(text, regions, call) : [],
    }));
}

/** The resume that ended the pause before, and the branch taken since; nothing where no pause came before. */
function resumedNotes(regions: FunctionRegions, call: LocatedCall): readonly Note[] {
  const from = regions.solution.points
    .flat()
    .find(({ node, property }) => property.paused === 0 && holdsCall(node, call));
  const way = from && wayBack(from, ({ property }) => property.paused > 0);
  if (!way) return [];
  const resume = regions.calls.find((each) => each.effect === 'resume' && holdsCall(way[0].node, each));
  return [
    ...(resume ? [{ range: resume.nameRange, message: 'the pause was ended here' }] : []),
    ...branchNote(lastBranchOf(way)),
  ];
}
