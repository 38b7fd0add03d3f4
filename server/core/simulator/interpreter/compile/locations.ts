import type { Expression, MemberExpression } from '../../../syntax/ast.ts';
import { toWord } from '../integers.ts';
import { type CType, decay, pointerTo, type RecordType, sizeOf, storageOf, unsignedLongType } from '../types.ts';
import type { FunctionContext } from './context.ts';
import { convert, truncateBits } from './convert.ts';
import { isSimple, type Location, literal, type Value } from './emitted.ts';
import { expression } from './expressions.ts';
import { globalOf } from './globals.ts';
import { compoundLiteral } from './initializers.ts';
import { expandedName } from './names.ts';
import { binary } from './operators.ts';
import { recordByTag } from './resolve-type.ts';
import { wordOperation } from './word-operations.ts';

const loaders: Readonly<Record<string, string>> = {
  bool: 'loadU8',
  u8: 'loadU8',
  s8: 'loadS8',
  u16: 'loadU16',
  s16: 'loadS16',
  u32: 'loadU32',
  s32: 'loadS32',
  u64: 'loadU64',
  s64: 'loadS64',
};

/** Where an expression lives, or undefined when it is only a value. */
export function locate(f: FunctionContext, node: Expression): Location | undefined {
  switch (node.kind) {
    case 'name':
      return locateName(f, node.name, node);
    case 'member':
      return locateMember(f, node);
    case 'index': {
      const site = f.siteOf(node);
      const sum = binary('+', expression(f, node.array), expression(f, node.index), site);
      if (sum.type.kind !== 'pointer') return undefined;
      return { kind: 'memory', base: sum.code, offset: 0, type: sum.type.target };
    }
    case 'unary': {
      if (node.operator !== '*') return undefined;
      const pointer = expression(f, node.operand);
      const type = decay(pointer.type);
      const target = type.kind === 'pointer' ? type.target : unsignedLongType;
      return { kind: 'memory', base: pointer.code, offset: 0, type: target };
    }
    case 'compound-literal':
      return compoundLiteral(f, node);
    case 'cast': {
      // A cast that changes nothing but the name of the type leaves an lvalue one, as in old kernel idiom.
      return undefined;
    }
    default:
      return undefined;
  }
}

function locateName(f: FunctionContext, name: string, node: Expression): Location | undefined {
  const local = f.scope.find(name);
  switch (local?.kind) {
    case 'register':
      return local;
    case 'frame':
      return { kind: 'memory', base: 'fp', offset: local.offset, type: local.type };
    case 'global':
      return { kind: 'memory', base: `E.global(${local.index})`, offset: 0, type: local.type };
    default:
  }
  if (local || f.linkage.options.constants.has(name)) return undefined;
  const expanded = expandedName(f, name, node);
  if (expanded) return expanded.run(() => locate(f, expanded.node));
  return globalOf(f, name, node);
}

function locateMember(f: FunctionContext, node: MemberExpression): Location | undefined {
  if (node.arrow) {
    const pointer = expression(f, node.object);
    const type = decay(pointer.type);
    if (type.kind !== 'pointer') return member(f, unknownRecord(f), pointer.code, 0, node);
    if (type.target.kind !== 'record')
      return { kind: 'memory', base: pointer.code, offset: 0, type: unsignedOf(type.target) };
    return member(f, type.target, pointer.code, 0, node);
  }
  const object = locate(f, node.object);
  if (object?.type.kind === 'scalar' || object?.type.kind === 'integer') return { ...object, type: unsignedLongType };
  if (object?.type.kind === 'record' && object.kind === 'memory') {
    return member(f, object.type, object.base, object.offset, node);
  }
  if (object) return undefined;
  const value = expression(f, node.object);
  return value.type.kind === 'record' ? member(f, value.type, value.code, 0, node) : undefined;
}

/** What a value points to whose type nobody knows: every field of it is an assumption. */
function unknownRecord(f: FunctionContext): RecordType {
  return recordByTag(f.linkage, 'struct', '(unknown)');
}

