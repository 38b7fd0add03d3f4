import { calleeName, visitStatement } from '../flow/walk.ts';
import { blockingFlags, reclaimFlags } from '../kernel/gfp.ts';
import type { CalledFunction } from '../summaries/question.ts';
import type { Expression } from '../syntax/ast.ts';

/** What a value says about sleeping: it allows it, a parameter of the function decides, or nothing is known to. */
export type Permission = 'allowed' | { readonly parameter: number } | undefined;

/** How a value is read: as the flags of an allocation, or as the truth of a condition. */
export type ReadAs = 'flags' | 'condition';

/** Assignments looked through on the way to a value; more are not followed. */
const furthest = 4;

/** Whether a value in a function allows to sleep. Of several values that a variable may hold, the one that allows it counts. */
export function permissionOf(value: Expression, as: ReadAs, called: CalledFunction, left = furthest): Permission {
  const of = (each: Expression) => permissionOf(each, as, called, left);
  switch (value.kind) {
    case 'integer':
      return as === 'condition' && value.value !== 0n ? 'allowed' : undefined;
    case 'name':
      return permissionOfName(value.name, as, called, left);
    case 'binary':
      if (value.operator === '&') return takesReclaimAway(value.right) ? undefined : of(value.left);
      return value.operator === '|' ? either(of(value.left), of(value.right)) : undefined;
    case 'conditional':
      return either(value.then && of(value.then), of(value.otherwise));
    case 'cast':
      return of(value.operand);
    case 'assign':
      return of(value.value);
    case 'call': {
      const [flags] = value.arguments;
      const asks = as === 'condition' && calleeName(value) === 'gfpflags_allow_blocking';
      return flags && asks ? permissionOf(flags, 'flags', called, left) : undefined;
    }
    default:
      return undefined;
  }
}

function permissionOfName(name: string, as: ReadAs, called: CalledFunction, left: number): Permission {
  if (as === 'condition' && name === 'true') return 'allowed';
  if (as === 'flags' && blockingFlags.has(name)) return 'allowed';
  const { regions, file } = called;
  const macro = file.macros.get(name);
  if (macro && !macro.parameters) return as === 'flags' && namesBlockingFlag(macro.body) ? 'allowed' : undefined;
  const position = regions.graph.parameters.indexOf(name);
  const given: Permission = position < 0 ? undefined : { parameter: position };
  if (left === 0) return given;
  const assigned = valuesOf(name, called);
  if (assigned.some(({ removes }) => removes)) return undefined;
  return assigned.map(({ value }) => permissionOf(value, as, called, left - 1)).reduce(either, given);
}

function either(one: Permission, other: Permission): Permission {
  if (one === 'allowed' || other === 'allowed') return 'allowed';
  return one ?? other;
}

interface AssignedValue {
  readonly value: Expression;
  /** It takes flags away, without which nothing waits. */
  readonly removes: boolean;
}

/** What a function assigns to a variable, in any order. */
function valuesOf(name: string, { regions }: CalledFunction): readonly AssignedValue[] {
  const values: AssignedValue[] = [];
  const { body } = regions.definition;
  visitStatement(
    body,
    (expression) => {
      if (expression.kind !== 'assign' || expression.target.kind !== 'name' || expression.target.name !== name) return;
      const removes = expression.operator === '&=' && takesReclaimAway(expression.value);
      if (expression.operator !== '&=' || removes) values.push({ value: expression.value, removes });
    },
    (statement) => {
      if (statement.kind !== 'declaration') return;
      for (const { name: declared, initializer } of statement.declarators) {
        if (declared === name && initializer) values.push({ value: initializer, removes: false });
      }
    },
  );
  return values;
}

/** `~__GFP_DIRECT_RECLAIM`, alone or with others. */
function takesReclaimAway(value: Expression): boolean {
  if (value.kind === 'unary' && value.operator === '~') return namesReclaim(value.operand);
  return value.kind === 'binary' && value.operator === '&' && [value.left, value.right].some(takesReclaimAway);
}

function namesReclaim(value: Expression): boolean {
  if (value.kind === 'name') return reclaimFlags.has(value.name);
  return value.kind === 'binary' && (namesReclaim(value.left) || namesReclaim(value.right));
}

function namesBlockingFlag(body: string): boolean {
  return !body.includes('~') && (body.match(/\w+/g) ?? []).some((word) => blockingFlags.has(word));
}
