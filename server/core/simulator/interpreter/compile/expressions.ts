import type {
  AssignExpression,
  BinaryExpression,
  ConditionalExpression,
  Expression,
  IntegerExpression,
  LogicalExpression,
  UnaryExpression,
  UpdateExpression,
} from '../../../syntax/ast.ts';
import { wrapExact } from '../integers.ts';
import {
  type CType,
  decay,
  type IntegerType,
  intType,
  longLongType,
  longType,
  pointerTo,
  sizeOf,
  unsignedLongLongType,
  unsignedLongType,
  unsignedType,
  voidType,
} from '../types.ts';
import { call, functionPointer } from './calls.ts';
import type { FunctionContext } from './context.ts';
import { convert } from './convert.ts';
import { constant, isSimple, type Location, testOf, truth, type Value } from './emitted.ts';
import { stringLiteral } from './globals.ts';
import { wordLiteral } from './initializers.ts';
import { addressOf, load, locate, reusable, store } from './locations.ts';
import { expandedName } from './names.ts';
import { andNot, binary, complement, mergedType, negate } from './operators.ts';
import { enumeratorByName, resolveType } from './resolve-type.ts';
import { statementExpression } from './statement-expressions.ts';
import { configuredName, wellKnownName } from './well-known.ts';

/** Compiles an expression to a value. C that cannot be compiled becomes code that stops the run when it is reached. */
export function expression(f: FunctionContext, node: Expression): Value {
  switch (node.kind) {
    case 'name':
      return named(f, node.name, node);
    case 'integer':
      return integerLiteral(node);
    case 'string':
      return stringLiteral(f, node.value, node);
    case 'call':
      return call(f, node);
    case 'member':
    case 'index':
      return located(f, node);
    case 'compound-literal': {
      const type = resolveType(f, node.type);
      if (type.kind === 'scalar' || type.kind === 'integer' || type.kind === 'pointer') {
        return convert(wordLiteral(f, node), type);
      }
      return located(f, node);
    }
    case 'unary':
      return unary(f, node);
    case 'update':
      return update(f, node);
    case 'binary':
      return binaryExpression(f, node);
    case 'logical':
      return logical(f, node);
    case 'assign':
      return assign(f, node);
    case 'conditional':
      return conditional(f, node);
    case 'cast':
      return cast(f, resolveType(f, node.type), node.operand);
    case 'sizeof':
      return constant(BigInt(sizeOf(operandType(f, node.operand))), unsignedLongType);
    case 'offsetof':
      return offsetOf(f, resolveType(f, node.type), node.field, node);
    case 'sequence':
      return sequence(f, node.expressions, node);
    case 'statement-expression':
      return statementExpression(f, node);
    case 'type':
      return f.stop('unsupported', 'a type stands where a value is wanted', node);
    case 'initializer-list':
      return node.entries.length === 1
        ? expression(f, node.entries[0].value)
        : f.stop('unsupported', 'a list of initial values stands where a value is wanted', node);
    case 'unknown':
      return f.stop('unsupported', `${node.reason}; give the simulator a model of what holds it`, node);
  }
}

/** Code of a JS boolean. */
export function condition(f: FunctionContext, node: Expression): string {
  return testOf(expression(f, node));
}

/** The value as a C type, for an argument, a return or an initial value. */
export function converted(f: FunctionContext, node: Expression, type: CType): Value {
  return convert(expression(f, node), type);
}

export function operandType(f: FunctionContext, node: Expression): CType {
  if (node.kind === 'type') return resolveType(f, node.type);
  const local = node.kind === 'name' ? f.scope.find(node.name) : undefined;
  if (local?.kind === 'typedef') return local.type;
  if (node.kind === 'name' && !local && isTypeByName(f, node.name))
    return resolveType(f, { kind: 'named', name: node.name });
  return expression(f, node).type;
}

function isTypeByName(f: FunctionContext, name: string): boolean {
  const { linkage } = f;
  return linkage.scalars.has(name) || linkage.types.has(name) || linkage.library.typedef(name) !== undefined;
}

function integerLiteral(node: IntegerExpression): Value {
  const { value, unsigned, long, decimal } = node;
  const candidates: IntegerType[] = [];
  const offer = (type: IntegerType, size: 0 | 1 | 2, isUnsigned: boolean): void => {
    if (long <= size && (isUnsigned ? unsigned || !decimal : !unsigned)) candidates.push(type);
  };
  offer(intType, 0, false);
  offer(unsignedType, 0, true);
  offer(longType, 1, false);
  offer(unsignedLongType, 1, true);
  offer(longLongType, 2, false);
  offer(unsignedLongLongType, 2, true);
  const type = candidates.find((each) => wrapExact(value, each.storage) === value) ?? unsignedLongLongType;
  return constant(wrapExact(value, type.storage), type);
}

