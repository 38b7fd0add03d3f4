import type { Word } from './runtime.ts';
import type { IntegerStorage } from './types.ts';

/**
 * Exact 64-bit arithmetic on canonical words. Each function has a path for numbers whose result stays a safe integer and
 * leaves everything else to bigint. `U` functions take and give unsigned 64-bit values, `S` functions signed ones.
 * Narrower types need none of this: the compiler emits JS's own 32-bit operators for them.
 */
const safe = Number.MAX_SAFE_INTEGER;
const high = 0x1_0000_0000;
const powers = Array.from({ length: 64 }, (_, bit) => 2 ** bit);

/** The canonical word of an exact value. */
export function toWord(value: bigint): Word {
  return value >= -9007199254740991n && value <= 9007199254740991n ? Number(value) : value;
}

function wrapU(value: bigint): Word {
  return toWord(BigInt.asUintN(64, value));
}

function wrapS(value: bigint): Word {
  return toWord(BigInt.asIntN(64, value));
}

const widths: Readonly<Record<IntegerStorage, number>> = {
  bool: 1,
  u8: 8,
  s8: 8,
  u16: 16,
  s16: 16,
  u32: 32,
  s32: 32,
  u64: 64,
  s64: 64,
};

/** An exact value as C converts it to an integer type; the reference the fast paths are tested against. */
export function wrapExact(value: bigint, storage: IntegerStorage): bigint {
  if (storage === 'bool') return value === 0n ? 0n : 1n;
  const width = widths[storage];
  return storage.startsWith('s') ? BigInt.asIntN(width, value) : BigInt.asUintN(width, value);
}

/** A division by zero in C text; the run gives it a place. */
export class DivisionByZero extends Error {
  readonly site: number;

  constructor(site: number) {
    super('division by zero');
    this.site = site;
  }
}

export function addU(a: Word, b: Word): Word {
  if (typeof a === 'number' && typeof b === 'number') {
    const sum = a + b;
    if (sum <= safe) return sum;
  }
  return wrapU(BigInt(a) + BigInt(b));
}

export function addS(a: Word, b: Word): Word {
  if (typeof a === 'number' && typeof b === 'number') {
    const sum = a + b;
    if (sum <= safe && sum >= -safe) return sum;
  }
  return wrapS(BigInt(a) + BigInt(b));
}

export function subU(a: Word, b: Word): Word {
  if (typeof a === 'number' && typeof b === 'number') {
    const difference = a - b;
    if (difference >= 0) return difference;
  }
  return wrapU(BigInt(a) - BigInt(b));
}

export function subS(a: Word, b: Word): Word {
  if (typeof a === 'number' && typeof b === 'number') {
    const difference = a - b;
    if (difference <= safe && difference >= -safe) return difference;
  }
  return wrapS(BigInt(a) - BigInt(b));
}

export function mulU(a: Word, b: Word): Word {
  if (typeof a === 'number' && typeof b === 'number') {
    const product = a * b;
    if (product <= safe) return product;
  }
  return wrapU(BigInt(a) * BigInt(b));
}

export function mulS(a: Word, b: Word): Word {
  if (typeof a === 'number' && typeof b === 'number') {
    const product = a * b;
    // Adding 0 turns -0 into 0.
    if (product <= safe && product >= -safe) return product + 0;
  }
  return wrapS(BigInt(a) * BigInt(b));
}

export function divU(a: Word, b: Word, site: number): Word {
  if (b === 0) throw new DivisionByZero(site);
  // Taking the remainder off first makes the quotient exact.
  if (typeof a === 'number' && typeof b === 'number') return (a - (a % b)) / b;
  return wrapU(BigInt(a) / BigInt(b));
}

export function divS(a: Word, b: Word, site: number): Word {
  if (b === 0) throw new DivisionByZero(site);
  if (typeof a === 'number' && typeof b === 'number') return (a - (a % b)) / b + 0;
  return wrapS(BigInt(a) / BigInt(b));
}

export function modU(a: Word, b: Word, site: number): Word {
  if (b === 0) throw new DivisionByZero(site);
  if (typeof a === 'number' && typeof b === 'number') return a % b;
  return wrapU(BigInt(a) % BigInt(b));
}

export function modS(a: Word, b: Word, site: number): Word {
  if (b === 0) throw new DivisionByZero(site);
  if (typeof a === 'number' && typeof b === 'number') return (a % b) + 0;
  return wrapS(BigInt(a) % BigInt(b));
}

export function div32(a: number, b: number, site: number): number {
  if (b === 0) throw new DivisionByZero(site);
  return (a - (a % b)) / b;
}

export function mod32(a: number, b: number, site: number): number {
  if (b === 0) throw new DivisionByZero(site);
  return a % b;
}

export function andU(a: Word, b: Word): Word {
  if (typeof a === 'number' && typeof b === 'number') {
    if (a <= 0x7fffffff || b <= 0x7fffffff) return a & b;
    return ((a / high) & (b / high)) * high + ((a & b) >>> 0);
  }
  return wrapU(BigInt(a) & BigInt(b));
}

export function andS(a: Word, b: Word): Word {
  if (typeof a === 'number' && typeof b === 'number') {
    const result = (Math.floor(a / high) & Math.floor(b / high)) * high + ((a & b) >>> 0);
    if (result >= -safe) return result;
  }
  return wrapS(BigInt(a) & BigInt(b));
}

/** `a & mask` for a mask from 0 to 2^31-1. */
export function maskLow(a: Word, mask: number): number {
  return typeof a === 'number' ? a & mask : Number(BigInt.asUintN(32, a)) & mask;
}

