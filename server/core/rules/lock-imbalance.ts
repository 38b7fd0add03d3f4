import { truthAt } from '../flow/solve.ts';
import type { FunctionRegions } from '../regions/function-regions.ts';
import type { Lock, LockOperation } from '../regions/locks/lock-operations.ts';
import {
  followLocks,
  isHeld,
  isLeftWith,
  type LockedFlow,
  type LockedPoint,
  type LockedState,
  pointsOfCall,
} from '../regions/locks/locked-flow.ts';
import type { CallExpression } from '../syntax/ast.ts';
import { leavingPoints, meetsLess } from './leaving-points.ts';
import { calleeRange, droppedNotes, takenNotes } from './lock-notes.ts';
import type { Rule, RuleFinding } from './rule.ts';

export const lockImbalance: Rule = {
  id: 'LM021',
  slug: 'lock-imbalance',
  severity: 'error',
  summary: 'A function with a section returns with a lock held, takes one twice or drops one twice.',
  why: `The lock of a page table that nobody drops stops every other task that walks the table, for ever. An early return out
of a section has to undo three things in turn: the mode, the mapping of the table, and the lock.

Reported are: a path out of the function on which a lock that only this function knows is still held, or one that other
paths drop; a lock that is taken while it is held; and one that is dropped a second time. A function that answers its
caller with the lock held when it succeeds, or says \`__acquires\`, does so on purpose. Branches that ask the same question
twice, such as \`mm != &init_mm\`, are followed together.`,
  bad: `static int dust_pte_range(struct mm_struct *mm, pmd_t *pmd, unsigned long addr, unsigned long end)
{
	spinlock_t *ptl;
	pte_t *start_pte, *pte;

	start_pte = pte = pte_offset_map_lock(mm, pmd, addr, &ptl);
	if (!pte)
		return -EAGAIN;
	lazy_mmu_mode_enable();
	do {
		if (pte_special(ptep_get(pte))) {
			lazy_mmu_mode_disable();
			return -EINVAL;
		}
		pte_clear(mm, addr, pte);
	} while (pte++, addr += PAGE_SIZE, addr != end);
	lazy_mmu_mode_disable();
	pte_unmap_unlock(start_pte, ptl);
	return 0;
}
`,
  good: `static int dust_pte_range(struct mm_struct *mm, pmd_t *pmd, unsigned long addr, unsigned long end)
{
	spinlock_t *ptl;
	pte_t *start_pte, *pte;

	start_pte = pte = pte_offset_map_lock(mm, pmd, addr, &ptl);
	if (!pte)
		return -EAGAIN;
	lazy_mmu_mode_enable();
	do {
		if (pte_special(ptep_get(pte))) {
			lazy_mmu_mode_disable();
			pte_unmap_unlock(start_pte, ptl);
			return -EINVAL;
		}
		pte_clear(mm, addr, pte);
	} while (pte++, addr += PAGE_SIZE, addr != end);
	lazy_mmu_mode_disable();
	pte_unmap_unlock(start_pte, ptl);
	return 0;
}
`,
  source:
    'Report of the smatch checker on vmap_pages_pte_range, linux-mm, June 2025: three returns with init_mm.page_table_lock held.',
  check({ file, regions, callees, isHelper, calledBack }) {
    const concerned = calledBack.length > 0 || regions.calls.some(({ before }) => before.length > 0);
    if (isHelper || !concerned) return [];
    const flow = followLocks({ regions, callees });
    if (!flow || isAnnotated(file.text, regions)) return [];
    const lost = [...flow.locks.values()].filter(({ followed }) => followed);
    return [
      ...lost.flatMap((lock) => heldAtExits(regions, flow, lock)),
      ...[...flow.operations].flatMap(([call, operations]) =>
        operations
          .filter(({ lock }) => lock.followed && !lock.nests)
          .flatMap((operation) => takenOrDroppedTwice(flow, call, operation)),
      ),
    ];
  },
};

/** Annotations for sparse say that a function leaves with other locks than it was called with: compiler_types.h (7.3). */
function isAnnotated(text: string, { definition }: FunctionRegions): boolean {
  const head = text.slice(definition.start, definition.body.start);
  return /\b__(?:cond_)?(?:acquires|releases)/.test(head);
}

function heldAtExits(regions: FunctionRegions, flow: LockedFlow, lock: Lock): readonly RuleFinding[] {
  const exits = regions.graph.nodes
    .filter(({ kind }) => kind === 'return' || kind === 'end')
    .flatMap(({ id }) => flow.solution.points[id]);
  const holding = exits.filter(({ property }) => isHeld(property, lock.key));
  const dropping = exits.filter(({ property }) => property.locks.get(lock.key) === 'dropped');
  const without = dropping.length > 0 ? dropping : exits.filter((exit) => !holding.includes(exit));
  if (!lock.own && dropping.length === 0 && !isLeftWith(regions, flow, lock, 'anywhere')) return [];
  if (!lock.own && without.length > 0 && isHandedOver(regions, holding, without)) return [];

  const isOpen = (property: LockedState) => isHeld(property, lock.key);
  const less = (one: LockedState, other: LockedState) => !isOpen(one) && isOpen(other);
  const findings = new Map<number, RuleFinding>();
  for (const exit of holding) {
    for (const leaving of leavingPoints(flow.solution, exit, isOpen, less)) {
      const { start, end, kind, statement } = leaving.node;
      const doubt = meetsLess(flow.solution, leaving, less) ? 'may still be' : 'is still';
      const message =
        kind === 'jump'
          ? `this ${statement?.kind} goes past the release of ${lock.shown}: the lock stays held`
          : `the function ${kind === 'end' ? 'ends' : 'returns'} while ${lock.shown} ${doubt} held`;
      findings.set(start, { range: { start, end }, message, notes: takenNotes(flow, lock, leaving) });
    }
  }
  return [...findings.values()];
}

/**
 * The lock goes to the caller where the function succeeds, and to nobody where it fails: what it returns says which, as a
 * number that is 0 for success, or as a pointer or truth that is not.
 */
function isHandedOver(
  { definition, graph }: FunctionRegions,
  holding: readonly LockedPoint[],
  without: readonly LockedPoint[],
): boolean {
  const { returns } = definition;
  const failure = returns.kind === 'named' && returns.name !== 'bool';
  const answer = (point: LockedPoint) => point.node.expression && truthAt(point, point.node.expression, graph);
  return holding.every((point) => answer(point) !== failure) && without.every((point) => answer(point) === failure);
}

function takenOrDroppedTwice(
  flow: LockedFlow,
  call: CallExpression,
  { effect, lock }: LockOperation,
): readonly RuleFinding[] {
  const points = effect === 'forget' ? [] : pointsOfCall(flow, call);
  if (effect === 'drop') {
    const point = points.find(({ property }) => property.locks.get(lock.key) === 'dropped');
    if (!point) return [];
    const message = `${lock.shown} is dropped, and is not held here`;
    return [{ range: calleeRange(call), message, notes: droppedNotes(flow, lock, point) }];
  }
  const point = points.find(({ property }) => isHeld(property, lock.key));
  if (!point || (effect === 'try' && !lock.own)) return [];
  const message =
    effect === 'take' ? `${lock.shown} is taken while it is held` : `${lock.shown} is set anew while its lock is held`;
  return [{ range: calleeRange(call), message, notes: takenNotes(flow, lock, point) }];
}