function named(f: FunctionContext, name: string, node: Expression): Value {
  const local = f.scope.find(name);
  if (local?.kind === 'enumerator') return constant(local.value, intType);
  if (!local) {
    const given = f.linkage.options.constants.get(name);
    if (given !== undefined) return givenConstant(f, given);
    const wellKnown = wellKnownName(name);
    if (wellKnown) return wellKnown;
    const expanded = expandedName(f, name, node);
    if (expanded) return expanded.run(() => expression(f, expanded.node));
    const enumerator = f.linkage.intrinsicIndex(name) === undefined ? enumeratorByName(f.linkage, name) : undefined;
    if (enumerator !== undefined) {
      const small = wrapExact(enumerator, 's32') === enumerator;
      return constant(enumerator, small ? intType : longType);
    }
    const target = functionPointer(f, name, node);
    if (target) return target;
  }
  const location = locate(f, node);
  if (location) return load(f, location, node);
  return configuredName(f, name) ?? unknownName(f, name, node);
}

function givenConstant(
  f: FunctionContext,
  given: number | bigint | { readonly type: string; readonly value: number | bigint },
): Value {
  if (typeof given === 'object') {
    return convert(
      constant(BigInt(given.value), unsignedLongType),
      resolveType(f, { kind: 'named', name: given.type }),
    );
  }
  const small = given >= 0 && given <= 0x7fff_ffff;
  return constant(wrapExact(BigInt(given), small ? 's32' : 'u64'), small ? intType : unsignedLongType);
}

function unknownName(f: FunctionContext, name: string, node: Expression): Value {
  const { linkage } = f;
  if (name === '__func__' || name === '__FUNCTION__') return stringLiteral(f, '', node);
  const macro = linkage.library.macro(name);
  if (macro) {
    const why = macro.item.body.trim() === '' ? 'is empty' : 'expands to itself or to no expression';
    return f.stop('macro', `the macro ${name} ${why}; give the simulator a constant or model of it`, node);
  }
  const index = linkage.assumptionIndex({
    kind: /^[A-Z0-9_]+$/.test(name) ? 'macro' : 'variable',
    name,
    place: f.placeOf(node),
    type: longType,
    decisive: true,
  });
  return { code: `E.assume(${index})`, type: longType };
}

function located(f: FunctionContext, node: Expression): Value {
  const location = locate(f, node);
  if (location) return load(f, location, node);
  if (node.kind === 'member' && !node.arrow) {
    const object = expression(f, node.object);
    // `.pte` of a value that is a pte_t.
    if (object.type.kind === 'scalar' || object.type.kind === 'integer') return { ...object, type: unsignedLongType };
  }
  return f.stop('unsupported', 'this is neither a pointer, an array nor a record', node);
}

function unary(f: FunctionContext, node: UnaryExpression): Value {
  switch (node.operator) {
    case '*':
      return located(f, node);
    case '&':
      return takeAddress(f, node.operand);
    case '!': {
      const operand = expression(f, node.operand);
      if (operand.constant !== undefined) return constant(operand.constant === 0n ? 1n : 0n, intType);
      return truth(operand.test ? `!${operand.test}` : `(${operand.code} === 0)`, intType);
    }
    case '-':
      return negate(expression(f, node.operand));
    case '~':
      return complement(expression(f, node.operand));
    case '+': {
      const value = expression(f, node.operand);
      return binary('+', value, constant(0n, intType), f.siteOf(node));
    }
  }
}

function takeAddress(f: FunctionContext, operand: Expression): Value {
  if (operand.kind === 'name' && !f.scope.find(operand.name)) {
    const target = functionPointer(f, operand.name, operand);
    if (target) return target;
  }
  const location = locate(f, operand);
  if (location) return addressOf(f, location);
  const value = expression(f, operand);
  if (value.type.kind === 'record') return { code: value.code, type: pointerTo(value.type) };
  return f.stop('unsupported', 'the address is taken of something that is only a value', operand);
}

function binaryExpression(f: FunctionContext, node: BinaryExpression): Value {
  const site = f.siteOf(node);
  if (node.operator === '&') {
    const [plain, inverted] = isComplement(node.right) ? [node.left, node.right] : [node.right, node.left];
    if (isComplement(inverted)) {
      const left = expression(f, plain);
      const cleared = andNot(left, expression(f, inverted.operand));
      if (cleared) return cleared;
    }
  }
  return binary(node.operator, expression(f, node.left), expression(f, node.right), site);
}

function isComplement(node: Expression): node is UnaryExpression {
  return node.kind === 'unary' && node.operator === '~';
}

function logical(f: FunctionContext, node: LogicalExpression): Value {
  const decides = node.operator === '&&' ? 0n : 1n;
  const left = expression(f, node.left);
  const known = left.constant === undefined ? undefined : left.constant === 0n ? 0n : 1n;
  // What a constant rules out is not compiled: it may name what this configuration does not have.
  if (known === decides) return constant(decides, intType);
  const right = expression(f, node.right);
  if (known !== undefined) {
    if (right.constant !== undefined) return constant(right.constant === 0n ? 0n : 1n, intType);
    return truth(testOf(right), intType);
  }
  return truth(`(${testOf(left)} ${node.operator} ${testOf(right)})`, intType);
}

