import type { Fix } from '../finding.ts';
import { exitPoints, type FunctionRegions, type LazyPoint } from '../regions/function-regions.ts';
import type { LazyState } from '../regions/section.ts';
import type { Range } from '../text.ts';
import { leavingPoints, meetsLess } from './leaving-points.ts';
import { missingEndFix } from './missing-end.ts';
import { notesOf, witnessOf } from './paths.ts';
import type { Rule, RuleFinding } from './rule.ts';

export const returnInSection: Rule = {
  id: 'LM001',
  slug: 'return-in-section',
  severity: 'error',
  summary: 'A path leaves the function with lazy MMU mode on.',
  why: `Whoever calls the function goes on in lazy MMU mode without knowing it: page-table updates stay deferred until some
later section happens to end, the nesting count never reaches zero again, and on sparc64, on powerpc with the hash MMU and
on s390 with batching the task runs on with preemption disabled.

Every path out of a section needs its own disable: early returns on an error, a \`goto\` past the disable, a \`break\` that
skips it, and the end of the function. It comes before the page-table lock is dropped, so that the deferred updates land
under the lock.`,
  bad: `static int wipe_pte_range(struct mm_struct *mm, pmd_t *pmd, unsigned long addr, unsigned long end)
{
	spinlock_t *ptl;
	pte_t *pte = pte_offset_map_lock(mm, pmd, addr, &ptl);

	if (!pte)
		return -EAGAIN;
	lazy_mmu_mode_enable();
	do {
		if (pte_special(ptep_get(pte))) {
			pte_unmap_unlock(pte, ptl);
			return -EINVAL;
		}
		pte_clear(mm, addr, pte);
	} while (pte++, addr += PAGE_SIZE, addr != end);
	lazy_mmu_mode_disable();
	pte_unmap_unlock(pte - 1, ptl);
	return 0;
}
`,
  good: `static int wipe_pte_range(struct mm_struct *mm, pmd_t *pmd, unsigned long addr, unsigned long end)
{
	spinlock_t *ptl;
	pte_t *pte = pte_offset_map_lock(mm, pmd, addr, &ptl);

	if (!pte)
		return -EAGAIN;
	lazy_mmu_mode_enable();
	do {
		if (pte_special(ptep_get(pte))) {
			lazy_mmu_mode_disable();
			pte_unmap_unlock(pte, ptl);
			return -EINVAL;
		}
		pte_clear(mm, addr, pte);
	} while (pte++, addr += PAGE_SIZE, addr != end);
	lazy_mmu_mode_disable();
	pte_unmap_unlock(pte - 1, ptl);
	return 0;
}
`,
  source:
    'Report of the smatch checker on vmap_pages_pte_range, linux-mm, June 2025: three returns after the mode was entered. The contract: include/linux/pgtable.h (7.2, 7.3).',
  check({ file, regions, isHelper }) {
    if (isHelper) return [];
    const { entry } = regions;
    const findings = new Map<number, RuleFinding>();
    for (const exit of exitPoints(regions)) {
      // A pause that is never ended is what is wrong then, and the finding of another rule.
      if (exit.property.depth <= entry.depth || exit.property.paused > entry.paused) continue;
      for (const leaving of leavingPoints(regions.solution, exit, ({ depth }) => depth > entry.depth, isLower)) {
        const { node } = leaving;
        if (findings.has(node.start)) continue;
        findings.set(node.start, {
          range: rangeOf(leaving),
          message: messageOf(regions, leaving),
          notes: notesOf(witnessOf(regions, leaving)),
          fixes: fixesOf(file.text, regions, leaving),
        });
      }
    }
    return [...findings.values()];
  },
};

/** True where other paths reach the same node with fewer sections open. */
function meetsLower({ solution }: FunctionRegions, point: LazyPoint): boolean {
  return meetsLess(solution, point, isLower);
}

function isLower(one: LazyState, other: LazyState): boolean {
  return one.depth < other.depth;
}

/** A return or a jump to its semicolon, or the closing brace. */
function rangeOf({ node }: LazyPoint): Range {
  return { start: node.start, end: node.end };
}

function messageOf(regions: FunctionRegions, point: LazyPoint): string {
  const { kind, statement } = point.node;
  if (kind === 'jump') return `this ${statement?.kind} goes past the disable: lazy MMU mode stays on`;
  const doubt = meetsLower(regions, point) ? 'may still be' : 'is still';
  return `the function ${kind === 'end' ? 'ends' : 'returns'} while lazy MMU mode ${doubt} on`;
}

/** Where every path has the mode on at one depth, a disable can be put in. */
function fixesOf(text: string, regions: FunctionRegions, point: LazyPoint): readonly Fix[] {
  const states = regions.solution.points[point.node.id].map(({ property }) => property);
  const { entry } = regions;
  if (!states.every(({ depth, paused }) => depth === entry.depth + 1 && paused === 0)) return [];
  const fix = missingEndFix(text, regions, point, 'section');
  return fix ? [fix] : [];
}
