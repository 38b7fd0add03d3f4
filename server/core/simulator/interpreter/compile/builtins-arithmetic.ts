import type { Expression } from '../../../syntax/ast.ts';
import { bitCount, highestBit, lowestBit } from '../integers.ts';
import {
  type CType,
  commonType,
  decay,
  type IntegerType,
  intType,
  longType,
  unsignedLongLongType,
  unsignedLongType,
  unsignedType,
} from '../types.ts';
import type { SyntacticMacro } from './builtins.ts';
import type { FunctionContext } from './context.ts';
import { convert } from './convert.ts';
import { constant, isSimple, testOf, type Value } from './emitted.ts';
import { expression, operandType } from './expressions.ts';
import { type BinaryOperator, binary, complement, mergedType } from './operators.ts';

/** A value that may stand twice in the code, and what is to be run before. */
function twice(f: FunctionContext, value: Value): { readonly setup: string; readonly value: Value } {
  if (value.constant !== undefined || isSimple(value.code)) return { setup: '', value };
  const name = f.temporary();
  return { setup: `${name} = ${value.code}, `, value: { code: name, type: value.type } };
}

function withSetup(setup: string, value: Value): Value {
  if (setup === '') return value;
  return { code: `(${setup}${value.code})`, type: value.type };
}

/** The smaller or the larger of two values in a type. */
function pick(f: FunctionContext, operator: '<' | '>', left: Value, right: Value, type: CType): Value {
  const a = twice(f, convert(left, type));
  const b = twice(f, convert(right, type));
  const test = binary(operator, a.value, b.value, 0);
  if (test.constant !== undefined) return test.constant !== 0n ? a.value : b.value;
  return withSetup(a.setup + b.setup, { code: `(${testOf(test)} ? ${a.value.code} : ${b.value.code})`, type });
}

function extreme(operator: '<' | '>'): SyntacticMacro {
  return (f, args) => {
    const values = args.map((each) => expression(f, each));
    return values.reduce((a, b) => pick(f, operator, a, b, mergedType(a.type, b.type)));
  };
}

function extremeOf(
  operator: '<' | '>',
  typeOf: (f: FunctionContext, args: readonly Expression[]) => CType,
  skip: 0 | 1,
): SyntacticMacro {
  return (f, args) => {
    const type = typeOf(f, args);
    return pick(f, operator, expression(f, args[skip]), expression(f, args[skip + 1]), type);
  };
}

const firstType = (f: FunctionContext, args: readonly Expression[]): CType => operandType(f, args[0]);
const unsignedLong = (): CType => unsignedLongType;

const clamp: SyntacticMacro = (f, args) => {
  const [value, low, high] = args.map((each) => expression(f, each));
  const type = mergedType(mergedType(value.type, low.type), high.type);
  return pick(f, '<', pick(f, '>', value, low, type), high, type);
};

const clampTo: SyntacticMacro = (f, args) => {
  const type = operandType(f, args[0]);
  const [value, low, high] = args.slice(1).map((each) => expression(f, each));
  return pick(f, '<', pick(f, '>', value, low, type), high, type);
};

const clampValue: SyntacticMacro = (f, args) => {
  const [value, low, high] = args.map((each) => expression(f, each));
  return pick(f, '<', pick(f, '>', value, low, value.type), high, value.type);
};

const one = constant(1n, intType);

/** The type that the kernel's rounding macros work in: that of the value, pointers as unsigned long. */
function roundingType(value: Value): IntegerType {
  const type = decay(value.type);
  return type.kind === 'integer' ? commonType(type, type) : unsignedLongType;
}

function rounding(f: FunctionContext, args: readonly Expression[], up: boolean, site: number): Value {
  const value = expression(f, args[0]);
  const type = roundingType(value);
  const step = convert(expression(f, args[1]), type);
  const mask = convert(binary('-', step, one, site), type);
  const plain = convert(value, type);
  const raised = up ? binary('+', plain, mask, site) : plain;
  const inverse = mask.constant === undefined ? undefined : convert(complement(mask), type);
  const result = inverse
    ? binary('&', raised, inverse, site)
    : binary('-', raised, binary('&', raised, mask, site), site);
  return { ...convert(result, decay(value.type)), type: decay(value.type) };
}

