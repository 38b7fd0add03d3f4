import { forwardFactsOfPoints } from '../flow/dataflow.ts';
import type { Effect } from '../flow/graph.ts';
import { calleeName } from '../flow/walk.ts';
import { primitive } from '../kernel/primitives.ts';
import { type FunctionRegions, isOn, type LazyPoint } from '../regions/function-regions.ts';
import { effectOfCall, stateAfter } from '../regions/lazy-domain.ts';
import type { LazyState } from '../regions/section.ts';
import type { CalleeSummaries } from '../summaries/callee-summaries.ts';
import type { CallExpression, Expression } from '../syntax/ast.ts';
import { primitiveQuestion } from './entry-questions.ts';
import { dependsOn, pointerKey } from './pointer-keys.ts';
import { isEntryPointer, type Scope, scopeOf } from './scope.ts';

/** An update of an entry in a section. */
export interface Update {
  readonly call: CallExpression;
  /** The primitive that updates; `call` may be that of a helper. */
  readonly primitive: string;
  /** The pointer to the entry, as `pointerKey()` writes it; absent where it is not plain. */
  readonly pointer?: string;
}

/** Pointers that are equal, and the updates of their entry that wait for the end of the section. */
interface SameEntry {
  readonly pointers: ReadonlySet<string>;
  readonly updates: ReadonlySet<Update>;
}

/** What waits on some path, at one place of a function. */
export class WaitingUpdates {
  static readonly none = new WaitingUpdates(new Map(), new Set());
  /** Entries by each of the pointers that lead to them. A pointer that is equal to no other and has no updates is left out. */
  readonly #entries: ReadonlyMap<string, SameEntry>;
  /** Of any entry. */
  readonly all: ReadonlySet<Update>;

  private constructor(entries: ReadonlyMap<string, SameEntry>, all: ReadonlySet<Update>) {
    this.#entries = entries;
    this.all = all;
  }

  /** Updates of the entry that a pointer leads to. */
  of(pointer: Expression): ReadonlySet<Update> {
    return this.#entries.get(pointerKey(pointer) ?? '')?.updates ?? new Set();
  }

