import { isSimple } from './emitted.ts';

/** What an operation gives for numbers, and when that is exact. */
interface InPlace {
  readonly result: string;
  /** Code that asks whether the result is that of the machine; absent where it always is. */
  readonly exact?: string;
}

const most = Number.MAX_SAFE_INTEGER;

const upToMost = (result: string): InPlace => ({ result, exact: `${result} <= ${most}` });
const withinMost = (result: string): InPlace => ({ result, exact: `${result} <= ${most} && ${result} >= -${most}` });

/** Operations of `integers.ts` as code for numbers: what their bodies do first. */
const inPlace: Readonly<Record<string, (a: string, b: string, c: string) => InPlace>> = {
  addU: (a, b) => upToMost(`${a} + ${b}`),
  addS: (a, b) => withinMost(`${a} + ${b}`),
  subU: (a, b) => ({ result: `${a} - ${b}`, exact: `${a} >= ${b}` }),
  subS: (a, b) => withinMost(`${a} - ${b}`),
  mulU: (a, b) => upToMost(`${a} * ${b}`),
  maskLow: (a, mask) => ({ result: `${a} & ${mask}` }),
  shiftedDown: (a, divisor) => ({ result: `Math.floor(${a} / ${divisor})` }),
  toU64: (a) => ({ result: a, exact: `${a} >= 0` }),
  toS64: (a) => ({ result: a }),
  toU32: (a) => ({ result: `${a} >>> 0` }),
  toS32: (a) => ({ result: `${a} | 0` }),
  pointerPlus: (pointer, index, size) => {
    const result = `${pointer} + ${index} * ${size}`;
    return { result, exact: `${result} >= 0 && ${result} <= ${most}` };
  },
};

const isNumber = (code: string): boolean => /^\(?-?\d+\)?$/.test(code);
const isBigint = (code: string): boolean => /\dn\)?$/.test(code);

/**
 * Code for an operation of `integers.ts`. Of operands that may stand in it twice, the case of numbers is written out: V8 puts
 * functions in place of their calls up to a size of the whole, which these would use up.
 */
export function wordOperation(name: string, ...operands: readonly string[]): string {
  const call = `${name}(${operands.join(', ')})`;
  if (!Object.hasOwn(inPlace, name) || !operands.every(isSimple) || operands.some(isBigint)) return call;
  const [a, b = '', c = ''] = operands;
  const { result, exact } = inPlace[name](a, b, c);
  const numbers = operands.filter((each) => !isNumber(each)).map((each) => `typeof ${each} === 'number'`);
  const conditions = exact === undefined ? numbers : [...numbers, exact];
  return conditions.length === 0 ? `(${result})` : `(${conditions.join(' && ')} ? ${result} : ${call})`;
}
