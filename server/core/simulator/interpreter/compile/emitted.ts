import { toWord } from '../integers.ts';
import type { Word } from '../runtime.ts';
import type { CType, IntegerType } from '../types.ts';

/**
 * Where a value lives that can be assigned to. `base` is code for an address; it is evaluated once per use, so whoever
 * needs it twice puts it into a temporary first.
 */
export type Location =
  | { readonly kind: 'register'; readonly name: string; readonly type: CType; readonly ordinal: number }
  | {
      readonly kind: 'memory';
      readonly base: string;
      /** Bytes added to the base. */
      readonly offset: number;
      readonly type: CType;
      /** Width of a bit-field. */
      readonly bits?: number;
    };

/** An expression compiled to JavaScript: generated names and numbers only, safe to stand in any operand position. */
export interface Value {
  /** Code whose value is a canonical word of `type`; for a record, the address of it. */
  readonly code: string;
  readonly type: CType;
  /** The exact value where it is known while compiling. */
  readonly constant?: bigint;
  /** Code for the same as a JS boolean, where that is shorter. */
  readonly test?: string;
}

export function literal(word: Word): string {
  if (typeof word === 'bigint') return word < 0n ? `(${word}n)` : `${word}n`;
  return word < 0 ? `(${word})` : `${word}`;
}

export function constant(value: bigint, type: CType): Value {
  return { code: literal(toWord(value)), type, constant: value };
}

/** A comparison: 0 or 1 as an int. */
export function truth(test: string, type: IntegerType): Value {
  return { code: `(${test} ? 1 : 0)`, type, test };
}

/** Code of a JS boolean that says whether the value is not zero. */
export function testOf(value: Value): string {
  if (value.constant !== undefined) return value.constant === 0n ? 'false' : 'true';
  return value.test ?? `(${value.code} !== 0)`;
}

/** Evaluating it again costs nothing and changes nothing. */
export function isSimple(code: string): boolean {
  return /^\(?-?[\w.]+\)?$/.test(code);
}

/** What generated code calls an intrinsic by; whoever makes a function of the code declares it. */
export function intrinsicName(index: number): string {
  return `i${index}`;
}
