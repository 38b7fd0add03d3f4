import type { Expression } from '../../../syntax/ast.ts';
import {
  boolType,
  type CType,
  charType,
  decay,
  intType,
  longType,
  pointerTo,
  sameType,
  sizeOf,
  unsignedLongType,
  voidPointer,
  voidType,
} from '../types.ts';
import type { SyntacticMacro } from './builtins.ts';
import type { FunctionContext } from './context.ts';
import { convert } from './convert.ts';
import { constant, type Location, truth, type Value } from './emitted.ts';
import { expression, offsetOf, operandType } from './expressions.ts';
import { load, locate, reusable, store } from './locations.ts';
import { pointerPlus } from './operators.ts';

/** The value of the first argument. */
const same: SyntacticMacro = (f, args) => expression(f, args[0]);

const void0: Value = { code: '0', type: voidType };

function assignTo(f: FunctionContext, location: Location | undefined, value: Expression, node: Expression): Value {
  if (!location) return f.stop('unsupported', 'this cannot be assigned to', node);
  return store(f, location, expression(f, value), node);
}

/** What a pointer expression points to, as a place. */
export function pointee(f: FunctionContext, pointer: Expression): Location {
  const value = expression(f, pointer);
  const type = decay(value.type);
  const target = type.kind === 'pointer' && type.target.kind !== 'void' ? type.target : unsignedLongType;
  return { kind: 'memory', base: value.code, offset: 0, type: target };
}

const writeOnce: SyntacticMacro = (f, args, node) => assignTo(f, locate(f, args[0]), args[1], node);
const storeRelease: SyntacticMacro = (f, args, node) => assignTo(f, pointee(f, args[0]), args[1], node);
const loadAcquire: SyntacticMacro = (f, args, node) => load(f, pointee(f, args[0]), node);

const swap: SyntacticMacro = (f, args, node) => {
  const left = locate(f, args[0]);
  const right = locate(f, args[1]);
  if (!left || !right) return f.stop('unsupported', 'swap() of something that is only a value', node);
  const a = reusable(f, left);
  const b = reusable(f, right);
  const kept = f.temporary();
  const first = load(f, a.location, node);
  if (first.type.kind === 'record') return f.stop('unsupported', 'swap() of records', node);
  const moved = store(f, a.location, load(f, b.location, node), node).code;
  const back = store(f, b.location, { code: kept, type: first.type }, node).code;
  return { code: `(${a.setup}${b.setup}${kept} = ${first.code}, ${moved}, ${back})`, type: voidType };
};

const arraySize: SyntacticMacro = (f, args, node) => {
  const { type } = expression(f, args[0]);
  if (type.kind !== 'array') return f.stop('unsupported', 'ARRAY_SIZE() of something that is no array', node);
  return constant(BigInt(type.length ?? 0), unsignedLongType);
};

/** The path of members that an argument spells; `container_of(p, struct s, a.b)`. */
function fieldPath(f: FunctionContext, node: Expression): string {
  return f.textOf(node).replace(/\s+/g, '');
}

const containerOf: SyntacticMacro = (f, args, node) => {
  const pointer = expression(f, args[0]);
  const type = operandType(f, args[1]);
  const offset = offsetOf(f, type, fieldPath(f, args[2]), node);
  if (offset.constant === undefined) return offset;
  const address = convert({ ...pointer, type: decay(pointer.type) }, pointerTo(charType));
  const bytes = constant(offset.constant, longType);
  return { ...pointerPlus({ ...address, type: pointerTo(charType) }, bytes, -1), type: pointerTo(type) };
};

const offsetOfMember: SyntacticMacro = (f, args, node) =>
  offsetOf(f, operandType(f, args[0]), fieldPath(f, args[1]), node);

const sizeOfField: SyntacticMacro = (f, args, node) => {
  const type = operandType(f, args[0]);
  const slot = type.kind === 'record' ? type.record.findOrAdd(fieldPath(f, args[1])) : undefined;
  if (!slot) return f.stop('unknown-type', 'the field of this sizeof_field is not known; declare it', node);
  return constant(BigInt(sizeOf(slot.type)), unsignedLongType);
};

function isErrorTest(f: FunctionContext, node: Expression): string {
  return `isErrorPointer(${convert(expression(f, node), unsignedLongType).code})`;
}

const isErr: SyntacticMacro = (f, args) => truth(isErrorTest(f, args[0]), boolType);

const isErrOrNull: SyntacticMacro = (f, args) => {
  const name = f.temporary();
  const { code } = convert(expression(f, args[0]), unsignedLongType);
  return truth(`((${name} = ${code}) === 0 || isErrorPointer(${name}))`, boolType);
};

const ptrErrOrZero: SyntacticMacro = (f, args) => {
  const name = f.temporary();
  const { code } = convert(expression(f, args[0]), unsignedLongType);
  return { code: `(isErrorPointer(${name} = ${code}) ? toS32(${name}) : 0)`, type: intType };
};

function castTo(type: CType): SyntacticMacro {
  return (f, args) => {
    const value = expression(f, args[0]);
    return { ...convert({ ...value, type: decay(value.type) }, type), type };
  };
}

const isConstant: SyntacticMacro = (f, args) =>
  constant(expression(f, args[0]).constant === undefined ? 0n : 1n, intType);

const sameTypes: SyntacticMacro = (f, args) =>
  constant(sameType(operandType(f, args[0]), operandType(f, args[1])) ? 1n : 0n, intType);

const chooseExpression: SyntacticMacro = (f, args) =>
  expression(f, expression(f, args[0]).constant === 0n ? args[2] : args[1]);

