import type { Enumerator, Expression, MemberDeclaration, TypeSyntax } from '../../../syntax/ast.ts';
import type { Unit } from '../library.ts';
import { type Member, RecordDefinition } from '../records.ts';
import {
  builtinTypes,
  type CType,
  decay,
  intType,
  pointerTo,
  type RecordType,
  unsignedType,
  voidType,
} from '../types.ts';
import { FunctionContext, Scope } from './context.ts';
import { expression } from './expressions.ts';
import type { Linkage } from './linkage.ts';

/** Records that were defined where they are used, without a tag or in a block. */
const localRecords = new WeakMap<Linkage, WeakMap<TypeSyntax, RecordType>>();

/** A context for C outside any function: types, enumerators, initialisers of a file. */
export function fileContext(linkage: Linkage, unit: Unit): FunctionContext {
  return new FunctionContext(linkage, unit, voidType, new Set());
}

export function resolveType(f: FunctionContext, type: TypeSyntax): CType {
  switch (type.kind) {
    case 'named':
      return namedType(f, type.name);
    case 'record':
      return recordType(f, type);
    case 'enum':
      return enumType(f, type);
    case 'pointer':
      return pointerTo(resolveType(f, type.target));
    case 'array':
      return arrayType(f, type.element, type.length);
    case 'function':
      return {
        kind: 'function',
        returns: resolveType(f, type.returns),
        parameters: type.parameters.map((parameter) => decay(resolveType(f, parameter.type))),
        variadic: type.variadic,
      };
    case 'typeof':
      if (type.operand.kind === 'type') return resolveType(f, type.operand.type);
      return expression(f, type.operand).type;
  }
}

/** The value of a constant expression; undefined when it is none. */
export function constantValue(f: FunctionContext, node: Expression): bigint | undefined {
  return expression(f, node).constant;
}

function arrayType(f: FunctionContext, element: TypeSyntax, length: Expression | undefined): CType {
  const resolved = resolveType(f, element);
  if (!length) return { kind: 'array', element: resolved };
  const count = constantValue(f, length);
  if (count === undefined || count < 0n || count > 0x4000_0000n) return assumedArray(f, resolved, length);
  return { kind: 'array', element: resolved, length: Number(count) };
}

/** Elements that an array is given whose length nobody knows, as that of an extern one or of generated headers. */
export const unknownLength = 64;

function assumedArray(f: FunctionContext, element: CType, length: Expression): CType {
  const name = f.textOf(length).replace(/\s+/g, ' ');
  const place = f.placeOf(length);
  f.linkage.assumptionIndex({ kind: 'macro', name, place, type: intType, decisive: false, always: `${unknownLength}` });
  return { kind: 'array', element, length: unknownLength };
}

function namedType(f: FunctionContext, name: string): CType {
  const local = f.scope.find(name);
  if (local?.kind === 'typedef') return local.type;
  const { linkage } = f;
  if (linkage.scalars.has(name)) return { kind: 'scalar', name };
  const known = linkage.types.get(name) ?? builtinTypes.get(name);
  if (known) return known;
  const type = findTypedef(linkage, name) ?? assumedType(linkage, name);
  linkage.types.set(name, type);
  return type;
}

/** A type that nothing defines counts as one opaque value. The report has no kind for it: it stands beside the macros. */
function assumedType(linkage: Linkage, name: string): CType {
  const type: CType = { kind: 'scalar', name };
  const place = { file: linkage.library.fileUnit.path, line: 1 };
  linkage.assumptionIndex({ kind: 'macro', name, place, type, decisive: false, always: 'a value of 64 bits' });
  return type;
}

function findTypedef(linkage: Linkage, name: string): CType | undefined {
  const found = linkage.library.typedef(name);
  if (found) return resolveType(fileContext(linkage, found.unit), found.item);
  const macro = linkage.library.macro(name);
  if (!macro || macro.item.parameters || macro.item.body === name) return undefined;
  const file = linkage.parser.parse('(type)', `typedef ${macro.item.body} type_of_macro;\n`);
  const declarator = file.declarations()[0]?.declarators[0];
  file.dispose();
  return declarator && resolveType(fileContext(linkage, macro.unit), declarator.type);
}

