import { forwardFactsOfPoints } from '../flow/dataflow.ts';
import type { Effect, FlowNode } from '../flow/graph.ts';
import { calleeName } from '../flow/walk.ts';
import { primitive } from '../kernel/primitives.ts';
import { addMultiple, constantSum, type Sum, termSum } from '../ranges/sum.ts';
import { type FunctionRegions, isOn, type LazyPoint } from '../regions/function-regions.ts';
import { effectOfCall, stateAfter } from '../regions/lazy-domain.ts';
import type { LazyState } from '../regions/section.ts';
import type { CalleeSummaries } from '../summaries/callee-summaries.ts';
import type { CallExpression, Expression } from '../syntax/ast.ts';
import { primitiveQuestion } from './entry-questions.ts';
import { pointerSum } from './pointer-sums.ts';
import { isEntryPointer, type Scope, scopeOf } from './scope.ts';
import { type Update, WaitingUpdates } from './waiting-updates.ts';

/** What waits when a call is made in a section. */
export interface CallInSection {
  readonly call: CallExpression;
  readonly name: string;
  readonly point: LazyPoint;
  readonly waiting: WaitingUpdates;
}

/** Updates by functions that are given the pointer: those that update its entry for sure, by what they answer, or also others. */
type Which = 'certain' | 'perhaps';

/** An update that a call makes; `when` is the truth of its result that tells, where it is not made in any case. */
interface UpdateOfCall {
  readonly update: Update;
  readonly when?: boolean;
}

/** Updates that a call makes; those of primitives are known, those of helpers come from their summaries. */
function updatesBy(callees: CalleeSummaries, which: Which): (call: CallExpression) => readonly UpdateOfCall[] {
  return (call) => {
    const direct = updateByPrimitive(call);
    if (direct.length > 0 || primitive(calleeName(call) ?? '')) return direct;
    return callees.ofCall(primitiveQuestion, call).flatMap(({ fact }) => {
      const argument = call.arguments[fact.parameter];
      if (!argument || !isUpdate(fact.primitive)) return [];
      if (which === 'certain' && (!fact.unmoved || fact.made === 'sometimes')) return [];
      const pointer = pointerSum(argument);
      const update = { call, primitive: fact.primitive, pointers: pointer ? [pointer] : [] };
      return which === 'perhaps' || fact.made === 'always' ? { update } : { update, when: fact.made === 'when true' };
    });
  };
}

/** The update that a call of a primitive makes. */
function updateByPrimitive(call: CallExpression): readonly UpdateOfCall[] {
  const known = primitive(calleeName(call) ?? '');
  const argument = known?.pointer === undefined ? undefined : call.arguments[known.pointer];
  if (!known || !argument || !isUpdate(known.name)) return [];
  const count = known.count === undefined ? undefined : call.arguments[known.count];
  return [{ update: { call, primitive: known.name, pointers: entriesOf(argument, count) } }];
}

/** Entries of a batch that are kept apart, beside the last one. */
const batchKeptApart = 8;

/** Pointers to the entries of a batch: to all of a small one, to the first and the last of another. */
function entriesOf(argument: Expression, count: Expression | undefined): readonly Sum[] {
  const first = pointerSum(argument);
  const length = count && pointerSum(count);
  if (!first || !length) return first ? [first] : [];
  const last = addMultiple(addMultiple(first, 1, length), -1, constantSum(1));
  if (length.terms.size > 0) return [first, last];
  const apart = Math.min(length.constant, batchKeptApart);
  const all = Array.from({ length: apart }, (_, index) => addMultiple(first, index, constantSum(1)));
  return length.constant > apart ? [...all, last] : all;
}

function isUpdate(name: string): boolean {
  const kind = primitive(name)?.kind;
  return kind === 'update' || kind === 'read-modify-write';
}

/** What rules have asked for, by the summaries that they were given. */
const answered = new WeakMap<CalleeSummaries, Map<Which, readonly CallInSection[]>>();

/**
 * The calls that a function makes in its sections, with the updates that wait then. Each place where the mode is left or
 * paused puts all updates into effect, also that of a nested section: include/linux/pgtable.h (7.3). `callees` are the
 * summaries for this very function.
 */
export function callsInSections(
  regions: FunctionRegions,
  callees: CalleeSummaries,
  which: Which,
): readonly CallInSection[] {
  const answers = answered.get(callees) ?? new Map<Which, readonly CallInSection[]>();
  answered.set(callees, answers);
  const calls = answers.get(which) ?? followUpdates(regions, callees, which);
  answers.set(which, calls);
  return calls;
}

