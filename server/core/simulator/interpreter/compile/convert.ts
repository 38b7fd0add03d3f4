import { toWord, wrapExact } from '../integers.ts';
import { type CType, decay, type IntegerStorage, type IntegerType, storageOf } from '../types.ts';
import { constant, literal, testOf, type Value } from './emitted.ts';
import { wordOperation } from './word-operations.ts';

/** What every value of a storage fits into without conversion. */
const widening: Readonly<Record<IntegerStorage, readonly IntegerStorage[]>> = {
  bool: ['u8', 's8', 'u16', 's16', 'u32', 's32', 'u64', 's64'],
  u8: ['u16', 's16', 'u32', 's32', 'u64', 's64'],
  s8: ['s16', 's32', 's64'],
  u16: ['u32', 's32', 'u64', 's64'],
  s16: ['s32', 's64'],
  u32: ['u64', 's64'],
  s32: ['s64'],
  u64: [],
  s64: [],
};

function is64(storage: IntegerStorage): boolean {
  return storage === 'u64' || storage === 's64';
}

/** Storage of a value that fits one word. Arrays and functions count as the pointers they decay to. */
export function wordStorage(type: CType): IntegerStorage {
  const storage = storageOf(decay(type));
  return storage === 'aggregate' ? 'u64' : storage;
}

/** A value converted as by assignment or cast; records and void pass unchanged. */
export function convert(value: Value, type: CType): Value {
  if (type.kind === 'void' || type.kind === 'record' || type.kind === 'array' || value.type.kind === 'record') {
    return { ...value, type: type.kind === 'void' ? type : value.type };
  }
  const from = wordStorage(value.type);
  const to = wordStorage(type);
  if (value.constant !== undefined) return constant(wrapExact(value.constant, to), type);
  if (to === 'bool' && from !== 'bool') {
    const test = testOf(value);
    return { code: `(${test} ? 1 : 0)`, type, test };
  }
  if (from === to || widening[from].includes(to)) return { ...value, type };
  return { code: conversion(value.code, from, to), type };
}

function conversion(code: string, from: IntegerStorage, to: IntegerStorage): string {
  const low = is64(from) ? wordOperation('toS32', code) : code;
  switch (to) {
    case 'u8':
      return `(${low} & 255)`;
    case 's8':
      return `(${low} << 24 >> 24)`;
    case 'u16':
      return `(${low} & 65535)`;
    case 's16':
      return `(${low} << 16 >> 16)`;
    case 'u32':
      return is64(from) ? wordOperation('toU32', code) : `(${code} >>> 0)`;
    case 's32':
      return is64(from) ? low : `(${code} | 0)`;
    case 'u64':
      return wordOperation('toU64', code);
    default:
      return wordOperation('toS64', code);
  }
}

/** A value cut to the width of a bit-field and widened again as the field is read. */
export function truncateBits(value: Value, type: IntegerType, bits: number): Value {
  if (type.storage === 'bool' || bits >= type.size * 8) return value;
  if (bits < 32) {
    const low = is64(type.storage) ? `toS32(${value.code})` : value.code;
    if (!type.signed) return { code: `(${low} & ${2 ** bits - 1})`, type };
    return { code: `(${low} << ${32 - bits} >> ${32 - bits})`, type };
  }
  if (!type.signed) return { code: `andU(${value.code}, ${literal(toWord((1n << BigInt(bits)) - 1n))})`, type };
  return { code: `shr(shlS(${value.code}, ${64 - bits}), ${64 - bits})`, type };
}
