import type { FlowGraph } from '../../flow/graph.ts';
import { calleeName, operands } from '../../flow/walk.ts';
import { apiFunction } from '../../kernel/api.ts';
import { type LockCall, lockCallsOf, lockObservers } from '../../kernel/locks.ts';
import { primitive } from '../../kernel/primitives.ts';
import { tableMappings } from '../../kernel/tables.ts';
import type { CallExpression, Expression, FunctionDefinition } from '../../syntax/ast.ts';
import { type LockPath, lockOfCall, shownLock } from './lock-names.ts';
import type { ParameterLock } from './lock-question.ts';
import { LockVariables } from './lock-variables.ts';

/** A lock of a function. */
export interface Lock {
  /** Tells it from the other locks of the function. */
  readonly key: string;
  /** As a message shows it. */
  readonly shown: string;
  /** It guards a page table. */
  readonly pageTable: boolean;
  /** It is the one lock of all kernel mappings. */
  readonly kernelWide: boolean;
  /** Only this function knows the pointer to it: what it does not release, nobody does. */
  readonly own: boolean;
  /** Everything that happens to it here is seen; false where it may be taken or dropped elsewhere, or go by two names. */
  readonly followed: boolean;
  /** It may be taken again while it is held. */
  readonly nests: boolean;
}

export interface LockOperation {
  /** `forget`: the call is given what the lock is reached through, and may take or drop it. */
  readonly effect: LockCall['effect'] | 'forget';
  readonly lock: Lock;
  /** The call sets the pointer to the lock: what the pointer was before is lost, whether or not the lock is taken. */
  readonly setsPointer: boolean;
}

/** What each call of a function does to which locks, in the order in which it does. */
export type LockOperations = ReadonlyMap<CallExpression, readonly LockOperation[]>;

interface Found {
  readonly call: CallExpression;
  readonly row: LockCall;
  readonly effect: LockCall['effect'];
  readonly path: LockPath;
}

/** `byCallees` says what a call of another function does to the locks that it is given. */
export function findLockOperations(
  definition: FunctionDefinition,
  graph: FlowGraph,
  byCallees: (call: CallExpression) => readonly ParameterLock[],
): LockOperations {
  const direct = findCalls(graph);
  const found = direct.length > 0 ? [...direct, ...findHelperCalls(graph, byCallees)] : [];
  if (found.length === 0) return new Map();
  const variables = new LockVariables(definition, graph);
  const unasked = new Set(
    found.filter(({ call, effect }) => effect === 'try' && !isAsked(graph, call)).map(({ path }) => path.path),
  );
  const bound = new Set(found.filter(({ row }) => row.pageTable).map(({ path }) => path.path));
  const nesting = new Set(found.filter(({ row }) => row.nests).map(({ path }) => path.path));
  const lockOf = (path: LockPath): Lock => ({
    key: path.path,
    shown: shownLock(path),
    pageTable: bound.has(path.path) || variables.guardsPageTable(path),
    kernelWide: variables.isKernelWide(path),
    own: variables.isOwn(path),
    nests: nesting.has(path.path),
    followed: !unasked.has(path.path) && variables.isFollowed(path),
  });
  const operations = new Map<CallExpression, LockOperation[]>();
  const add = (call: CallExpression, operation: LockOperation) =>
    operations.set(call, [...(operations.get(call) ?? []), operation]);
  for (const { call, row, effect, path } of found) {
    const setsPointer = row.lock === 'result' || 'out' in row.lock;
    add(call, { effect, lock: lockOf(path), setsPointer });
  }
  const locks = new Map(found.map(({ path }) => [path.path, path]));
  for (const { effects } of graph.nodes) {
    for (const effect of effects) {
      if (effect.kind !== 'call' || keepsLocks(effect.call)) continue;
      for (const path of locks.values()) {
        if (found.some(({ call, path: known }) => call === effect.call && known.path === path.path)) continue;
        const isGiven = effect.call.arguments.some((each) => each.kind === 'name' && each.name === path.root);
        if (isGiven && !variables.isGlobal(path))
          add(effect.call, { effect: 'forget', lock: lockOf(path), setsPointer: false });
      }
    }
  }
  return operations;
}