function followUpdates(regions: FunctionRegions, callees: CalleeSummaries, which: Which): readonly CallInSection[] {
  const { graph, solution, definition } = regions;
  if (!solution.points.some((points) => points.some(({ property }) => isOn(property)))) return [];
  const scope = scopeOf(definition);
  const updatesOf = updatesBy(callees, which);
  /** One update is one object, however often its call is passed: that lets the analysis come to an end. */
  const updates = new Map<CallExpression, readonly UpdateOfCall[]>();
  const before = forwardFactsOfPoints<LazyState, WaitingUpdates>(graph, solution, {
    initial: WaitingUpdates.none,
    transfer: (point, waiting) => through(point, waiting, () => {}),
    along: alongEdge,
    join: (one, other) => one.join(other),
    equal: (one, other) => one.equals(other),
  });
  const calls: CallInSection[] = [];
  for (const [point, waiting] of before) through(point, waiting, (call) => calls.push(call));
  return calls;

  function updatesOnce(call: CallExpression): readonly UpdateOfCall[] {
    const known = updates.get(call) ?? updatesOf(call);
    updates.set(call, known);
    return known;
  }

  function through(point: LazyPoint, start: WaitingUpdates, visit: (call: CallInSection) => void): WaitingUpdates {
    let state = point.property;
    let waiting = start;
    for (const effect of point.node.effects) {
      if (effect.kind === 'assign') waiting = afterAssignment(waiting, effect, scope);
      if (effect.kind !== 'call') continue;
      const { call } = effect;
      const change = effectOfCall(call, regions.rules);
      if (change) {
        state = stateAfter(state, change, regions.rules.nests);
        if (!change.startsWith('enable')) waiting = WaitingUpdates.none;
        continue;
      }
      const deferred = isOn(state);
      if (deferred) visit({ call, name: calleeName(call) ?? '', point, waiting });
      for (const argument of call.arguments) {
        const name = argument.kind === 'unary' && argument.operator === '&' ? argument.operand : argument;
        if (name.kind === 'name') waiting = waiting.changedBehind(name.name);
      }
      if (deferred) for (const update of updatesOnce(call)) waiting = afterUpdate(waiting, update);
    }
    return waiting;
  }
}

function afterUpdate(waiting: WaitingUpdates, { update, when }: UpdateOfCall): WaitingUpdates {
  return when === undefined ? waiting.with(update) : waiting.withUndecided(update, resultOf(update.call), when);
}

function afterAssignment(
  waiting: WaitingUpdates,
  effect: Extract<Effect, { kind: 'assign' }>,
  scope: Scope,
): WaitingUpdates {
  const { name, value } = effect;
  const after = waiting.assigned(name, assignedSum(effect, scope));
  return value?.kind === 'call' ? after.renamed(resultOf(value), name) : after;
}

/** The pointer to an entry that a variable is given, or what any variable is moved by. */
function assignedSum({ name, value, by }: Extract<Effect, { kind: 'assign' }>, scope: Scope): Sum | undefined {
  if (value) {
    const sum = pointerSum(value);
    return isEntryPointer(scope.get(name)) || sum?.terms.get(name) === 1 ? sum : undefined;
  }
  if (by.kind === 'update') return addMultiple(termSum(name), by.operator === '++' ? 1 : -1, constantSum(1));
  if (by.kind !== 'assign' || (by.operator !== '+=' && by.operator !== '-=')) return undefined;
  const step = pointerSum(by.value);
  return step && addMultiple(termSum(name), by.operator === '+=' ? 1 : -1, step);
}

/** Behind a branch that asks for the result of a call, updates are made that the result tells of. */
function alongEdge({ node }: LazyPoint, { node: { id } }: LazyPoint, waiting: WaitingUpdates): WaitingUpdates {
  const asked = node.kind === 'branch' && node.expression ? askedResult(node.expression) : undefined;
  const truth = asked && truthTowards(node, id);
  if (!asked || truth === undefined) return waiting;
  return waiting.decided(asked.holder, truth === asked.answer);
}

function truthTowards({ edges }: FlowNode, target: number): boolean | undefined {
  const taken = edges.filter((edge) => edge.target === target);
  return taken.length === 1 ? taken[0].when : undefined;
}

/** The name of a result that a condition asks for, and its truth when the condition is true. */
function askedResult(condition: Expression): { readonly holder: string; readonly answer: boolean } | undefined {
  switch (condition.kind) {
    case 'name':
      return { holder: condition.name, answer: true };
    case 'call':
      return { holder: resultOf(condition), answer: true };
    case 'assign':
      return askedResult(condition.target);
    case 'unary': {
      const asked = condition.operator === '!' ? askedResult(condition.operand) : undefined;
      return asked && { ...asked, answer: !asked.answer };
    }
    case 'binary': {
      const isZero = condition.right.kind === 'integer' && condition.right.value === 0n;
      const asked = isZero ? askedResult(condition.left) : undefined;
      if (!asked || (condition.operator !== '==' && condition.operator !== '!=')) return undefined;
      return condition.operator === '!=' ? asked : { ...asked, answer: !asked.answer };
    }
    default:
      return undefined;
  }
}

/** A name for the result of a call that no variable of C has. */
function resultOf({ start }: CallExpression): string {
  return `result of ${start}`;
}
