import type { CallExpression, Expression } from '../../../syntax/ast.ts';
import { boolType, type CType, intType, longType, unsignedLongType, voidType } from '../types.ts';
import type { SyntacticMacro } from './builtins.ts';
import { pointee } from './builtins-language.ts';
import type { FunctionContext } from './context.ts';
import { convert } from './convert.ts';
import { constant, type Location, truth, type Value } from './emitted.ts';
import { expression } from './expressions.ts';
import { load, reusable, store } from './locations.ts';
import { type BinaryOperator, binary, complement } from './operators.ts';

/** One CPU runs at a time, so an atomic operation is a load, a change and a store. */
interface Step {
  readonly setup: string;
  readonly old: string;
  readonly before: Value;
  store(value: Value): Value;
}

function readModify(f: FunctionContext, target: Location, node: CallExpression): Step {
  const { setup, location } = reusable(f, target);
  const old = f.temporary();
  const loaded = load(f, location, node);
  return {
    setup: `${setup}${old} = ${loaded.code}, `,
    old,
    before: { code: old, type: loaded.type },
    store: (value) => store(f, location, value, node),
  };
}

const exchange: SyntacticMacro = (f, args, node) => {
  const step = readModify(f, pointee(f, args[0]), node);
  const stored = step.store(expression(f, args[1]));
  return { code: `(${step.setup}${stored.code}, ${step.old})`, type: step.before.type };
};

const compareExchange: SyntacticMacro = (f, args, node) => {
  const step = readModify(f, pointee(f, args[0]), node);
  const expected = convert(expression(f, args[1]), step.before.type);
  const stored = step.store(expression(f, args[2]));
  const code = `(${step.setup}${step.old} === ${expected.code} ? ${stored.code} : 0, ${step.old})`;
  return { code, type: step.before.type };
};

const tryCompareExchange: SyntacticMacro = (f, args, node) => {
  const step = readModify(f, pointee(f, args[0]), node);
  const expected = reusable(f, pointee(f, args[1]));
  const wanted = load(f, expected.location, node);
  const stored = step.store(expression(f, args[2]));
  const seen = store(f, expected.location, step.before, node);
  const matches = `${step.old} === ${wanted.code}`;
  return truth(`(${step.setup}${expected.setup}${matches} ? (${stored.code}, true) : (${seen.code}, false))`, boolType);
};

/** The counter of an atomic_t or atomic64_t: its only member. */
function counter(f: FunctionContext, pointer: Expression, type: CType): Location {
  return { ...pointee(f, pointer), type };
}

type Result = 'none' | 'new' | 'old' | 'is-zero' | 'is-negative';

function atomicStep(
  type: CType,
  operator: BinaryOperator,
  operands: 'one' | 'first',
  inverted: boolean,
  result: Result,
): SyntacticMacro {
  return (f, args, node) => {
    const target = operands === 'first' ? args[1] : args[0];
    const given = operands === 'first' ? expression(f, args[0]) : constant(1n, intType);
    const step = readModify(f, counter(f, target, type), node);
    const changed = step.store(binary(operator, step.before, inverted ? complement(given) : given, f.siteOf(node)));
    switch (result) {
      case 'none':
        return { code: `(${step.setup}${changed.code})`, type: voidType };
      case 'new':
        return { code: `(${step.setup}${changed.code})`, type };
      case 'old':
        return { code: `(${step.setup}${changed.code}, ${step.old})`, type };
      case 'is-zero':
        return truth(`((${step.setup}${changed.code}) === 0)`, boolType);
      case 'is-negative':
        return truth(`((${step.setup}${changed.code}) < 0)`, boolType);
    }
  };
}

/** `atomic_add_unless(v, by, unless)` and its kin: adds when the old value is not the one named. */
function addUnless(type: CType, fixed: boolean, result: 'bool' | 'old'): SyntacticMacro {
  return (f, args, node) => {
    const step = readModify(f, counter(f, args[0], type), node);
    const by = fixed ? constant(1n, intType) : expression(f, args[1]);
    const unless = convert(fixed ? constant(0n, intType) : expression(f, args[2]), type);
    const changed = step.store(binary('+', step.before, by, f.siteOf(node)));
    const test = `${step.old} === ${unless.code}`;
    if (result === 'bool') return truth(`(${step.setup}${test} ? false : (${changed.code}, true))`, boolType);
    return { code: `(${step.setup}${test} ? 0 : ${changed.code}, ${step.old})`, type };
  };
}

