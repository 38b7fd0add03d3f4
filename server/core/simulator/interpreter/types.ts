import type { Storage } from './program.ts';
import type { RecordDefinition } from './records.ts';

export type IntegerStorage = Exclude<Storage, 'aggregate'>;

export interface VoidType {
  readonly kind: 'void';
}

export interface IntegerType {
  readonly kind: 'integer';
  readonly name: string;
  readonly storage: IntegerStorage;
  readonly size: 1 | 2 | 4 | 8;
  readonly signed: boolean;
  /** C's conversion rank: of two types of one size the higher one wins. */
  readonly rank: number;
}

/** An opaque 64-bit value with a type name of its own: pte_t, swp_entry_t. */
export interface ScalarType {
  readonly kind: 'scalar';
  readonly name: string;
}

export interface PointerType {
  readonly kind: 'pointer';
  readonly target: CType;
}

export interface ArrayType {
  readonly kind: 'array';
  readonly element: CType;
  /** Elements; absent for a flexible or extern array. */
  readonly length?: number;
}

export interface RecordType {
  readonly kind: 'record';
  readonly record: RecordDefinition;
}

export interface FunctionType {
  readonly kind: 'function';
  readonly returns: CType;
  readonly parameters: readonly CType[];
  readonly variadic: boolean;
}

export type CType = VoidType | IntegerType | ScalarType | PointerType | ArrayType | RecordType | FunctionType;

export const voidType: VoidType = { kind: 'void' };

function integer(name: string, storage: IntegerStorage, size: 1 | 2 | 4 | 8, rank: number): IntegerType {
  return { kind: 'integer', name, storage, size, signed: storage.startsWith('s'), rank };
}

export const boolType = integer('_Bool', 'bool', 1, 0);
export const charType = integer('char', 's8', 1, 1);
export const signedCharType = integer('signed char', 's8', 1, 1);
export const unsignedCharType = integer('unsigned char', 'u8', 1, 1);
export const shortType = integer('short', 's16', 2, 2);
export const unsignedShortType = integer('unsigned short', 'u16', 2, 2);
export const intType = integer('int', 's32', 4, 3);
export const unsignedType = integer('unsigned int', 'u32', 4, 3);
export const longType = integer('long', 's64', 8, 4);
export const unsignedLongType = integer('unsigned long', 'u64', 8, 4);
export const longLongType = integer('long long', 's64', 8, 5);
export const unsignedLongLongType = integer('unsigned long long', 'u64', 8, 5);

/** Names that need no definition: C's own and the kernel's fixed-width ones. */
export const builtinTypes: ReadonlyMap<string, CType> = new Map<string, CType>([
  ['void', voidType],
  ...[
    boolType,
    charType,
    signedCharType,
    unsignedCharType,
    shortType,
    unsignedShortType,
    intType,
    unsignedType,
    longType,
    unsignedLongType,
    longLongType,
    unsignedLongLongType,
  ].map((type): [string, CType] => [type.name, type]),
  ['bool', boolType],
  ['unsigned', unsignedType],
  ['signed', intType],
  ['signed int', intType],
  ['u8', unsignedCharType],
  ['__u8', unsignedCharType],
  ['uint8_t', unsignedCharType],
  ['s8', signedCharType],
  ['__s8', signedCharType],
  ['u16', unsignedShortType],
  ['__u16', unsignedShortType],
  ['uint16_t', unsignedShortType],
  ['s16', shortType],
  ['__s16', shortType],
  ['u32', unsignedType],
  ['__u32', unsignedType],
  ['uint32_t', unsignedType],
  ['uint', unsignedType],
  ['s32', intType],
  ['__s32', intType],
  ['int32_t', intType],
  ['u64', unsignedLongLongType],
  ['__u64', unsignedLongLongType],
  ['uint64_t', unsignedLongLongType],
  ['s64', longLongType],
  ['__s64', longLongType],
  ['int64_t', longLongType],
  ['ulong', unsignedLongType],
  ['size_t', unsignedLongType],
  ['ssize_t', longType],
  ['uintptr_t', unsignedLongType],
  ['intptr_t', longType],
  ['ptrdiff_t', longType],
  ['loff_t', longLongType],
  ['pgoff_t', unsignedLongType],
  ['gfp_t', unsignedType],
  ['phys_addr_t', unsignedLongLongType],
  ['dma_addr_t', unsignedLongLongType],
  ['sector_t', unsignedLongLongType],
]);

