import type { Expression } from '../syntax/ast.ts';

/** The name of the function that an expression may stand for, called or given: `f`, `&f`, `*f`; empty for others. */
export function functionNameIn(expression: Expression): string {
  if (expression.kind === 'name') return expression.name;
  if (expression.kind === 'unary' && (expression.operator === '&' || expression.operator === '*'))
    return functionNameIn(expression.operand);
  return expression.kind === 'cast' ? functionNameIn(expression.operand) : '';
}