const alignUp: SyntacticMacro = (f, args, node) => rounding(f, args, true, f.siteOf(node));
const alignDown: SyntacticMacro = (f, args, node) => rounding(f, args, false, f.siteOf(node));

const isAligned: SyntacticMacro = (f, args, node) => {
  const value = expression(f, args[0]);
  const type = roundingType(value);
  const site = f.siteOf(node);
  const mask = binary('-', convert(expression(f, args[1]), type), one, site);
  return binary('==', binary('&', convert(value, type), mask, site), constant(0n, intType), site);
};

function division(make: (f: FunctionContext, n: Value, d: Value, site: number) => Value): SyntacticMacro {
  return (f, args, node) => {
    const n = twice(f, expression(f, args[0]));
    const d = twice(f, expression(f, args[1]));
    return withSetup(n.setup + d.setup, make(f, n.value, d.value, f.siteOf(node)));
  };
}

const divideUp = division((_f, n, d, site) => binary('/', binary('-', binary('+', n, d, site), one, site), d, site));
function ceilingDivision(f: FunctionContext, args: readonly Expression[], by: bigint, site: number): Value {
  const raised = binary('+', expression(f, args[0]), constant(by - 1n, intType), site);
  return binary('/', raised, constant(by, intType), site);
}

const divideClosest = division((_f, n, d, site) =>
  binary('/', binary('+', n, binary('/', d, constant(2n, intType), site), site), d, site),
);
const roundUpTo = division((_f, n, d, site) =>
  binary('*', binary('/', binary('+', n, binary('-', d, one, site), site), d, site), d, site),
);
const roundDownTo = division((_f, n, d, site) => binary('-', n, binary('%', n, d, site), site));

function bit(type: IntegerType): SyntacticMacro {
  return (f, args, node) => binary('<<', constant(1n, type), expression(f, args[0]), f.siteOf(node));
}

function bitRange(type: IntegerType): SyntacticMacro {
  return (f, args, node) => {
    const [high, low] = args.map((each) => expression(f, each).constant);
    if (high === undefined || low === undefined)
      return f.stop('unsupported', 'GENMASK() of what is not constant', node);
    return constant(BigInt.asUintN(64, ((1n << (high + 1n)) - 1n) & ~((1n << low) - 1n)), type);
  };
}

/** A function of one integer, folded where the argument is constant. */
function integerFunction(name: string, exact: (value: bigint) => number, argument: IntegerType): SyntacticMacro {
  return (f, args) => {
    const value = convert(expression(f, args[0]), argument);
    if (value.constant !== undefined) return constant(BigInt(exact(value.constant)), intType);
    return { code: `${name}(${value.code})`, type: intType };
  };
}

/** The same with a number added: `fls` counts from 1, `__fls` from 0. */
function shifted(macro: SyntacticMacro, by: bigint): SyntacticMacro {
  return (f, args, node) => binary('+', macro(f, args, node), constant(by, intType), f.siteOf(node));
}

const lowest = integerFunction('lowestBit', lowestBit, unsignedLongType);
const lowest32 = integerFunction('lowestBit', lowestBit, unsignedType);
const highest = integerFunction('highestBit', highestBit, unsignedLongType);
const highest32 = integerFunction('highestBit', highestBit, unsignedType);
const ones = integerFunction('bitCount', bitCount, unsignedLongType);
const ones32 = integerFunction('bitCount', bitCount, unsignedType);

function leadingZeroes(macro: SyntacticMacro, width: bigint): SyntacticMacro {
  return (f, args, node) => binary('-', constant(width - 1n, intType), macro(f, args, node), f.siteOf(node));
}

const isPowerOf2: SyntacticMacro = (f, args) => {
  const count = ones(f, args, {
    kind: 'call',
    callee: args[0],
    arguments: args,
    start: args[0].start,
    end: args[0].end,
  });
  return binary('==', count, one, 0);
};

const absolute: SyntacticMacro = (f, args, node) => {
  const x = twice(f, expression(f, args[0]));
  const type = commonType(x.value.type, x.value.type);
  const site = f.siteOf(node);
  const negative = binary('-', constant(0n, type), x.value, site);
  const below = binary('<', x.value, constant(0n, intType), site);
  if (below.constant !== undefined) return below.constant !== 0n ? negative : x.value;
  return withSetup(x.setup, { code: `(${testOf(below)} ? ${negative.code} : ${convert(x.value, type).code})`, type });
};