export function pointerTo(target: CType): PointerType {
  return { kind: 'pointer', target };
}

export const voidPointer = pointerTo(voidType);

/** Bytes; 1 for void and functions, as GNU C has it. */
export function sizeOf(type: CType): number {
  switch (type.kind) {
    case 'integer':
      return type.size;
    case 'scalar':
    case 'pointer':
      return 8;
    case 'array':
      return (type.length ?? 0) * sizeOf(type.element);
    case 'record':
      return type.record.size;
    default:
      return 1;
  }
}

export function alignmentOf(type: CType): number {
  if (type.kind === 'array') return alignmentOf(type.element);
  if (type.kind === 'record') return type.record.alignment;
  return sizeOf(type);
}

export function storageOf(type: CType): Storage {
  switch (type.kind) {
    case 'integer':
      return type.storage;
    case 'scalar':
    case 'pointer':
    case 'function':
      return 'u64';
    default:
      return 'aggregate';
  }
}

/** Held in one word: a local of such a type can be a JS variable. */
export function isWord(type: CType): boolean {
  return type.kind === 'integer' || type.kind === 'scalar' || type.kind === 'pointer';
}

/** As C prints it; for messages and reports. */
export function describeType(type: CType): string {
  switch (type.kind) {
    case 'void':
      return 'void';
    case 'integer':
    case 'scalar':
      return type.name;
    case 'pointer': {
      const target = describeType(type.target);
      return target.endsWith('*') ? `${target}*` : `${target} *`;
    }
    case 'array':
      return `${describeType(type.element)}[${type.length ?? ''}]`;
    case 'record':
      return `${type.record.keyword} ${type.record.tag}`;
    case 'function':
      return `${describeType(type.returns)}(${type.parameters.map(describeType).join(', ')})`;
  }
}

/** The same type as `__builtin_types_compatible_p` and `_Generic` see it. */
export function sameType(a: CType, b: CType): boolean {
  if (a === b) return true;
  if (a.kind === 'integer' && b.kind === 'integer') return a.name === b.name;
  if (a.kind === 'scalar' && b.kind === 'scalar') return a.name === b.name;
  if (a.kind === 'pointer' && b.kind === 'pointer') return sameType(a.target, b.target);
  if (a.kind === 'array' && b.kind === 'array') return sameType(a.element, b.element) && a.length === b.length;
  if (a.kind === 'record' && b.kind === 'record') return a.record === b.record;
  return a.kind === 'void' && b.kind === 'void';
}

/** The value of an array or function is a pointer. */
export function decay(type: CType): CType {
  if (type.kind === 'array') return pointerTo(type.element);
  if (type.kind === 'function') return pointerTo(type);
  return type;
}

/** C's integer promotion; a scalar counts as the unsigned long it holds. */
export function promote(type: CType): IntegerType {
  if (type.kind === 'integer') return type.size < 4 ? intType : type;
  return unsignedLongType;
}

/** C's usual arithmetic conversions. */
export function commonType(a: CType, b: CType): IntegerType {
  const left = promote(a);
  const right = promote(b);
  if (left.size !== right.size) return left.size > right.size ? left : right;
  const higher = left.rank >= right.rank ? left : right;
  if (left.signed === right.signed || !higher.signed) return higher;
  // Same size, higher rank signed, other unsigned: the unsigned counterpart of the higher one.
  return higher.rank === 5 ? unsignedLongLongType : higher.rank === 4 ? unsignedLongType : unsignedType;
}