  /** Updates whose pointer has not moved since. */
  get unmoved(): readonly Update[] {
    return [...this.all].filter((update) => this.#entries.get(update.pointer ?? '')?.updates.has(update));
  }

  with(update: Update): WaitingUpdates {
    const all = new Set([...this.all, update]);
    const { pointer } = update;
    if (pointer === undefined) return new WaitingUpdates(this.#entries, all);
    const { pointers, updates } = this.#entries.get(pointer) ?? { pointers: new Set([pointer]), updates: new Set() };
    return new WaitingUpdates(withEntry(this.#entries, { pointers, updates: new Set([...updates, update]) }), all);
  }

  /** A variable was given a value; `value` is the pointer that it was, where it was one. */
  assigned(variable: string, value: string | undefined): WaitingUpdates {
    const same = value !== undefined && !dependsOn(value, variable) ? this.#entries.get(value) : undefined;
    const entries = this.#without((pointer) => dependsOn(pointer, variable));
    if (value === undefined || dependsOn(value, variable))
      return entries === this.#entries ? this : new WaitingUpdates(entries, this.all);
    const pointers = new Set([...(same?.pointers ?? [value]), variable]);
    return new WaitingUpdates(withEntry(entries, { pointers, updates: same?.updates ?? new Set() }), this.all);
  }

  /** What is behind a variable may have changed: its members are not what they were. */
  changedBehind(variable: string): WaitingUpdates {
    const entries = this.#without((pointer) => /->|\./.test(pointer) && dependsOn(pointer, variable));
    return entries === this.#entries ? this : new WaitingUpdates(entries, this.all);
  }

  /** Whatever waits on one of two paths. */
  join(other: WaitingUpdates): WaitingUpdates {
    if (this.#isSameAs(other)) return this;
    const entries = new Map<string, SameEntry>();
    for (const pointer of new Set([...this.#entries.keys(), ...other.#entries.keys()])) {
      const [one, two] = [this.#entries.get(pointer), other.#entries.get(pointer)];
      const shared = [...(one?.pointers ?? [])].filter((each) => two?.pointers.has(each));
      const updates = new Set([...(one?.updates ?? []), ...(two?.updates ?? [])]);
      entries.set(pointer, { pointers: new Set([pointer, ...shared]), updates });
    }
    return new WaitingUpdates(entries, new Set([...this.all, ...other.all]));
  }

  equals(other: WaitingUpdates): boolean {
    if (this === other) return true;
    if (this.all.size !== other.all.size || this.#entries.size !== other.#entries.size) return false;
    return [...this.#entries].every(([pointer, { pointers, updates }]) => {
      const known = other.#entries.get(pointer);
      return known?.pointers.size === pointers.size && known.updates.size === updates.size;
    });
  }

  #isSameAs(other: WaitingUpdates): boolean {
    if (this === other) return true;
    if (this.#entries.size !== other.#entries.size || !sameSet(this.all, other.all)) return false;
    for (const [pointer, entry] of this.#entries) {
      const known = other.#entries.get(pointer);
      if (!known || !sameSet(entry.pointers, known.pointers) || !sameSet(entry.updates, known.updates)) return false;
    }
    return true;
  }

  /** Every pointer that is equal to another has an entry too: when none of them goes, nothing does. */
  #without(isGone: (pointer: string) => boolean): ReadonlyMap<string, SameEntry> {
    if (![...this.#entries.keys()].some(isGone)) return this.#entries;
    const entries = new Map<string, SameEntry>();
    for (const [pointer, { pointers, updates }] of this.#entries) {
      if (isGone(pointer)) continue;
      entries.set(pointer, { pointers: new Set([...pointers].filter((each) => !isGone(each))), updates });
    }
    return entries;
  }
}

function sameSet<Value>(one: ReadonlySet<Value>, other: ReadonlySet<Value>): boolean {
  if (one === other) return true;
  if (one.size !== other.size) return false;
  for (const each of one) if (!other.has(each)) return false;
  return true;
}

function withEntry(entries: ReadonlyMap<string, SameEntry>, entry: SameEntry): ReadonlyMap<string, SameEntry> {
  const next = new Map(entries);
  for (const pointer of entry.pointers) next.set(pointer, entry);
  return next;
}

/** What waits when a call is made in a section. */
export interface CallInSection {
  readonly call: CallExpression;
  readonly name: string;
  readonly point: LazyPoint;
  readonly waiting: WaitingUpdates;
}

/** Updates by functions that are given the pointer: those that always update its entry, or also others. */
type Which = 'always' | 'perhaps';

/** Updates that a call makes; those of primitives are known, those of helpers come from their summaries. */
function updatesBy(callees: CalleeSummaries, which: Which): (call: CallExpression) => readonly Update[] {
  return (call) => {
    const direct = updateByPrimitive(call);
    if (direct.length > 0 || primitive(calleeName(call) ?? '')) return direct;
    return callees.ofCall(primitiveQuestion, call).flatMap(({ fact }) => {
      const argument = call.arguments[fact.parameter];
      if (!argument || !isUpdate(fact.primitive) || (which === 'always' && !fact.always)) return [];
      return { call, primitive: fact.primitive, pointer: pointerKey(argument) };
    });
  };
}

/** The update that a call of a primitive makes. */
function updateByPrimitive(call: CallExpression): readonly Update[] {
  const known = primitive(calleeName(call) ?? '');
  const argument = known?.pointer === undefined ? undefined : call.arguments[known.pointer];
  if (!known || !argument || !isUpdate(known.name)) return [];
  return [{ call, primitive: known.name, pointer: pointerKey(argument) }];
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
  const updates = new Map<CallExpression, readonly Update[]>();
  const before = forwardFactsOfPoints<LazyState, WaitingUpdates>(graph, solution, {
    initial: WaitingUpdates.none,
    transfer: (point, waiting) => through(point, waiting, () => {}),
    join: (one, other) => one.join(other),
    equal: (one, other) => one.equals(other),
  });
  const calls: CallInSection[] = [];
  for (const [point, waiting] of before) through(point, waiting, (call) => calls.push(call));
  return calls;

  function updatesOnce(call: CallExpression): readonly Update[] {
    const known = updates.get(call) ?? updatesOf(call);
    updates.set(call, known);
    return known;
  }

  function through(point: LazyPoint, start: WaitingUpdates, visit: (call: CallInSection) => void): WaitingUpdates {
    let state = point.property;
    let waiting = start;
    for (const effect of point.node.effects) {
      if (effect.kind === 'assign') waiting = waiting.assigned(effect.name, copiedPointer(effect, scope));
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
      if (deferred) for (const update of updatesOnce(call)) waiting = waiting.with(update);
    }
    return waiting;
  }
}

/** The pointer to an entry that an assignment copies. */
function copiedPointer({ name, value }: Extract<Effect, { kind: 'assign' }>, scope: Scope): string | undefined {
  if (!value || !isEntryPointer(scope.get(name))) return undefined;
  return pointerKey(value.kind === 'assign' && value.operator === '=' ? value.target : value);
}
