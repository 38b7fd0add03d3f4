import type { Expression, FunctionDefinition } from '../syntax/ast.ts';
import type { FlowNode } from './graph.ts';
import { operands, visitStatement } from './walk.ts';

/** Operators of values that have the same value when their operands have. */
export const steadyOperators: ReadonlyMap<string, string> = new Map([
  ['&', 'and'],
  ['|', 'or'],
  ['^', 'xor'],
  ['+', 'plus'],
  ['-', 'minus'],
  ['*', 'times'],
  ['/', 'over'],
  ['%', 'modulo'],
  ['<<', 'left'],
  ['>>', 'right'],
]);

const comparisons: ReadonlySet<string> = new Set(['==', '!=', '<', '>', '<=', '>=']);

/** A member or a calculation in words, the same for the same C; undefined for what calls or changes something. */
export function steadyText(expression: Expression): string | undefined {
  switch (expression.kind) {
    case 'name':
      return expression.name;
    case 'integer':
      return String(expression.value);
    case 'member': {
      const object = steadyText(expression.object);
      return object && `${object}.${expression.field}`;
    }
    case 'unary': {
      const operand = expression.operator === '~' ? steadyText(expression.operand) : undefined;
      return operand && `~${operand}`;
    }
    case 'binary': {
      const [left, right] = [steadyText(expression.left), steadyText(expression.right)];
      return left && right && steadyOperators.has(expression.operator)
        ? `(${left} ${expression.operator} ${right})`
        : undefined;
    }
    default:
      return undefined;
  }
}

/**
 * Members and calculations that more than one branch of a function asks about, as `steadyText()` has them, and that the
 * function does not change itself. Those that are asked once correlate with nothing.
 */
export function repeatedQuestions({ body }: FunctionDefinition, nodes: readonly FlowNode[]): ReadonlySet<string> {
  const times = new Map<string, number>();
  for (const { kind, expression } of nodes) {
    if (kind !== 'branch' || !expression) continue;
    for (const asked of askedIn(expression)) {
      const text = asked.kind === 'name' ? undefined : steadyText(asked);
      if (text) times.set(text, (times.get(text) ?? 0) + 1);
    }
  }
  const repeated = [...times].filter(([, count]) => count > 1).map(([text]) => text);
  if (repeated.length === 0) return new Set();
  const changed = new Set<string>();
  visitStatement(body, (expression) => {
    const target = changedBy(expression);
    if (target?.kind === 'member') changed.add(target.field);
  });
  return new Set(
    repeated.filter((text) => !(text.match(/\.\w+/g) ?? []).some((member) => changed.has(member.slice(1)))),
  );
}

function changedBy(expression: Expression): Expression | undefined {
  if (expression.kind === 'assign') return expression.target;
  if (expression.kind === 'update') return expression.operand;
  return expression.kind === 'unary' && expression.operator === '&' ? expression.operand : undefined;
}

/** What a condition compares, or asks for truth. */
function askedIn(condition: Expression): readonly Expression[] {
  if (condition.kind === 'unary' && condition.operator === '!') return askedIn(condition.operand);
  if (condition.kind === 'binary' && comparisons.has(condition.operator)) return operands(condition);
  return [condition];
}