const minNotZero: SyntacticMacro = (f, args) => {
  const a = twice(f, expression(f, args[0]));
  const b = twice(f, expression(f, args[1]));
  const type = mergedType(a.value.type, b.value.type);
  const smaller = pick(f, '<', a.value, b.value, type);
  const [x, y] = [convert(a.value, type).code, convert(b.value, type).code];
  return withSetup(a.setup + b.setup, { code: `(${x} === 0 ? ${y} : ${y} === 0 ? ${x} : ${smaller.code})`, type });
};

function operatorMacro(operator: BinaryOperator, type: IntegerType): SyntacticMacro {
  return (f, args, node) =>
    binary(operator, convert(expression(f, args[0]), type), convert(expression(f, args[1]), type), f.siteOf(node));
}

export const arithmeticMacros: readonly (readonly [string, SyntacticMacro])[] = [
  ['min', extreme('<')],
  ['max', extreme('>')],
  ['min3', extreme('<')],
  ['max3', extreme('>')],
  ['min_t', extremeOf('<', firstType, 1)],
  ['max_t', extremeOf('>', firstType, 1)],
  ['umin', extremeOf('<', unsignedLong, 0)],
  ['umax', extremeOf('>', unsignedLong, 0)],
  ['min_not_zero', minNotZero],
  ['clamp', clamp],
  ['clamp_t', clampTo],
  ['clamp_val', clampValue],
  ['abs', absolute],
  ['ALIGN', alignUp],
  ['ALIGN_DOWN', alignDown],
  ['PTR_ALIGN', alignUp],
  ['PTR_ALIGN_DOWN', alignDown],
  ['round_up', alignUp],
  ['round_down', alignDown],
  ['IS_ALIGNED', isAligned],
  ['DIV_ROUND_UP', divideUp],
  ['DIV_ROUND_UP_ULL', divideUp],
  ['DIV_ROUND_CLOSEST', divideClosest],
  ['BITS_TO_LONGS', (f, args, node) => ceilingDivision(f, args, 64n, f.siteOf(node))],
  ['BITS_TO_BYTES', (f, args, node) => ceilingDivision(f, args, 8n, f.siteOf(node))],
  ['roundup', roundUpTo],
  ['rounddown', roundDownTo],
  ['BIT', bit(unsignedLongType)],
  ['BIT_ULL', bit(unsignedLongLongType)],
  ['_BITUL', bit(unsignedLongType)],
  ['_BITULL', bit(unsignedLongLongType)],
  ['GENMASK', bitRange(unsignedLongType)],
  ['GENMASK_ULL', bitRange(unsignedLongLongType)],
  ['__ffs', lowest],
  ['__ffs64', lowest],
  ['ffs', shifted(lowest32, 1n)],
  ['__builtin_ffs', shifted(lowest32, 1n)],
  ['__builtin_ffsl', shifted(lowest, 1n)],
  ['__builtin_ctz', lowest32],
  ['__builtin_ctzl', lowest],
  ['__builtin_ctzll', lowest],
  ['__fls', highest],
  ['fls', shifted(highest32, 1n)],
  ['fls64', shifted(highest, 1n)],
  ['fls_long', shifted(highest, 1n)],
  ['ilog2', highest],
  ['__ilog2_u64', highest],
  ['__ilog2_u32', highest32],
  ['const_ilog2', highest],
  ['__builtin_clz', leadingZeroes(highest32, 32n)],
  ['__builtin_clzl', leadingZeroes(highest, 64n)],
  ['__builtin_clzll', leadingZeroes(highest, 64n)],
  ['hweight32', ones32],
  ['hweight64', ones],
  ['hweight_long', ones],
  ['__builtin_popcount', ones32],
  ['__builtin_popcountl', ones],
  ['__builtin_popcountll', ones],
  ['is_power_of_2', isPowerOf2],
  ['div64_u64', operatorMacro('/', unsignedLongType)],
  ['div_u64', operatorMacro('/', unsignedLongType)],
  ['div64_ul', operatorMacro('/', unsignedLongType)],
  ['div64_long', operatorMacro('/', longType)],
  ['__builtin_assume_aligned', (f, args) => expression(f, args[0])],
  ['__builtin_is_aligned', isAligned],
];