/** `a & ~b`, which keeps page masks out of bigint. */
export function andNotU(a: Word, b: Word): Word {
  if (typeof a === 'number' && typeof b === 'number') {
    return ((a / high) & ~(b / high)) * high + ((a & ~b) >>> 0);
  }
  return wrapU(BigInt(a) & ~BigInt(b));
}

export function orU(a: Word, b: Word): Word {
  if (typeof a === 'number' && typeof b === 'number') {
    return ((a / high) | (b / high)) * high + ((a | b) >>> 0);
  }
  return wrapU(BigInt(a) | BigInt(b));
}

export function orS(a: Word, b: Word): Word {
  if (typeof a === 'number' && typeof b === 'number') {
    const result = (Math.floor(a / high) | Math.floor(b / high)) * high + ((a | b) >>> 0);
    if (result >= -safe) return result;
  }
  return wrapS(BigInt(a) | BigInt(b));
}

export function xorU(a: Word, b: Word): Word {
  if (typeof a === 'number' && typeof b === 'number') {
    return ((a / high) ^ (b / high)) * high + ((a ^ b) >>> 0);
  }
  return wrapU(BigInt(a) ^ BigInt(b));
}

export function xorS(a: Word, b: Word): Word {
  if (typeof a === 'number' && typeof b === 'number') {
    const result = (Math.floor(a / high) ^ Math.floor(b / high)) * high + ((a ^ b) >>> 0);
    if (result >= -safe) return result;
  }
  return wrapS(BigInt(a) ^ BigInt(b));
}

/** Shift counts are taken modulo the width, as the machines do where C leaves it undefined. */
function count(by: Word): number {
  return typeof by === 'number' ? by & 63 : Number(BigInt.asUintN(6, by));
}

export function shlU(a: Word, by: Word): Word {
  const bits = count(by);
  if (typeof a === 'number') {
    const shifted = a * powers[bits];
    if (shifted <= safe) return shifted;
  }
  return wrapU(BigInt(a) << BigInt(bits));
}

export function shlS(a: Word, by: Word): Word {
  const bits = count(by);
  if (typeof a === 'number') {
    const shifted = a * powers[bits];
    if (shifted <= safe && shifted >= -safe) return shifted;
  }
  return wrapS(BigInt(a) << BigInt(bits));
}

/** For signed and unsigned values alike: canonical words carry their sign. */
export function shr(a: Word, by: Word): Word {
  const bits = count(by);
  return typeof a === 'number' ? Math.floor(a / powers[bits]) : toWord(a >> BigInt(bits));
}

/** `a >> n` for a number of bits that is known while compiling: `divisor` is 2^n. */
export function shiftedDown(a: Word, divisor: number): Word {
  return typeof a === 'number' ? Math.floor(a / divisor) : toWord(a >> BigInt(Math.log2(divisor)));
}

export function notU(a: Word): Word {
  return wrapU(~BigInt(a));
}

export function notS(a: Word): Word {
  return typeof a === 'number' && a < safe ? -1 - a : wrapS(~BigInt(a));
}

export function toU64(a: Word): Word {
  return typeof a === 'number' && a >= 0 ? a : wrapU(BigInt(a));
}

export function toS64(a: Word): Word {
  return typeof a === 'number' ? a : wrapS(a);
}

export function toU32(a: Word): number {
  return typeof a === 'number' ? a >>> 0 : Number(BigInt.asUintN(32, a));
}

export function toS32(a: Word): number {
  return typeof a === 'number' ? a | 0 : Number(BigInt.asIntN(32, a));
}

/** Any canonical word converted to an integer type. */
export function convertWord(a: Word, storage: IntegerStorage): Word {
  switch (storage) {
    case 'bool':
      return a ? 1 : 0;
    case 'u8':
      return toS32(a) & 0xff;
    case 's8':
      return (toS32(a) << 24) >> 24;
    case 'u16':
      return toS32(a) & 0xffff;
    case 's16':
      return (toS32(a) << 16) >> 16;
    case 'u32':
      return toU32(a);
    case 's32':
      return toS32(a);
    case 'u64':
      return toU64(a);
    case 's64':
      return toS64(a);
  }
}

/** Elements between two pointers; the addresses differ by a multiple of `size` in correct C. */
export function pointerDifference(a: Word, b: Word, size: number): Word {
  if (typeof a === 'number' && typeof b === 'number') return Math.trunc((a - b) / size) + 0;
  return toWord(BigInt.asIntN(64, BigInt(a) - BigInt(b)) / BigInt(size));
}

/** `pointer + index * size` in the 64-bit address space. */
export function pointerPlus(pointer: Word, index: Word, size: number): Word {
  if (typeof pointer === 'number' && typeof index === 'number') {
    const address = pointer + index * size;
    if (address >= 0 && address <= safe) return address;
  }
  return wrapU(BigInt(pointer) + BigInt(index) * BigInt(size));
}

/** A word that holds -4095 to -1 as a pointer. */
export function isErrorPointer(pointer: Word): boolean {
  return typeof pointer === 'bigint' && pointer >= 0xffff_ffff_ffff_f001n;
}

/** Index of the lowest bit set; -1 for 0. */
export function lowestBit(value: Word): number {
  const low = toS32(value);
  if (low !== 0) return 31 - Math.clz32(low & -low);
  if (!value) return -1;
  const rest = Number(BigInt(value) >> 32n);
  return 32 + lowestBit(rest);
}

/** Index of the highest bit set of an unsigned value; -1 for 0. */
export function highestBit(value: Word): number {
  if (value < high) return 31 - Math.clz32(Number(value));
  return 32 + highestBit(BigInt(value) >> 32n);
}

/** Number of bits set of an unsigned value. */
export function bitCount(value: Word): number {
  let count = 0;
  for (let rest = BigInt(value); rest !== 0n; rest >>= 1n) count += Number(rest & 1n);
  return count;
}
