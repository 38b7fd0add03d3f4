import type { Note } from '../finding.ts';
import { lastBranchOf, wayBack } from '../flow/way-back.ts';
import type { FunctionRegions, LocatedCall } from '../regions/function-regions.ts';
import type { Lock } from '../regions/locks/lock-operations.ts';
import { isDeferring, isHeld, type LockedFlow, type LockedPoint } from '../regions/locks/locked-flow.ts';
import type { CallExpression } from '../syntax/ast.ts';
import type { Range } from '../text.ts';

/** The enable that the mode is on through at a point, and the state in which it was reached. */
export interface Entered {
  readonly call: LocatedCall;
  readonly at: LockedPoint;
}

export function enteredAt(regions: FunctionRegions, point: LockedPoint): Entered | undefined {
  const at = wayBack(point, ({ property }) => !isDeferring(property))?.[0];
  const call = at && regions.calls.find((each) => each.effect.startsWith('enable') && holdsCall(at, each.expression));
  return call && { call, at };
}

export function enteredNote(entered: Entered | undefined): readonly Note[] {
  return entered ? [{ range: entered.call.nameRange, message: 'lazy MMU mode is entered here' }] : [];
}

/** The call that took a lock which is held at a point. */
export function takenBy(flow: LockedFlow, lock: Lock, point: LockedPoint): CallExpression | undefined {
  const [at] = wayBack(point, ({ property }) => !isHeld(property, lock.key)) ?? [];
  return at && callOn(flow, lock, at);
}

/** Where a lock that is held at a point was taken, and the last branch since. */
export function takenNotes(flow: LockedFlow, lock: Lock, point: LockedPoint): readonly Note[] {
  const way = wayBack(point, ({ property }) => !isHeld(property, lock.key));
  return way ? changeNotes(flow, lock, way, `${lock.shown} is taken here`) : [];
}

/** Where a lock that is not held at a point any more was dropped, and the last branch since. */
export function droppedNotes(flow: LockedFlow, lock: Lock, point: LockedPoint): readonly Note[] {
  const way = wayBack(point, ({ property }) => property.locks.get(lock.key) !== 'dropped');
  return way ? changeNotes(flow, lock, way, `${lock.shown} was dropped here`) : [];
}

function changeNotes(flow: LockedFlow, lock: Lock, way: readonly LockedPoint[], message: string): readonly Note[] {
  const call = callOn(flow, lock, way[0]);
  const branch = lastBranchOf(way);
  return [
    ...(call ? [{ range: calleeRange(call), message }] : []),
    ...(branch ? [{ range: branch.range, message: `when this is ${branch.taken}` }] : []),
  ];
}

/** The call of a point that does something to a lock. */
function callOn({ operations }: LockedFlow, lock: Lock, { node }: LockedPoint): CallExpression | undefined {
  for (const effect of node.effects) {
    if (effect.kind !== 'call') continue;
    if (operations.get(effect.call)?.some((each) => each.lock.key === lock.key)) return effect.call;
  }
  return undefined;
}

/** The name of a call, or the whole of it when the callee is no name. */
export function calleeRange({ callee }: CallExpression): Range {
  return { start: callee.start, end: callee.end };
}

export function holdsCall({ node }: LockedPoint, call: CallExpression): boolean {
  return node.effects.some((effect) => effect.kind === 'call' && effect.call === call);
}
