import { assertCalls, noReturnCalls, transparentConditions } from '../kernel/control.ts';
import type { AssignExpression, Expression, Statement } from '../syntax/ast.ts';
import type { Range } from '../text.ts';
import { effectsOf, hasEffects } from './effects.ts';
import type { Edge, FlowNode, NodeKind } from './graph.ts';
import { calleeName, operands } from './walk.ts';

/** What building an expression needs of the rest: graphs are built from their end, so a successor is known first. */
export interface ExpressionContext {
  add(kind: NodeKind, range: Range, edges: readonly Edge[], parts?: Partial<FlowNode>): number;
  /** Names in the conditions of its statements. */
  readonly asked: ReadonlySet<string>;
  /** Node of calls that do not return. */
  readonly stop: number;
  statements(body: readonly Statement[], next: number): number;
}

const nothing: ReadonlySet<Expression> = new Set();

/** Nodes that evaluate an expression for its value or effects, then go on to `next`. Answers the first of them. */
export function buildValue(
  context: ExpressionContext,
  expression: Expression,
  next: number,
  statement: Statement,
  range: Range = expression,
): number {
  const name = calleeName(expression);
  if (expression.kind === 'call' && name && assertCalls.has(name) && expression.arguments.length > 0) {
    return buildCondition(context, expression.arguments[0], context.stop, next, statement);
  }
  if (expression.kind === 'sequence') {
    return expression.expressions.reduceRight((after, part) => buildValue(context, part, after, statement), next);
  }
  const spread = spreadAssignment(expression, context.asked);
  if (spread) {
    const { condition, then, otherwise } = spread;
    const whenTrue = then ? buildValue(context, then, next, statement) : next;
    return buildCondition(context, condition, whenTrue, buildValue(context, otherwise, next, statement), statement);
  }
  const parts = branchingParts(expression);
  const done = parts.length > 0 ? new Set(parts) : nothing;
  const effects = effectsOf(expression, done);
  const ends = effects.some((effect) => effect.kind === 'call' && noReturnCalls.has(calleeName(effect.call) ?? ''));
  const leaf = context.add('evaluate', range, [{ target: ends ? context.stop : next }], {
    expression,
    statement,
    effects,
  });
  return parts.reduceRight((after, part) => buildPart(context, part, after, statement), leaf);
}

/** Nodes that evaluate a condition and go where its truth says. */
export function buildCondition(
  context: ExpressionContext,
  expression: Expression,
  whenTrue: number,
  whenFalse: number,
  statement: Statement,
): number {
  const constant = constantTruth(expression);
  if (constant !== undefined) return constant ? whenTrue : whenFalse;
  if (expression.kind === 'logical') {
    const right = buildCondition(context, expression.right, whenTrue, whenFalse, statement);
    return expression.operator === '&&'
      ? buildCondition(context, expression.left, right, whenFalse, statement)
      : buildCondition(context, expression.left, whenTrue, right, statement);
  }
  if (expression.kind === 'unary' && expression.operator === '!') {
    return buildCondition(context, expression.operand, whenFalse, whenTrue, statement);
  }
  if (expression.kind === 'call' && transparentConditions.has(calleeName(expression) ?? '')) {
    return buildCondition(context, expression.arguments[0] ?? expression.callee, whenTrue, whenFalse, statement);
  }
  if (expression.kind === 'sequence') {
    const last = expression.expressions.at(-1) ?? expression;
    const first = buildCondition(context, last, whenTrue, whenFalse, statement);
    return expression.expressions
      .slice(0, -1)
      .reduceRight((after, part) => buildValue(context, part, after, statement), first);
  }
  if (expression.kind === 'statement-expression') {
    const body = expression.body.body;
    const last = body.at(-1);
    if (last?.kind === 'expression') {
      const first = buildCondition(context, last.expression, whenTrue, whenFalse, last);
      return context.statements(body.slice(0, -1), first);
    }
  }
  if (expression.kind === 'conditional' && expression.then) {
    const then = buildCondition(context, expression.then, whenTrue, whenFalse, statement);
    const otherwise = buildCondition(context, expression.otherwise, whenTrue, whenFalse, statement);
    return buildCondition(context, expression.condition, then, otherwise, statement);
  }
  const parts = branchingParts(expression);
  const effects = effectsOf(expression, parts.length > 0 ? new Set(parts) : nothing);
  const edges = [
    { target: whenTrue, when: true },
    { target: whenFalse, when: false },
  ];
  const leaf = context.add('branch', expression, edges, { expression, statement, effects });
  return parts.reduceRight((after, part) => buildPart(context, part, after, statement), leaf);
}

