import type { CompoundLiteral, Expression, InitializerEntry, InitializerList } from '../../../syntax/ast.ts';
import type { RecordDefinition } from '../records.ts';
import { type CType, intType, isWord, sizeOf } from '../types.ts';
import type { FunctionContext } from './context.ts';
import { constant, isSimple, type Location, type Value } from './emitted.ts';
import { expression } from './expressions.ts';
import { withLength } from './globals.ts';
import { addressCode, store } from './locations.ts';
import { constantValue, resolveType } from './resolve-type.ts';
import { utf8 } from './utf8.ts';

type MemoryLocation = Extract<Location, { kind: 'memory' }>;

/** Elements of an array without a length, as far as the initialiser says without looking at its values. */
export function initializedLength(initializer: Expression | undefined): number | undefined {
  if (initializer?.kind === 'string') return utf8(initializer.value).length + 1;
  if (initializer?.kind !== 'initializer-list') return undefined;
  let length = 0;
  let next = 0;
  for (const entry of initializer.entries) {
    const [first] = entry.designators;
    if (first !== undefined && typeof first !== 'string') {
      if (first.kind !== 'integer') return undefined;
      next = Number(first.value);
    }
    next++;
    length = Math.max(length, next);
  }
  return length;
}

/** Code that initialises a location, as the operands of a comma expression. */
export function initialize(f: FunctionContext, location: Location, initializer: Expression): string[] {
  if (location.kind === 'register' || isWord(location.type)) {
    return [store(f, location, wordInitializer(f, initializer), initializer).code];
  }
  if (initializer.kind !== 'initializer-list') return initializeWhole(f, location, initializer);
  const site = f.siteOf(initializer);
  const effects: string[] = [];
  let target = location;
  if (!isSimple(location.base)) {
    const name = f.temporary();
    effects.push(`${name} = ${location.base}`);
    target = { ...location, base: name };
  }
  effects.push(`M.fill(${addressCode(target)}, 0, ${sizeOf(target.type)}, ${site})`);
  fillList(f, target, initializer, effects);
  return effects;
}

/** `{ 0 }`, `{}` and `{ .val = x }` initialise a single word too. */
function wordInitializer(f: FunctionContext, initializer: Expression): Value {
  if (initializer.kind !== 'initializer-list') return expression(f, initializer);
  const [first] = initializer.entries;
  return first ? wordInitializer(f, first.value) : constant(0n, intType);
}

/** A record or array initialised by one value: another record, or a string. */
function initializeWhole(f: FunctionContext, location: MemoryLocation, initializer: Expression): string[] {
  const value = expression(f, initializer);
  const site = f.siteOf(initializer);
  if (location.type.kind === 'array' && value.type.kind === 'array') {
    const size = Math.min(sizeOf(location.type), sizeOf(value.type));
    const rest = sizeOf(location.type) - size;
    const end = addressCode({ ...location, offset: location.offset + size });
    const copy = `M.copy(${addressCode(location)}, ${value.code}, ${size}, ${site})`;
    return rest > 0 ? [copy, `M.fill(${end}, 0, ${rest}, ${site})`] : [copy];
  }
  return [store(f, location, value, initializer).code];
}

class Entries {
  readonly #entries: readonly InitializerEntry[];
  #at = 0;

  constructor(entries: readonly InitializerEntry[]) {
    this.#entries = entries;
  }

  get current(): InitializerEntry | undefined {
    return this.#entries[this.#at];
  }

  advance(): void {
    this.#at++;
  }
}

function fillList(f: FunctionContext, target: MemoryLocation, list: InitializerList, effects: string[]): void {
  fill(f, target, new Entries(list.entries), true, effects);
}

/** Fills a record or array from entries; without braces of its own it leaves at the first designator and when it is full. */
function fill(f: FunctionContext, target: MemoryLocation, entries: Entries, braced: boolean, effects: string[]): void {
  let position = 0;
  for (let entry = entries.current; entry; entry = entries.current) {
    let place: MemoryLocation | undefined;
    const range = rangeOf(f, entry);
    if (range) {
      for (let index = range.first; index < range.last; index++) {
        const element = childAt(target, index);
        if (element) assignEntry(f, element, entry, new Entries([entry]), effects);
      }
      place = childAt(target, range.last);
      position = range.last;
    } else if (entry.designators.length > 0) {
      if (!braced) return;
      const found = designated(f, target, entry);
      place = found.place;
      position = found.position;
    } else {
      place = childAt(target, position);
      if (!place && !braced) return;
    }
    position++;
    if (!place) {
      effects.push(f.stop('unsupported', 'this initialiser has more values than places', entry.value).code);
      return;
    }
    assignEntry(f, place, entry, entries, effects);
    if (target.type.kind === 'record' && target.type.record.keyword === 'union' && !braced) return;
  }
}