/** True for calls that are known to take and drop no lock but those the tables say. */
function keepsLocks(call: CallExpression): boolean {
  const name = calleeName(call) ?? '';
  return (
    lockCallsOf(name).length > 0 ||
    lockObservers.has(name) ||
    tableMappings.has(name) ||
    primitive(name) !== undefined ||
    apiFunction(name) !== undefined
  );
}

function findCalls(graph: FlowGraph): readonly Found[] {
  const found: Found[] = [];
  const results = new Map<Expression, string>();
  for (const { effects } of graph.nodes) {
    for (const effect of effects) {
      if (effect.kind === 'assign' && effect.value?.kind === 'call') results.set(effect.value, effect.name);
    }
  }
  for (const { effects } of graph.nodes) {
    for (const effect of effects) {
      if (effect.kind !== 'call') continue;
      for (const row of lockCallsOf(calleeName(effect.call) ?? '')) {
        const path = lockOfCall(row, effect.call, results.get(effect.call));
        if (path) found.push({ call: effect.call, row, effect: effectOf(row, graph, effect.call), path });
      }
    }
  }
  return found;
}

/** Calls of functions that take or drop a lock for their callers; those that do both to one are left to be forgotten. */
function findHelperCalls(
  graph: FlowGraph,
  byCallees: (call: CallExpression) => readonly ParameterLock[],
): readonly Found[] {
  const calls = graph.nodes.flatMap(({ effects }) =>
    effects.flatMap((effect) => (effect.kind === 'call' && !keepsLocks(effect.call) ? effect.call : [])),
  );
  return calls.flatMap((call) => {
    const done = byCallees(call);
    return done.flatMap(({ parameter, effect, pageTable }) => {
      if (done.some((other) => other.parameter === parameter && other.effect !== effect)) return [];
      const name = calleeName(call) ?? '';
      const row: LockCall = { name, effect, lock: { argument: parameter }, pageTable, source: name };
      const path = lockOfCall(row, call);
      return path ? [{ call, row, effect, path }] : [];
    });
  });
}

/** A table that is mapped without asking whether there is one is there, as all were before Linux 6.5. */
function effectOf({ effect, lock }: LockCall, graph: FlowGraph, call: CallExpression): LockCall['effect'] {
  if (effect !== 'try' || typeof lock !== 'object' || !('out' in lock)) return effect;
  return isAsked(graph, call) || isMentioned(graph, call) ? 'try' : 'take';
}

/** True where a branch depends on a variable that the result of a call was put into, and not on what that points to. */
function isMentioned({ nodes }: FlowGraph, call: CallExpression): boolean {
  const results = new Set(
    nodes.flatMap(({ effects }) =>
      effects.flatMap((effect) => (effect.kind === 'assign' && effect.value === call ? effect.name : [])),
    ),
  );
  const mentions = (expression: Expression): boolean => {
    if (expression.kind === 'name') return results.has(expression.name);
    const pointsThrough =
      expression.kind === 'member' ||
      expression.kind === 'index' ||
      (expression.kind === 'unary' && expression.operator === '*');
    return !pointsThrough && operands(expression).some(mentions);
  };
  return nodes.some(({ kind, expression }) => kind === 'branch' && expression && mentions(expression));
}

/** True where a branch can ask for the result of a call, directly or through a variable that is followed. */
function isAsked({ nodes, tracked }: FlowGraph, call: CallExpression): boolean {
  return nodes.some(
    ({ kind, expression, effects }) =>
      (kind === 'branch' && expression === call) ||
      effects.some((effect) => effect.kind === 'assign' && effect.value === call && tracked.has(effect.name)),
  );
}