const memset: SyntacticMacro = (f, args, node) => {
  const target = expression(f, args[0]);
  const byte = convert(expression(f, args[1]), intType);
  const size = expression(f, args[2]);
  const code = `M.fill(${target.code}, ${byte.code} & 255, Number(${size.code}), ${f.siteOf(node)})`;
  return { code, type: voidPointer };
};

const memcpy: SyntacticMacro = (f, args, node) => {
  const [target, source, size] = args.slice(0, 3).map((each) => expression(f, each));
  const code = `M.copy(${target.code}, ${source.code}, Number(${size.code}), ${f.siteOf(node)})`;
  return { code, type: voidPointer };
};

/** One CPU runs the walker, so a per-CPU variable is the variable. */
const perCpuPointer: SyntacticMacro = (f, args) => expression(f, args[0]);

function change(
  operator: '+=' | '-=' | '|=' | '&=',
  by: (args: readonly Expression[]) => Expression | undefined,
): SyntacticMacro {
  return (f, args, node) => {
    const one: Expression = {
      kind: 'integer',
      value: 1n,
      unsigned: false,
      long: 0,
      decimal: true,
      start: node.start,
      end: node.end,
    };
    const value = by(args) ?? one;
    return expression(f, { kind: 'assign', operator, target: args[0], value, start: node.start, end: node.end });
  };
}

const second = (args: readonly Expression[]): Expression | undefined => args[1];
const none = (): undefined => undefined;

const perCpuPrefixes = ['this_cpu', '__this_cpu', 'raw_cpu'];

export const languageMacros: readonly (readonly [string, SyntacticMacro])[] = [
  ...[
    'likely',
    'unlikely',
    'READ_ONCE',
    '__READ_ONCE',
    'data_race',
    '__builtin_expect',
    '__builtin_expect_with_probability',
    'rcu_dereference',
  ].map((name) => [name, same] as const),
  ...[
    'rcu_dereference_check',
    'rcu_dereference_protected',
    'rcu_dereference_raw',
    'rcu_access_pointer',
    'unrcu_pointer',
  ].map((name) => [name, same] as const),
  ...[
    'OPTIMIZER_HIDE_VAR',
    'RELOC_HIDE',
    'kasan_reset_tag',
    'untagged_addr',
    'instruction_pointer',
    'ACCESS_ONCE',
    'no_printk',
  ].map((name) => [name, same] as const),
  ...['cpu_to_le64', 'le64_to_cpu', 'cpu_to_le32', 'le32_to_cpu', 'cpu_to_le16', 'le16_to_cpu'].map(
    (name) => [name, same] as const,
  ),
  ...['this_cpu_ptr', 'raw_cpu_ptr', 'per_cpu_ptr', 'per_cpu', 'get_cpu_var', 'get_cpu_ptr'].map(
    (name) => [name, perCpuPointer] as const,
  ),
  ...perCpuPrefixes.flatMap((prefix): (readonly [string, SyntacticMacro])[] => [
    [`${prefix}_read`, same],
    [`${prefix}_write`, writeOnce],
    [`${prefix}_inc`, change('+=', none)],
    [`${prefix}_dec`, change('-=', none)],
    [`${prefix}_inc_return`, change('+=', none)],
    [`${prefix}_dec_return`, change('-=', none)],
    [`${prefix}_add`, change('+=', second)],
    [`${prefix}_sub`, change('-=', second)],
    [`${prefix}_add_return`, change('+=', second)],
    [`${prefix}_or`, change('|=', second)],
    [`${prefix}_and`, change('&=', second)],
  ]),
  ['WRITE_ONCE', writeOnce],
  ['__WRITE_ONCE', writeOnce],
  ['rcu_assign_pointer', writeOnce],
  ['RCU_INIT_POINTER', writeOnce],
  ['smp_store_mb', writeOnce],
  ['smp_store_release', storeRelease],
  ['smp_load_acquire', loadAcquire],
  ['swap', swap],
  ['ARRAY_SIZE', arraySize],
  ['container_of', containerOf],
  ['container_of_const', containerOf],
  ['list_entry', containerOf],
  ['hlist_entry', containerOf],
  ['rb_entry', containerOf],
  ['offsetof', offsetOfMember],
  ['__builtin_offsetof', offsetOfMember],
  ['sizeof_field', sizeOfField],
  ['IS_ERR', isErr],
  ['IS_ERR_VALUE', isErr],
  ['IS_ERR_OR_NULL', isErrOrNull],
  ['ERR_PTR', castTo(voidPointer)],
  ['ERR_CAST', castTo(voidPointer)],
  ['PTR_ERR', castTo(longType)],
  ['PTR_ERR_OR_ZERO', ptrErrOrZero],
  ['__builtin_constant_p', isConstant],
  ['__is_constexpr', isConstant],
  ['__builtin_types_compatible_p', sameTypes],
  ['__same_type', sameTypes],
  ['__builtin_choose_expr', chooseExpression],
  ['typecheck', () => constant(1n, intType)],
  ['__must_be_array', () => constant(0n, intType)],
  ['BUILD_BUG_ON_ZERO', () => constant(0n, intType)],
  ['__builtin_object_size', () => constant(0xffff_ffff_ffff_ffffn, unsignedLongType)],
  ['memset', memset],
  ['__builtin_memset', memset],
  ['memcpy', memcpy],
  ['memmove', memcpy],
  ['__builtin_memcpy', memcpy],
  ['put_cpu_var', () => void0],
  ['put_cpu_ptr', () => void0],
];
