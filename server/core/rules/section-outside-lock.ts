import type { FunctionRegions, LocatedCall } from '../regions/function-regions.ts';
import type { Lock } from '../regions/locks/lock-operations.ts';
import {
  followLocks,
  isDeferring,
  isHeld,
  isLeftWith,
  type LockedFlow,
  type LockedPoint,
  pointsOfCall,
} from '../regions/locks/locked-flow.ts';
import type { CallExpression, FunctionDefinition } from '../syntax/ast.ts';
import { leaveFirstFixes } from './leave-first.ts';
import { calleeRange, enteredAt, enteredNote, holdsCall, takenNotes } from './lock-notes.ts';
import type { Rule, RuleFinding } from './rule.ts';

export const sectionOutsideLock: Rule = {
  id: 'LM020',
  slug: 'section-outside-lock',
  severity: 'error',
  summary: 'A section begins before its page-table lock is taken, or ends after it is dropped.',
  why: `Updates of a section may reach the page table as late as its end. Where the lock is dropped first they land without
it: another CPU takes the lock, reads entries that are out of date, and what it writes is overwritten by what was deferred.

Where the mode is entered first, all that is done on the way to the lock runs in the mode as well: waiting for the lock,
and splitting a huge page, which may sleep while sparc64 and powerpc with the hash MMU have preemption disabled.

A walker of kernel mappings takes no lock, and one whose caller holds the lock takes none either: neither is reported.`,
  bad: `static int fade_pte_range(struct mm_struct *mm, pmd_t *pmd, unsigned long addr, unsigned long end)
{
	spinlock_t *ptl;
	pte_t *start_pte, *pte;

	start_pte = pte = pte_offset_map_lock(mm, pmd, addr, &ptl);
	if (!pte)
		return -EAGAIN;
	lazy_mmu_mode_enable();
	for (; addr != end; pte++, addr += PAGE_SIZE)
		ptep_set_wrprotect(mm, addr, pte);
	pte_unmap_unlock(start_pte, ptl);
	lazy_mmu_mode_disable();
	return 0;
}
`,
  good: `static int fade_pte_range(struct mm_struct *mm, pmd_t *pmd, unsigned long addr, unsigned long end)
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
  source:
    'Commit 691ee97e1a9d "mm: fix lazy mmu docs and usage", which moved the calls of pagemap_scan_pmd_entry() under the lock; fs/proc/task_mmu.c (6.12, 7.3).',
  check({ file, regions, callees }) {
    if (regions.calls.length === 0) return [];
    const flow = followLocks({ regions, callees });
    if (!flow) return [];
    const early = new Map<LocatedCall, RuleFinding>();
    const dropped: RuleFinding[] = [];
    for (const [call, operations] of flow.operations) {
      for (const { effect, lock } of operations) {
        if (!lock.pageTable || lock.kernelWide) continue;
        const points = pointsOfCall(flow, call).filter(({ property }) => isDeferring(property));
        if (effect === 'drop') {
          dropped.push(...droppedInSection(file.text, regions, flow, call, lock, points));
        } else if (effect !== 'bind' && effect !== 'forget' && !(lock.own && isGivenEntries(regions.definition))) {
          for (const entered of enteredBefore(regions, flow, lock, points))
            if (!early.has(entered)) early.set(entered, enteredTooEarly(entered, call));
        }
      }
    }
    return [...early.values(), ...dropped];
  },
};

/** The caller has mapped the table, and holds its lock where there is one. */
function isGivenEntries({ parameters }: FunctionDefinition): boolean {
  return parameters.some(
    ({ type }) => type.kind === 'pointer' && type.target.kind === 'named' && type.target.name === 'pte_t',
  );
}

/** The calls that enter the mode where the lock, which is taken at these points, should already be held. */
function enteredBefore(
  regions: FunctionRegions,
  flow: LockedFlow,
  lock: Lock,
  points: readonly LockedPoint[],
): readonly LocatedCall[] {
  // A lock that is taken in a section and still held when that ends guards what the section updates.
  const outlasts = isLeftWith(regions, flow, lock, 'in-section');
  return points
    .filter((each) => outlasts || !holdsTableLock(flow, each))
    .flatMap((point) => enteredAt(regions, point) ?? [])
    .filter(({ at }) => !(outlasts ? isHeld(at.property, lock.key) : holdsTableLock(flow, at)))
    .map(({ call }) => call);
}

function enteredTooEarly(entered: LocatedCall, lockedBy: CallExpression): RuleFinding {
  return {
    range: entered.nameRange,
    message: 'lazy MMU mode is entered before the page-table lock is taken',
    notes: [{ range: calleeRange(lockedBy), message: 'the lock is taken here' }],
  };
}

function droppedInSection(
  text: string,
  regions: FunctionRegions,
  flow: LockedFlow,
  call: CallExpression,
  lock: Lock,
  points: readonly LockedPoint[],
): readonly RuleFinding[] {
  const point = points.find((each) => endsProtection(regions, flow, lock, each) && isLeftLater(regions, each));
  if (!point) return [];
  return [
    {
      range: calleeRange(call),
      message: `${lock.shown} is dropped while lazy MMU mode is on: deferred updates land without it`,
      notes: [...enteredNote(enteredAt(regions, point)), ...takenNotes(flow, lock, point)],
      fixes: leaveFirstFixes(
        text,
        regions,
        call,
        point.node,
        point.property.lazy,
        'Leave the section before the lock is dropped',
      ),
    },
  ];
}

/** True where the section ends further on. One that never does is another rule's finding. */
function isLeftLater({ calls }: FunctionRegions, from: LockedPoint): boolean {
  const disables = calls.filter(({ effect }) => effect === 'disable');
  const seen = new Set(from.after);
  for (const point of seen) {
    if (!isDeferring(point.property)) continue;
    if (disables.some(({ expression }) => holdsCall(point, expression))) return true;
    for (const next of point.after) seen.add(next);
  }
  return false;
}

/** True unless the section goes on under another lock than the one it took and drops by the way. */
function endsProtection(
  { definition }: FunctionRegions,
  flow: LockedFlow,
  lock: Lock,
  { property }: LockedPoint,
): boolean {
  const hold = property.locks.get(lock.key);
  if (hold === 'dropped') return false;
  if (hold === 'outside-section') return true;
  if (hold === 'in-section' && lock.own && isGivenEntries(definition)) return false;
  return ![...flow.locks.values()].some(
    (other) => other.pageTable && other.key !== lock.key && isHeld(property, other.key),
  );
}

function holdsTableLock({ locks }: LockedFlow, { property }: LockedPoint): boolean {
  return [...locks.values()].some(({ key, pageTable }) => pageTable && isHeld(property, key));
}