/** `struct tag` by its name alone, from the library; incomplete when nothing defines it. */
export function recordByTag(linkage: Linkage, keyword: 'struct' | 'union', tag: string): RecordType {
  const key = `${keyword} ${tag}`;
  const known = linkage.records.get(key);
  if (known) return { kind: 'record', record: known };
  const record = new RecordDefinition(keyword, tag, () => {
    const found = linkage.library.record(tag);
    return found && membersOf(linkage, found.unit, new Scope(), found.item);
  });
  linkage.records.set(key, record);
  return { kind: 'record', record };
}

function recordType(f: FunctionContext, type: Extract<TypeSyntax, { kind: 'record' }>): CType {
  if (type.tag !== undefined) {
    const local = f.scope.findTag(type.tag);
    if (local) return local;
    if (!type.members || f.linkage.library.record(type.tag)?.item === type.members) {
      return recordByTag(f.linkage, type.keyword, type.tag);
    }
  }
  const { linkage, unit, scope } = f;
  const cache = localRecords.get(linkage) ?? new WeakMap<TypeSyntax, RecordType>();
  localRecords.set(linkage, cache);
  const known = cache.get(type);
  if (known) return known;
  const tag = type.tag ?? `(anonymous at line ${type.members?.[0] ? unit.lineOf(type.members[0].start) : 0})`;
  const record = new RecordDefinition(type.keyword, tag, () => membersOf(linkage, unit, scope, type.members ?? []));
  const resolved: RecordType = { kind: 'record', record };
  cache.set(type, resolved);
  if (type.tag !== undefined) scope.declareTag(type.tag, resolved);
  return resolved;
}

function membersOf(linkage: Linkage, unit: Unit, scope: Scope, members: readonly MemberDeclaration[]): Member[] {
  const f = fileContext(linkage, unit);
  f.scope = scope;
  return members.map((member) => {
    const type = resolveType(f, member.type);
    const bits = member.bits && constantValue(f, member.bits);
    return {
      ...(member.name !== undefined && { name: member.name }),
      type,
      ...(bits !== undefined && { bits: Number(bits) }),
    };
  });
}

/** GNU C gives an enum without negative values an unsigned type. */
function enumType(f: FunctionContext, type: Extract<TypeSyntax, { kind: 'enum' }>): CType {
  const found = type.enumerators || type.tag === undefined ? undefined : f.linkage.library.enumeration(type.tag);
  const enumerators = type.enumerators ?? found?.item.enumerators;
  if (!enumerators) return unsignedType;
  const where = found ? fileContext(f.linkage, found.unit) : f;
  const values = enumeratorValues(where, enumerators);
  if (type.enumerators) for (const [name, value] of values) f.scope.declare(name, { kind: 'enumerator', value });
  return [...values.values()].some((value) => value < 0n) ? intType : unsignedType;
}

function enumeratorValues(f: FunctionContext, enumerators: readonly Enumerator[]): Map<string, bigint> {
  const values = new Map<string, bigint>();
  const outer = f.scope;
  const scope = new Scope(outer);
  f.within(scope, () => {
    let next = 0n;
    for (const { name, value } of enumerators) {
      next = (value ? constantValue(f, value) : next) ?? 0n;
      values.set(name, next);
      scope.declare(name, { kind: 'enumerator', value: next });
      next++;
    }
  });
  return values;
}

/** The value of an enumerator of file scope, however far into its enum it stands. */
export function enumeratorByName(linkage: Linkage, name: string): bigint | undefined {
  const known = linkage.enumerators.get(name);
  if (known === 'busy') return undefined;
  if (known !== undefined) return known;
  const found = linkage.library.enumerator(name);
  if (!found) return undefined;
  linkage.enumerators.set(name, 'busy');
  const { value, previous } = found.item;
  let result: bigint | undefined;
  if (value) result = constantValue(fileContext(linkage, found.unit), value);
  else if (previous === undefined) result = 0n;
  else {
    // Large enums are walked from their start: recursion over hundreds of enumerators would be deep.
    const chain = [found.item];
    let first = found;
    while (!first.item.value && first.item.previous !== undefined) {
      const before = linkage.library.enumerator(first.item.previous);
      if (!before) break;
      first = before;
      chain.push(first.item);
    }
    const start = first.item.value ? constantValue(fileContext(linkage, first.unit), first.item.value) : 0n;
    result = start === undefined ? undefined : start + BigInt(chain.length - 1);
  }
  if (result === undefined) linkage.enumerators.delete(name);
  else linkage.enumerators.set(name, result);
  return result;
}
