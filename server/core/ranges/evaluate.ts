import { isEntryPointer, type Scope, typeOf } from '../entries/scope.ts';
import { calleeName } from '../flow/walk.ts';
import { addressOfEntryCall, pageBytes, pageCountCalls, pureAddressCalls, sizeConstants } from '../kernel/addresses.ts';
import { entryAddressMembers } from '../kernel/entries.ts';
import type { BinaryExpression, CallExpression, Expression, MemberExpression } from '../syntax/ast.ts';
import { type Environment, entryBase, type Value } from './environment.ts';
import { add, addMultiple, constantSum, isConstant, multiply, type Sum, subtract, termSum, zero } from './sum.ts';

/** What an expression is evaluated with besides the values of variables. */
export interface Surroundings {
  readonly scope: Scope;
  /** Members that the function assigns to: what they hold is not followed. */
  readonly changingMembers: ReadonlySet<string>;
  /** Structures that the function lets others change. */
  readonly changingObjects: ReadonlySet<string>;
}

/** The value of an expression whose effects have happened; undefined when it is not known to have one. */
export function evaluate(expression: Expression, environment: Environment, around: Surroundings): Value | undefined {
  const { scope } = around;
  const of = (part: Expression) => evaluate(part, environment, around);
  switch (expression.kind) {
    case 'integer':
      return { sum: constantSum(Number(expression.value)) };
    case 'name':
      return environment.get(expression.name) ?? constantNamed(expression.name);
    case 'cast':
      return of(expression.operand);
    case 'sequence': {
      const last = expression.expressions.at(-1);
      return last && of(last);
    }
    case 'assign':
      return of(expression.target);
    case 'update': {
      const after = of(expression.operand);
      if (expression.prefix || !after) return after;
      const step = scaleOf(expression.operand, scope) * (expression.operator === '++' ? 1 : -1);
      return { ...after, sum: addMultiple(after.sum, -step, constantSum(1)) };
    }
    case 'member':
      return memberValue(expression, environment, around);
    case 'unary': {
      if (expression.operator === '&') return addressValue(expression.operand, of, scope);
      const operand = of(expression.operand);
      if (expression.operator === '-') return operand && { sum: multiply(operand.sum, -1) };
      return expression.operator === '+' ? operand : undefined;
    }
    case 'binary':
      return binaryValue(expression, of, scope);
    case 'call':
      return callValue(expression, of);
    case 'conditional': {
      const [one, other] = [expression.then && of(expression.then), of(expression.otherwise)];
      return one && other && one.sum.key === other.sum.key ? one : undefined;
    }
    default:
      return undefined;
  }
}

type Of = (part: Expression) => Value | undefined;

/** What one step of a pointer counts: the bytes that an entry maps, or one of anything else. */
export function scaleOf(pointer: Expression, scope: Scope): number {
  return isEntryPointer(typeOf(pointer, scope)) ? pageBytes : 1;
}

/** Names that stand for the same value wherever they are written. */
const constantName = /^[A-Z][A-Z0-9_]*$/;

function constantNamed(name: string): Value | undefined {
  const size = sizeConstants.get(name);
  if (size) return { sum: size.of ? termSum(`g:${size.of};`, size.times) : constantSum(size.times) };
  return constantName.test(name) || name === 'current' ? { sum: termSum(`g:${name};`) } : undefined;
}

function memberValue(expression: MemberExpression, environment: Environment, around: Surroundings): Value | undefined {
  const { object, arrow, field } = expression;
  if (around.changingMembers.has(field)) return undefined;
  if (object.kind === 'name' && around.changingObjects.has(object.name)) return undefined;
  const path = pathOf(object, arrow, environment, around);
  if (path === undefined) return undefined;
  const type = typeOf(object, around.scope);
  const record = arrow && type?.kind === 'pointer' ? type.target : type;
  const address = record?.kind === 'record' ? entryAddressMembers.get(record.tag ?? '') : undefined;
  if (address?.pointer !== field || around.changingMembers.has(address.address))
    return { sum: termSum(`m:(${path})${field};`) };
  const sum = add(termSum(entryBase), termSum(`m:(${path})${address.address};`));
  return { sum, tables: new Set([`m:(${path})${field};`]) };
}