/** GNU's `[first ... last] = value`; undefined for any other entry. */
function rangeOf(
  f: FunctionContext,
  entry: InitializerEntry,
): { readonly first: number; readonly last: number } | undefined {
  const [only] = entry.designators;
  if (entry.designators.length !== 1 || typeof only === 'string' || only.kind !== 'sequence') return undefined;
  const [first, last] = only.expressions.map((each) => constantValue(f, each));
  return first === undefined || last === undefined ? undefined : { first: Number(first), last: Number(last) };
}

function assignEntry(
  f: FunctionContext,
  place: MemoryLocation,
  entry: InitializerEntry,
  entries: Entries,
  effects: string[],
): void {
  const { value } = entry;
  if (isWord(place.type)) {
    entries.advance();
    effects.push(store(f, place, wordInitializer(f, value), value).code);
    return;
  }
  if (value.kind === 'initializer-list') {
    entries.advance();
    fillList(f, place, value, effects);
    return;
  }
  const whole = value.kind === 'string' || expression(f, value).type.kind === 'record';
  if (whole && (value.kind !== 'string' || place.type.kind === 'array')) {
    entries.advance();
    effects.push(...initializeWhole(f, place, value));
    return;
  }
  if (entry.designators.length > 0) {
    entries.advance();
    const inner = childAt(place, 0);
    if (inner && isWord(inner.type)) effects.push(store(f, inner, expression(f, value), value).code);
    return;
  }
  fill(f, place, entries, false, effects);
}

function childAt(target: MemoryLocation, position: number): MemoryLocation | undefined {
  const { type } = target;
  if (type.kind === 'array') {
    if (type.length !== undefined && position >= type.length) return undefined;
    return { ...target, offset: target.offset + position * sizeOf(type.element), type: type.element };
  }
  if (type.kind !== 'record') return undefined;
  if (type.record.keyword === 'union' && position > 0) return undefined;
  const member = type.record.members[position];
  if (!member) return undefined;
  if (member.name !== undefined) return memberPlace(target, type.record, member.name);
  const inner =
    member.type.kind === 'record' ? member.type.record.members.find((each) => each.name !== undefined) : undefined;
  const first = inner?.name === undefined ? undefined : memberPlace(target, type.record, inner.name);
  return first && { kind: 'memory', base: first.base, offset: first.offset, type: member.type };
}

function memberPlace(target: MemoryLocation, record: RecordDefinition, name: string): MemoryLocation | undefined {
  const slot = record.findOrAdd(name);
  if (!slot) return undefined;
  const place: MemoryLocation = {
    kind: 'memory',
    base: target.base,
    offset: target.offset + slot.offset,
    type: slot.type,
  };
  return slot.bits === undefined ? place : { ...place, bits: slot.bits };
}

/** Follows `.a[3].b`; `position` is that of the outermost member or element. */
function designated(
  f: FunctionContext,
  target: MemoryLocation,
  entry: InitializerEntry,
): { readonly place: MemoryLocation | undefined; readonly position: number } {
  let place: MemoryLocation | undefined = target;
  let position = 0;
  entry.designators.forEach((designator, depth) => {
    if (!place) return;
    if (typeof designator === 'string') {
      if (depth === 0 && target.type.kind === 'record') position = positionOf(target.type.record, designator);
      if (isWord(place.type)) return;
      place = place.type.kind === 'record' ? memberPlace(place, place.type.record, designator) : undefined;
      return;
    }
    const index = Number(constantValue(f, designator) ?? -1n);
    if (depth === 0) position = index;
    place = index < 0 ? undefined : childAt(place, index);
  });
  return { place, position };
}

function positionOf(record: RecordDefinition, name: string): number {
  return record.members.findIndex(
    (member) =>
      member.name === name ||
      (member.name === undefined && member.type.kind === 'record' && member.type.record.find(name)),
  );
}

/** `(struct s){ … }`: an object of the enclosing function. Of a pte_t and its kin it is the value. */
export function compoundLiteral(f: FunctionContext, node: CompoundLiteral): Location {
  const declared = resolveType(f, node.type);
  const type: CType = withLength(declared, node.initializer);
  const offset = f.frameSlot(type);
  const place: MemoryLocation = { kind: 'memory', base: 'fp', offset, type };
  const effects = initialize(f, place, node.initializer);
  return { ...place, base: `(${[...effects, 'fp'].join(', ')})` };
}

/** The value of `(pte_t){ x }`, which needs no object. */
export function wordLiteral(f: FunctionContext, node: CompoundLiteral): Value {
  return wordInitializer(f, node.initializer);
}
