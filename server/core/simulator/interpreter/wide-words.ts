// What is rare in an access of memory: kept out of the methods that compiled code calls, since short ones V8 puts in place of
// their calls.
import { toWord } from './integers.ts';
import type { Word } from './runtime.ts';

/** What a word of 32 bits does not hold. */
export const high = 0x1_0000_0000;

export function wideUnsigned(upper: number, lower: number): Word {
  return upper < 0x20_0000 ? upper * high + lower : (BigInt(upper) << 32n) | BigInt(lower);
}

export function wideSigned(upper: number, lower: number): Word {
  if (upper < 0x20_0000 && upper > -0x20_0000) return upper * high + lower;
  return toWord((BigInt(upper) << 32n) | BigInt(lower));
}

/** Two words of 32 bits, from an index on, for one that one does not hold. */
export function storeWide(unsigned: Uint32Array, signed: Int32Array, index: number, value: Word): void {
  if (typeof value === 'number') {
    unsigned[index] = value;
    signed[index + 1] = Math.floor(value / high);
  } else {
    unsigned[index] = Number(BigInt.asUintN(32, value));
    unsigned[index + 1] = Number(BigInt.asUintN(32, value >> 32n));
  }
}

/** Unsigned value of bytes at any address. */
export function loadBytes(bytes: Uint8Array, address: number, size: number): Word {
  let value = 0n;
  for (let index = size - 1; index >= 0; index--) value = (value << 8n) | BigInt(bytes[address + index]);
  return toWord(value);
}

export function storeBytes(bytes: Uint8Array, address: number, size: number, value: Word): void {
  let rest = BigInt.asUintN(64, BigInt(value));
  for (let index = 0; index < size; index++, rest >>= 8n) bytes[address + index] = Number(rest & 0xffn);
}