/** `.pte` of a pte_t and its kin is the value itself. */
function unsignedOf(type: CType): CType {
  return type.kind === 'scalar' || type.kind === 'void' ? unsignedLongType : type;
}

function member(f: FunctionContext, type: RecordType, base: string, offset: number, node: MemberExpression): Location {
  const known = type.record.find(node.field);
  const slot = type.record.findOrAdd(node.field);
  if (!slot) {
    const where = `${type.record.keyword} ${type.record.tag}`;
    const text = `${where} has no field ${node.field}; declare it`;
    return { kind: 'memory', base: f.stop('unknown-type', text, node).code, offset: 0, type: unsignedLongType };
  }
  let address = base;
  if (!known || type.record.unknownFields.has(node.field)) {
    const index = f.linkage.assumptionIndex({
      kind: 'field',
      name: `${type.record.tag}.${node.field}`,
      place: f.placeOf(node.fieldRange),
      type: slot.type,
      decisive: true,
    });
    address = `(E.note(${index}), ${base})`;
  }
  const location = { kind: 'memory', base: address, offset: offset + slot.offset, type: slot.type } as const;
  return slot.bits === undefined ? location : { ...location, bits: slot.bits };
}

/** The value at a location; of a record or array its address. */
export function load(f: FunctionContext, location: Location, node: Expression): Value {
  const { type } = location;
  if (location.kind === 'register') return { code: location.name, type };
  const storage = storageOf(type);
  if (storage === 'aggregate' || type.kind === 'function') return { code: addressCode(location), type };
  return { code: `M.${loaders[storage]}(${location.base}, ${location.offset}, ${f.siteOf(node)})`, type };
}

/** Code for the address of something in memory. */
export function addressCode(location: Extract<Location, { kind: 'memory' }>): string {
  if (location.offset === 0) return location.base;
  if (location.base === 'fp') return `(fp + ${location.offset})`;
  return wordOperation('pointerPlus', location.base, '1', `${location.offset}`);
}

/** `&expression`: remembers that a register must live in memory, for the next time the function is compiled. */
export function addressOf(f: FunctionContext, location: Location): Value {
  if (location.kind === 'register') {
    f.addressTaken.add(location.ordinal);
    return { code: '0', type: pointerTo(location.type) };
  }
  return { code: addressCode(location), type: pointerTo(location.type) };
}

/** Code that stores a value, converted already or not, and gives the value stored. */
export function store(f: FunctionContext, location: Location, value: Value, node: Expression): Value {
  const { type } = location;
  const converted = convert(value, type);
  if (location.kind === 'register') return { code: `(${location.name} = ${converted.code})`, type };
  const site = f.siteOf(node);
  if (type.kind === 'record' || type.kind === 'array') {
    if (value.type.kind !== type.kind)
      return f.stop('unsupported', 'a record is assigned from something else', node, type);
    return { code: `M.copy(${addressCode(location)}, ${value.code}, ${sizeOf(type)}, ${site})`, type };
  }
  const { bits } = location;
  const stored = bits === undefined || type.kind !== 'integer' ? converted : cutConstant(converted, type, bits);
  const width = sizeOf(type) * 8;
  return { code: `M.store${width}(${location.base}, ${location.offset}, ${stored.code}, ${site})`, type };
}

function cutConstant(value: Value, type: Extract<CType, { kind: 'integer' }>, bits: number): Value {
  if (value.constant === undefined || bits >= type.size * 8 || type.storage === 'bool')
    return truncateBits(value, type, bits);
  const cut = type.signed ? BigInt.asIntN(bits, value.constant) : BigInt.asUintN(bits, value.constant);
  return { code: literal(toWord(cut)), type, constant: cut };
}

/** The same location with a base that may be evaluated twice, and the code that sets the base up. */
export function reusable(
  f: FunctionContext,
  location: Location,
): { readonly setup: string; readonly location: Location } {
  if (location.kind === 'register' || isSimple(location.base)) return { setup: '', location };
  const name = f.temporary();
  return { setup: `${name} = ${location.base}, `, location: { ...location, base: name } };
}