function atomics(prefix: string, type: CType): (readonly [string, SyntacticMacro])[] {
  const read: SyntacticMacro = (f, args, node) => load(f, counter(f, args[0], type), node);
  const set: SyntacticMacro = (f, args, node) => store(f, counter(f, args[0], type), expression(f, args[1]), node);
  return [
    [`${prefix}_read`, read],
    [`${prefix}_read_acquire`, read],
    [`${prefix}_set`, set],
    [`${prefix}_set_release`, set],
    [`${prefix}_inc`, atomicStep(type, '+', 'one', false, 'none')],
    [`${prefix}_dec`, atomicStep(type, '-', 'one', false, 'none')],
    [`${prefix}_add`, atomicStep(type, '+', 'first', false, 'none')],
    [`${prefix}_sub`, atomicStep(type, '-', 'first', false, 'none')],
    [`${prefix}_or`, atomicStep(type, '|', 'first', false, 'none')],
    [`${prefix}_and`, atomicStep(type, '&', 'first', false, 'none')],
    [`${prefix}_andnot`, atomicStep(type, '&', 'first', true, 'none')],
    [`${prefix}_inc_return`, atomicStep(type, '+', 'one', false, 'new')],
    [`${prefix}_dec_return`, atomicStep(type, '-', 'one', false, 'new')],
    [`${prefix}_add_return`, atomicStep(type, '+', 'first', false, 'new')],
    [`${prefix}_sub_return`, atomicStep(type, '-', 'first', false, 'new')],
    [`${prefix}_fetch_inc`, atomicStep(type, '+', 'one', false, 'old')],
    [`${prefix}_fetch_dec`, atomicStep(type, '-', 'one', false, 'old')],
    [`${prefix}_fetch_add`, atomicStep(type, '+', 'first', false, 'old')],
    [`${prefix}_fetch_sub`, atomicStep(type, '-', 'first', false, 'old')],
    [`${prefix}_fetch_or`, atomicStep(type, '|', 'first', false, 'old')],
    [`${prefix}_fetch_and`, atomicStep(type, '&', 'first', false, 'old')],
    [`${prefix}_fetch_andnot`, atomicStep(type, '&', 'first', true, 'old')],
    [`${prefix}_dec_and_test`, atomicStep(type, '-', 'one', false, 'is-zero')],
    [`${prefix}_inc_and_test`, atomicStep(type, '+', 'one', false, 'is-zero')],
    [`${prefix}_sub_and_test`, atomicStep(type, '-', 'first', false, 'is-zero')],
    [`${prefix}_add_negative`, atomicStep(type, '+', 'first', false, 'is-negative')],
    [`${prefix}_inc_not_zero`, addUnless(type, true, 'bool')],
    [`${prefix}_add_unless`, addUnless(type, false, 'bool')],
    [`${prefix}_fetch_add_unless`, addUnless(type, false, 'old')],
  ];
}

/** One bit of an array of longs. */
function bitPlace(
  f: FunctionContext,
  args: readonly Expression[],
): { readonly place: Location; readonly mask: Value; readonly setup: string } {
  const number = f.temporary();
  const value = convert(expression(f, args[0]), unsignedLongType);
  const base = expression(f, args[1]);
  const place: Location = {
    kind: 'memory',
    base: `pointerPlus(${base.code}, shr(${number}, 6), 8)`,
    offset: 0,
    type: unsignedLongType,
  };
  const mask: Value = { code: `shlU(1, maskLow(${number}, 63))`, type: unsignedLongType };
  return { place, mask, setup: `${number} = ${value.code}, ` };
}

function bitOperation(change: (old: Value, mask: Value) => Value, tests: boolean): SyntacticMacro {
  return (f, args, node) => {
    const { place, mask, setup } = bitPlace(f, args);
    const step = readModify(f, place, node);
    const stored = step.store(change(step.before, mask)).code;
    if (!tests) return { code: `(${setup}${step.setup}${stored})`, type: voidType };
    return truth(`(${setup}${step.setup}${stored}, andU(${step.old}, ${mask.code}) !== 0)`, boolType);
  };
}

const setBit = (old: Value, mask: Value): Value => binary('|', old, mask, 0);
const flipBit = (old: Value, mask: Value): Value => binary('^', old, mask, 0);
const clearBit = (old: Value, mask: Value): Value => ({
  code: `andNotU(${old.code}, ${mask.code})`,
  type: unsignedLongType,
});

const testBit: SyntacticMacro = (f, args, node) => {
  const { place, mask, setup } = bitPlace(f, args);
  return truth(`(${setup}andU(${load(f, place, node).code}, ${mask.code}) !== 0)`, boolType);
};

export const atomicMacros: readonly (readonly [string, SyntacticMacro])[] = [
  ...['xchg', 'xchg_relaxed', 'arch_xchg', 'xchg_acquire', 'xchg_release'].map((name) => [name, exchange] as const),
  ...['cmpxchg', 'cmpxchg_relaxed', 'cmpxchg64', 'cmpxchg_local', 'cmpxchg_acquire', 'cmpxchg_release'].map(
    (name) => [name, compareExchange] as const,
  ),
  ...['try_cmpxchg', 'try_cmpxchg64', 'try_cmpxchg_relaxed', 'try_cmpxchg_acquire', 'try_cmpxchg_release'].map(
    (name) => [name, tryCompareExchange] as const,
  ),
  ...atomics('atomic', intType),
  ...atomics('atomic64', longType),
  ...atomics('atomic_long', longType),
  ['test_bit', testBit],
  ['test_bit_acquire', testBit],
  ...['set_bit', '__set_bit'].map((name) => [name, bitOperation(setBit, false)] as const),
  ...['clear_bit', '__clear_bit', 'clear_bit_unlock', '__clear_bit_unlock'].map(
    (name) => [name, bitOperation(clearBit, false)] as const,
  ),
  ...['change_bit', '__change_bit'].map((name) => [name, bitOperation(flipBit, false)] as const),
  ...['test_and_set_bit', '__test_and_set_bit', 'test_and_set_bit_lock'].map(
    (name) => [name, bitOperation(setBit, true)] as const,
  ),
  ...['test_and_clear_bit', '__test_and_clear_bit'].map((name) => [name, bitOperation(clearBit, true)] as const),
  ...['test_and_change_bit', '__test_and_change_bit'].map((name) => [name, bitOperation(flipBit, true)] as const),
];
