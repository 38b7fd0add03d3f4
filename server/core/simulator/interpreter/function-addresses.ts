import { addressSpace, type Word } from './runtime.ts';

const functionStride = 32;
const intrinsicOffset = 16;
const assumedOffset = 8;

/** What a function pointer may point to, by index: a C function, an intrinsic, or one whose result is assumed. */
export type FunctionTarget = { readonly kind: 'function' | 'intrinsic' | 'assumed'; readonly index: number };

const kinds: Readonly<Record<number, FunctionTarget['kind']>> = {
  0: 'function',
  [intrinsicOffset]: 'intrinsic',
  [assumedOffset]: 'assumed',
};

/** Address of a C function. */
export function functionAddress(index: number): number {
  return addressSpace.functions + (index + 1) * functionStride;
}

export function intrinsicAddress(index: number): number {
  return functionAddress(index) + intrinsicOffset;
}

/** A function without body has an address of its own: what it returns is assumed when it is called. */
export function assumedAddress(assumption: number): number {
  return functionAddress(assumption) + assumedOffset;
}

/** What stands at an address; undefined where no function can. */
export function functionAt(address: Word): FunctionTarget | undefined {
  const offset = typeof address === 'number' ? address - addressSpace.functions : -1;
  const index = Math.floor(offset / functionStride) - 1;
  const kind = kinds[offset % functionStride];
  return index < 0 || kind === undefined ? undefined : { kind, index };
}
