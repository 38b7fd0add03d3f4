import type { BinaryExpression } from '../../../syntax/ast.ts';
import { wrapExact } from '../integers.ts';
import {
  type CType,
  commonType,
  decay,
  type IntegerType,
  intType,
  longType,
  promote,
  sizeOf,
  unsignedLongType,
} from '../types.ts';
import { convert } from './convert.ts';
import { constant, truth, type Value } from './emitted.ts';
import { wordOperation } from './word-operations.ts';

export type BinaryOperator = BinaryExpression['operator'];

const comparisons: Readonly<Record<string, string>> = {
  '<': '<',
  '<=': '<=',
  '>': '>',
  '>=': '>=',
  '==': '===',
  '!=': '!==',
};

/** `left operator right` with C's conversions; `site` is where a division by zero is reported. */
export function binary(operator: BinaryOperator, left: Value, right: Value, site: number): Value {
  const a = decayed(left);
  const b = decayed(right);
  if (a.type.kind === 'pointer' || b.type.kind === 'pointer') {
    const result = pointerOperation(operator, a, b);
    if (result) return result;
  }
  if (operator === '<<' || operator === '>>') return shift(operator, a, b);
  const type = commonType(a.type, b.type);
  const x = convert(a, type);
  const y = convert(b, type);
  if (operator in comparisons) return compare(operator, x, y);
  const folded = fold(operator, x, y, type);
  return folded ?? (type.size === 8 ? wide(operator, x, y, type, site) : narrow(operator, x, y, type, site));
}

function decayed(value: Value): Value {
  const type = decay(value.type);
  return type === value.type ? value : { ...value, type };
}

function pointerOperation(operator: BinaryOperator, a: Value, b: Value): Value | undefined {
  if (operator in comparisons) return compare(operator, convert(a, unsignedLongType), convert(b, unsignedLongType));
  if (operator === '-' && a.type.kind === 'pointer' && b.type.kind === 'pointer') {
    const size = Math.max(1, sizeOf(a.type.target));
    return { code: `pointerDifference(${a.code}, ${b.code}, ${size})`, type: longType };
  }
  if (operator === '+') return a.type.kind === 'pointer' ? pointerPlus(a, b, 1) : pointerPlus(b, a, 1);
  if (operator === '-' && a.type.kind === 'pointer') return pointerPlus(a, b, -1);
  return undefined;
}

/** `pointer + index` in elements; `sign` is -1 for a subtraction. */
export function pointerPlus(pointer: Value, index: Value, sign: 1 | -1): Value {
  const { type } = pointer;
  const size = type.kind === 'pointer' ? sizeOf(type.target) : 1;
  if (index.constant === 0n || size === 0) return pointer;
  return { code: wordOperation('pointerPlus', pointer.code, index.code, `${sign * size}`), type };
}

function compare(operator: string, x: Value, y: Value): Value {
  if (x.constant !== undefined && y.constant !== undefined) {
    const [a, b] = [x.constant, y.constant];
    const holds = { '<': a < b, '<=': a <= b, '>': a > b, '>=': a >= b, '==': a === b, '!=': a !== b }[operator];
    return constant(holds ? 1n : 0n, intType);
  }
  return truth(`(${x.code} ${comparisons[operator]} ${y.code})`, intType);
}

function fold(operator: BinaryOperator, x: Value, y: Value, type: IntegerType): Value | undefined {
  if (x.constant === undefined || y.constant === undefined) return undefined;
  const exact = foldExact(operator, x.constant, y.constant);
  return exact === undefined ? undefined : constant(wrapExact(exact, type.storage), type);
}

function foldExact(operator: BinaryOperator, a: bigint, b: bigint): bigint | undefined {
  switch (operator) {
    case '+':
      return a + b;
    case '-':
      return a - b;
    case '*':
      return a * b;
    case '/':
      return b === 0n ? undefined : a / b;
    case '%':
      return b === 0n ? undefined : a % b;
    case '&':
      return a & b;
    case '|':
      return a | b;
    case '^':
      return a ^ b;
    default:
      return undefined;
  }
}

function narrow(operator: BinaryOperator, x: Value, y: Value, type: IntegerType, site: number): Value {
  const wrap = type.signed ? '| 0' : '>>> 0';
  switch (operator) {
    case '*':
      return { code: `(Math.imul(${x.code}, ${y.code}) ${wrap})`, type };
    case '/':
      return { code: `(div32(${x.code}, ${y.code}, ${site}) ${wrap})`, type };
    case '%':
      return { code: `(mod32(${x.code}, ${y.code}, ${site}) ${wrap})`, type };
    default:
      return { code: `((${x.code} ${operator} ${y.code}) ${wrap})`, type };
  }
}