function assign(f: FunctionContext, node: AssignExpression): Value {
  const location = locate(f, node.target);
  if (!location) return f.stop('unsupported', 'this cannot be assigned to', node.target);
  if (node.operator === '=') return store(f, location, expression(f, node.value), node);
  const operator = node.operator.slice(0, -1) as BinaryExpression['operator'];
  return modify(f, location, node, (old) => {
    if (operator === '&' && isComplement(node.value)) {
      const cleared = andNot(old, expression(f, node.value.operand));
      if (cleared) return cleared;
    }
    return binary(operator, old, expression(f, node.value), f.siteOf(node));
  });
}

/** Reads, changes and writes back a location whose address is evaluated once. */
function modify(f: FunctionContext, location: Location, node: Expression, change: (old: Value) => Value): Value {
  const { setup, location: place } = reusable(f, location);
  const stored = store(f, place, change(load(f, place, node)), node);
  return setup === '' ? stored : { code: `(${setup}${stored.code})`, type: stored.type };
}

function update(f: FunctionContext, node: UpdateExpression): Value {
  const location = locate(f, node.operand);
  if (!location) return f.stop('unsupported', 'this cannot be counted up or down', node.operand);
  const operator = node.operator === '++' ? '+' : '-';
  const one = constant(1n, intType);
  const step = (old: Value): Value => binary(operator, old, one, f.siteOf(node));
  if (node.prefix) return modify(f, location, node, step);
  const before = f.temporary();
  const { type } = location;
  const changed = modify(f, location, node, (old) => step({ code: `(${before} = ${old.code})`, type: old.type }));
  return { code: `(${changed.code}, ${before})`, type };
}

function conditional(f: FunctionContext, node: ConditionalExpression): Value {
  const test = expression(f, node.condition);
  if (test.constant !== undefined) {
    const chosen = test.constant !== 0n ? (node.then ?? node.condition) : node.otherwise;
    const other = test.constant !== 0n ? node.otherwise : (node.then ?? node.condition);
    const value = expression(f, chosen);
    if (value.type.kind === 'record' || value.type.kind === 'void') return value;
    return convert(value, mergedType(value.type, expression(f, other).type));
  }
  if (!node.then) {
    const name = f.temporary();
    const otherwise = expression(f, node.otherwise);
    const type = mergedType(test.type, otherwise.type);
    const kept = convert({ code: name, type: test.type }, type);
    return { code: `((${name} = ${test.code}) !== 0 ? ${kept.code} : ${convert(otherwise, type).code})`, type };
  }
  const then = expression(f, node.then);
  const otherwise = expression(f, node.otherwise);
  const type = mergedConditional(then, otherwise);
  return { code: `(${testOf(test)} ? ${convert(then, type).code} : ${convert(otherwise, type).code})`, type };
}

/** A constant 0 beside a pointer is a null pointer, and takes the pointer's type. */
function mergedConditional(then: Value, otherwise: Value): CType {
  const isNull = (value: Value): boolean => value.constant === 0n && value.type.kind !== 'integer';
  if (isNull(then) && otherwise.type.kind === 'pointer') return otherwise.type;
  if (isNull(otherwise) && then.type.kind === 'pointer') return then.type;
  return mergedType(then.type, otherwise.type);
}

function cast(f: FunctionContext, type: CType, operand: Expression): Value {
  if (operand.kind === 'initializer-list') return f.stop('unsupported', 'a cast of a list of values', operand);
  const value = expression(f, operand);
  if (type.kind === 'void') return { code: value.code, type: voidType };
  if (type.kind === 'record' && value.type.kind !== 'record') {
    return f.stop('unsupported', 'a cast of a value to a record', operand, type);
  }
  if (type.kind === 'array') return { ...value, type };
  return { ...convert(value, type), type };
}

/** A field by the path that `offsetof` takes: names with `.`; an index in it is not known here. */
export function offsetOf(f: FunctionContext, type: CType, path: string, node: Expression): Value {
  let current = type;
  let offset = 0;
  for (const part of path.split('.')) {
    const [, name, index] = /^\s*(\w+)\s*(?:\[\s*(\d+)\s*\])?\s*$/.exec(part) ?? [];
    const slot = current.kind === 'record' && name !== undefined ? current.record.findOrAdd(name) : undefined;
    if (!slot) return f.stop('unknown-type', 'the field of this offsetof is not known; declare it', node);
    offset += slot.offset;
    current = slot.type;
    if (index !== undefined && current.kind === 'array') {
      current = current.element;
      offset += Number(index) * sizeOf(current);
    }
  }
  return constant(BigInt(offset), unsignedLongType);
}

function sequence(f: FunctionContext, nodes: readonly Expression[], node: Expression): Value {
  const values = nodes.map((each) => expression(f, each));
  const last = values.at(-1);
  if (!last) return f.stop('unsupported', 'an empty list of expressions', node);
  const effects = values.slice(0, -1).filter((value) => !isSimple(value.code));
  if (effects.length === 0) return last;
  return { code: `(${[...effects, last].map((value) => value.code).join(', ')})`, type: decay(last.type) };
}