/** Truth of a condition that is a constant in the text. */
function constantTruth(expression: Expression): boolean | undefined {
  if (expression.kind === 'integer') return expression.value !== 0n;
  if (expression.kind !== 'name') return undefined;
  if (expression.name === 'true') return true;
  return expression.name === 'false' || expression.name === 'NULL' ? false : undefined;
}

/** A part of an expression in which control branches and something happens. */
function buildPart(context: ExpressionContext, part: Expression, next: number, statement: Statement): number {
  switch (part.kind) {
    case 'logical': {
      const right = buildValue(context, part.right, next, statement);
      return part.operator === '&&'
        ? buildCondition(context, part.left, right, next, statement)
        : buildCondition(context, part.left, next, right, statement);
    }
    case 'conditional': {
      const then = part.then ? buildValue(context, part.then, next, statement) : next;
      const otherwise = buildValue(context, part.otherwise, next, statement);
      return buildCondition(context, part.condition, then, otherwise, statement);
    }
    case 'statement-expression':
      return context.statements(part.body.body, next);
    default:
      return buildValue(context, part, next, statement);
  }
}

/** Outermost parts in which control branches, in evaluation order; those without effects stay in their leaf. */
function branchingParts(expression: Expression): readonly Expression[] {
  if (expression.kind === 'statement-expression') return [expression];
  if ((expression.kind === 'logical' || expression.kind === 'conditional') && hasEffects(expression)) {
    return [expression];
  }
  return operands(expression).flatMap(branchingParts);
}

/**
 * `x = c ? a : b` as `if (c) x = a; else x = b;`, through chains such as `x = y = c ? a : b`, so that what is assigned
 * stays tied to the condition; `x = p != NULL` too, where statements ask about both.
 */
function spreadAssignment(
  expression: Expression,
  asked: ReadonlySet<string>,
): { condition: Expression; then?: Expression; otherwise: Expression } | undefined {
  if (expression.kind !== 'assign' || expression.operator !== '=' || expression.target.kind !== 'name')
    return undefined;
  const { value, target } = expression;
  if (value.kind === 'conditional' && value.then) {
    return {
      condition: value.condition,
      then: assignInstead(expression, value.then),
      otherwise: assignInstead(expression, value.otherwise),
    };
  }
  if (asked.has(target.name) && keepsTruth(value, asked)) {
    return {
      condition: value,
      then: assignInstead(expression, integerAt(value, 1n)),
      otherwise: assignInstead(expression, integerAt(value, 0n)),
    };
  }
  const inner = spreadAssignment(value, asked);
  return inner?.then
    ? {
        condition: inner.condition,
        then: assignInstead(expression, inner.then),
        otherwise: assignInstead(expression, inner.otherwise),
      }
    : undefined;
}

const comparisons: ReadonlySet<string> = new Set(['==', '!=', '<', '>', '<=', '>=']);

/** True for a condition about something that statements ask about themselves. */
function keepsTruth(value: Expression, asked: ReadonlySet<string>): boolean {
  const isAsked = (side: Expression) => side.kind === 'name' && asked.has(side.name);
  if (value.kind === 'unary')
    return value.operator === '!' && (isAsked(value.operand) || keepsTruth(value.operand, asked));
  if (value.kind === 'binary') return comparisons.has(value.operator) && [value.left, value.right].some(isAsked);
  return value.kind === 'logical' && [value.left, value.right].some((side) => isAsked(side) || keepsTruth(side, asked));
}

function integerAt({ start, end }: Range, value: bigint): Expression {
  return { kind: 'integer', value, unsigned: false, long: 0, decimal: true, start, end };
}

function assignInstead(assignment: AssignExpression, value: Expression): AssignExpression {
  return { ...assignment, value };
}