const wideNames: Readonly<Record<string, string>> = {
  '+': 'add',
  '-': 'sub',
  '*': 'mul',
  '/': 'div',
  '%': 'mod',
  '&': 'and',
  '|': 'or',
  '^': 'xor',
};

function wide(operator: BinaryOperator, x: Value, y: Value, type: IntegerType, site: number): Value {
  if (operator === '&') {
    const masked = mask(x, y, type) ?? mask(y, x, type);
    if (masked) return masked;
  }
  const name = `${wideNames[operator]}${type.signed ? 'S' : 'U'}`;
  const place = operator === '/' || operator === '%' ? [`${site}`] : [];
  return { code: wordOperation(name, x.code, y.code, ...place), type };
}

/** `value & constant` without bigint, for masks of few low bits and for those that clear few. */
function mask(value: Value, by: Value, type: IntegerType): Value | undefined {
  if (by.constant === undefined) return undefined;
  if (by.constant >= 0n && by.constant <= 0x7fff_ffffn) {
    return { code: wordOperation('maskLow', value.code, `${by.constant}`), type };
  }
  const cleared = BigInt.asUintN(64, ~by.constant);
  if (type.signed || cleared > BigInt(Number.MAX_SAFE_INTEGER)) return undefined;
  return { code: `andNotU(${value.code}, ${cleared})`, type };
}

function shift(operator: '<<' | '>>', a: Value, by: Value): Value {
  const type = promote(a.type);
  const x = convert(a, type);
  if (x.constant !== undefined && by.constant !== undefined && by.constant >= 0n && by.constant < 64n) {
    const exact = operator === '<<' ? x.constant << by.constant : x.constant >> by.constant;
    return constant(wrapExact(exact, type.storage), type);
  }
  if (type.size === 8 && operator === '>>' && by.constant !== undefined && by.constant >= 0n && by.constant < 64n) {
    return { code: wordOperation('shiftedDown', x.code, `${2 ** Number(by.constant)}`), type };
  }
  if (type.size === 8) {
    const name = operator === '>>' ? 'shr' : type.signed ? 'shlS' : 'shlU';
    return { code: `${name}(${x.code}, ${by.code})`, type };
  }
  const bits = convert(by, intType).code;
  if (operator === '<<') return { code: `((${x.code} << ${bits}) ${type.signed ? '| 0' : '>>> 0'})`, type };
  return { code: `(${x.code} ${type.signed ? '>>' : '>>>'} ${bits})`, type };
}

export function negate(value: Value): Value {
  const type = promote(value.type);
  const x = convert(value, type);
  if (x.constant !== undefined) return constant(wrapExact(-x.constant, type.storage), type);
  if (type.size === 8) return { code: `sub${type.signed ? 'S' : 'U'}(0, ${x.code})`, type };
  return { code: `((0 - ${x.code}) ${type.signed ? '| 0' : '>>> 0'})`, type };
}

export function complement(value: Value): Value {
  const type = promote(value.type);
  const x = convert(value, type);
  if (x.constant !== undefined) return constant(wrapExact(~x.constant, type.storage), type);
  if (type.size === 8) return { code: `not${type.signed ? 'S' : 'U'}(${x.code})`, type };
  return { code: type.signed ? `(~${x.code})` : `(~${x.code} >>> 0)`, type };
}

/** `x & ~y` in one step, so that the complement of a small value never becomes a bigint. */
export function andNot(left: Value, cleared: Value): Value | undefined {
  const type = commonType(left.type, promote(cleared.type));
  if (type.size !== 8 || type.signed || cleared.constant !== undefined) return undefined;
  // The complement is taken in the operand's own type: only then widened.
  if (promote(cleared.type).size !== 8) return undefined;
  return { code: `andNotU(${convert(left, type).code}, ${convert(cleared, type).code})`, type };
}

/** The type of `a ? b : c` or of the operands of a comparison: C's rules, with pointers winning over integers. */
export function mergedType(b: CType, c: CType): CType {
  const x = decay(b);
  const y = decay(c);
  if (x.kind === 'void' || y.kind === 'void') return x.kind === 'void' ? x : y;
  if (x.kind === 'record' || y.kind === 'record') return x;
  if (x.kind === 'pointer' && y.kind === 'pointer') return x.target.kind === 'void' ? y : x;
  if (x.kind === 'pointer') return x;
  if (y.kind === 'pointer') return y;
  if (x.kind === 'scalar' && y.kind === 'scalar') return x;
  return commonType(x, y);
}
