import { type Domain, type Outcome, type Point, type Solution, solve } from '../../flow/solve.ts';
import type { CalleeSummaries } from '../../summaries/callee-summaries.ts';
import type { CallExpression } from '../../syntax/ast.ts';
import type { FunctionRegions } from '../function-regions.ts';
import { lazyDomain } from '../lazy-domain.ts';
import type { LazyState } from '../section.ts';
import { findLockOperations, type Lock, type LockOperation, type LockOperations } from './lock-operations.ts';
import { parameterLocks } from './lock-question.ts';

/** What a path has done to a lock: taken it, in a section or outside; or dropped it since. */
export type Hold = 'outside-section' | 'in-section' | 'dropped';

/** The mode and the locks on a path. A lock of which the path tells nothing is not in the map: whoever calls may hold it. */
export interface LockedState {
  readonly lazy: LazyState;
  readonly locks: ReadonlyMap<string, Hold>;
}

export type LockedPoint = Point<LockedState>;

/** The locks of a function along its paths, together with the mode. */
export interface LockedFlow {
  readonly operations: LockOperations;
  readonly locks: ReadonlyMap<string, Lock>;
  readonly solution: Solution<LockedState>;
}

const followed = new WeakMap<FunctionRegions, LockedFlow | undefined>();

/** Follows the locks of a function; undefined when it touches none, or has more paths than can be followed. */
export function followLocks({ regions, callees }: LockingFunction): LockedFlow | undefined {
  if (!followed.has(regions)) followed.set(regions, follow(regions, callees));
  return followed.get(regions);
}

/** A function, and what those that it calls do to the locks they are given. */
export interface LockingFunction {
  readonly regions: FunctionRegions;
  readonly callees: CalleeSummaries;
}

function follow(regions: FunctionRegions, callees: CalleeSummaries): LockedFlow | undefined {
  const byCallees = (call: CallExpression) => callees.ofCall(parameterLocks, call).map(({ fact }) => fact);
  const operations = findLockOperations(regions.definition, regions.graph, byCallees);
  if (operations.size === 0) return undefined;
  const solution = solve(regions.graph, lockedDomain(regions, operations));
  if (solution.gaveUp) return undefined;
  const locks = new Map([...operations.values()].flat().map(({ lock }) => [lock.key, lock]));
  return { operations, locks, solution };
}

export function isHeld(state: LockedState, key: string): boolean {
  const hold = state.locks.get(key);
  return hold !== undefined && hold !== 'dropped';
}

/** True where the mode defers updates: it is on, and not paused. */
export function isDeferring({ lazy }: LockedState): boolean {
  return lazy.depth > 0 && lazy.paused === 0;
}

function lockedDomain(regions: FunctionRegions, operations: LockOperations): Domain<LockedState> {
  const mode = lazyDomain(regions.entry, regions.rules);
  return {
    initial: { lazy: regions.entry, locks: new Map() },
    key: ({ lazy, locks }) => `${mode.key(lazy)},${keyOfLocks(locks)}`,
    call(state, call): readonly Outcome<LockedState>[] {
      const done = operations.get(call);
      if (done?.some(({ effect }) => effect === 'try')) return tried(state, done);
      const locks = done ? locksAfter(state, done) : state.locks;
      return mode.call(state.lazy, call).map(({ property, result }) => {
        const after = { lazy: property, locks };
        return result === undefined ? { property: after } : { property: after, result };
      });
    },
  };
}

/** Most steps of a path leave the locks as they are. */
const lockKeys = new WeakMap<LockedState['locks'], string>();

function keyOfLocks(locks: LockedState['locks']): string {
  const key =
    lockKeys.get(locks) ??
    [...locks]
      .map(([lock, hold]) => `${lock} ${hold}`)
      .sort()
      .join(',');
  lockKeys.set(locks, key);
  return key;
}

function tried(state: LockedState, operations: readonly LockOperation[]): readonly Outcome<LockedState>[] {
  const untaken = new Map(state.locks);
  for (const { setsPointer, lock } of operations) if (setsPointer) untaken.delete(lock.key);
  return [
    { property: { lazy: state.lazy, locks: locksAfter(state, operations) }, result: true },
    { property: { lazy: state.lazy, locks: untaken }, result: false },
  ];
}

function locksAfter(state: LockedState, operations: readonly LockOperation[]): LockedState['locks'] {
  const locks = new Map(state.locks);
  for (const { effect, lock } of operations) {
    if (effect === 'forget') locks.delete(lock.key);
    else if (effect === 'drop' || effect === 'bind') locks.set(lock.key, 'dropped');
    else locks.set(lock.key, isDeferring(state) ? 'in-section' : 'outside-section');
  }
  return locks;
}

const pointsByCall = new WeakMap<LockedFlow, ReadonlyMap<CallExpression, readonly LockedPoint[]>>();

/** The points of a call: where it stands, once for each state in which it is reached. */
export function pointsOfCall(flow: LockedFlow, call: CallExpression): readonly LockedPoint[] {
  const known = pointsByCall.get(flow) ?? findPoints(flow);
  pointsByCall.set(flow, known);
  return known.get(call) ?? [];
}

function findPoints({ solution }: LockedFlow): ReadonlyMap<CallExpression, readonly LockedPoint[]> {
  const points = new Map<CallExpression, LockedPoint[]>();
  for (const point of solution.points.flat()) {
    const calls = new Set(point.node.effects.flatMap((effect) => (effect.kind === 'call' ? effect.call : [])));
    for (const call of calls) {
      const known = points.get(call);
      if (known) known.push(point);
      else points.set(call, [point]);
    }
  }
  return points;
}

/** True where a section of the function is left while a lock is held, which was taken outside of it, or in it. */
export function isLeftWith(
  { calls }: FunctionRegions,
  flow: LockedFlow,
  { key }: Lock,
  taken: 'anywhere' | Exclude<Hold, 'dropped'>,
): boolean {
  return calls
    .filter(({ effect }) => effect === 'disable')
    .flatMap(({ expression }) => pointsOfCall(flow, expression))
    .some(({ property }) => isHeld(property, key) && (taken === 'anywhere' || property.locks.get(key) === taken));
}