function pathOf(
  object: Expression,
  arrow: boolean,
  environment: Environment,
  around: Surroundings,
): string | undefined {
  const held = evaluate(object, environment, around);
  if (held) return held.sum.key;
  return !arrow && object.kind === 'name' ? `&${object.name};` : undefined;
}

/** `&p[i]`, `&*p` and `&object`. */
function addressValue(operand: Expression, of: Of, scope: Scope): Value | undefined {
  if (operand.kind === 'index') return sumOf(operand.array, '+', operand.index, of, scope);
  if (operand.kind === 'unary' && operand.operator === '*') return of(operand.operand);
  return operand.kind === 'name' ? { sum: termSum(`g:&${operand.name};`) } : undefined;
}

function binaryValue({ left, operator, right }: BinaryExpression, of: Of, scope: Scope): Value | undefined {
  if (operator === '+' || operator === '-') return sumOf(left, operator, right, of, scope);
  const [one, other] = [of(left)?.sum, of(right)?.sum];
  if (!one || !other) return undefined;
  switch (operator) {
    case '*':
      if (isConstant(one)) return { sum: multiply(other, one.constant) };
      if (isConstant(other)) return { sum: multiply(one, other.constant) };
      return built('*', [one, other].sort(byKey));
    case '<<':
      return isConstant(other) ? { sum: multiply(one, 2 ** other.constant) } : built('<<', [one, other]);
    case '/':
      return quotient(one, other, isConstant(other) ? other.constant : 0);
    case '>>':
      return quotient(one, other, isConstant(other) ? 2 ** other.constant : 0);
    case '&':
      return other.key === '0+1*g:PAGE_MASK;' ? { sum: one } : built('&', [one, other].sort(byKey));
    default:
      return built(operator, [one, other]);
  }
}

/** Addresses that are divided by the size of a page are taken to be multiples of it. */
function quotient(one: Sum, other: Sum, divisor: number): Value {
  return divisor === pageBytes ? { sum: multiply(one, 1 / divisor) } : built('/', [one, other]);
}

/** A pointer moves by entries; two pointers into one table are as many entries apart. */
function sumOf(left: Expression, operator: '+' | '-', right: Expression, of: Of, scope: Scope): Value | undefined {
  const [one, other] = [of(left), of(right)];
  if (!one || !other) return undefined;
  const [leftScale, rightScale] = [scaleOf(left, scope), scaleOf(right, scope)];
  const sign = operator === '+' ? 1 : -1;
  if (leftScale === rightScale) {
    if (leftScale > 1 && !sameTables(one, other)) return undefined;
    return { sum: multiply(addMultiple(one.sum, sign, other.sum), 1 / leftScale) };
  }
  if (leftScale > 1) return { ...one, sum: addMultiple(one.sum, sign * leftScale, other.sum) };
  return operator === '+' ? { ...other, sum: addMultiple(other.sum, rightScale, one.sum) } : undefined;
}

function sameTables({ tables: one }: Value, { tables: other }: Value): boolean {
  if (one?.size !== other?.size) return false;
  return (one?.size ?? 0) <= 1 && [...(one ?? [])].every((each) => other?.has(each));
}

function callValue(call: CallExpression, of: Of): Value | undefined {
  const name = calleeName(call) ?? '';
  const position = addressOfEntryCall(name);
  if (position !== undefined) {
    const address = call.arguments[position] && of(call.arguments[position]);
    return address && { sum: add(termSum(entryBase), address.sum), tables: new Set([tableKey(call)]) };
  }
  if (!pureAddressCalls.has(name)) return undefined;
  const values = call.arguments.flatMap((each) => of(each)?.sum ?? []);
  if (values.length !== call.arguments.length) return undefined;
  return pageCountCalls.has(name) ? quotient(values[0], zero, pageBytes) : built(name, values);
}

/** The page table that a call maps. */
export function tableKey({ start }: CallExpression): string {
  return `call at ${start}`;
}

/** The same name for the same operation on the same values. */
function built(operation: string, parts: readonly Sum[]): Value {
  return { sum: termSum(`f:${operation}(${parts.map(({ key }) => key).join(',')});`) };
}

function byKey(one: Sum, other: Sum): number {
  return one.key < other.key ? -1 : 1;
}

/** How far one value lies behind another, in bytes. */
export function distance(from: Value | undefined, to: Value | undefined): Sum | undefined {
  return from && to && subtract(to.sum, from.sum);
}
