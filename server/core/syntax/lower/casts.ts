import type { CastExpression, Expression } from '../ast.ts';
import { childIn, type SyntaxNode } from '../tree.ts';
import { isTypeName } from '../type-names.ts';
import type { LoweringContext } from './context.ts';
import { lowerField } from './expressions.ts';
import { lowerTypeSpecifier } from './types.ts';

/** The name in `(name)`, when it is a type by its look or by what the masking noted. */
export function parenthesizedType(context: LoweringContext, node: SyntaxNode | undefined): SyntaxNode | undefined {
  if (node?.type !== 'parenthesized_expression') return undefined;
  const [only] = node.children;
  if (only?.type !== 'identifier') return undefined;
  if (context.notes.get(only.start)?.kind === 'typeof') return only;
  return isTypeName(context.textOf(only)) ? only : undefined;
}

/**
 * A cast that the grammar, which knows no typedefs, reads as an operator on a parenthesised name: `(pteval_t)-1`,
 * `(u64)*p`, `(u64)&x`.
 */
export function asCast(context: LoweringContext, node: SyntaxNode, operator: string): CastExpression | undefined {
  if (operator !== '-' && operator !== '+' && operator !== '*' && operator !== '&') return undefined;
  const type = parenthesizedType(context, childIn(node, 'left'));
  const sign = childIn(node, 'operator');
  if (!type || !sign) return undefined;
  const operand: Expression = {
    kind: 'unary',
    operator,
    operand: lowerField(context, node, 'right'),
    ...context.rangeOf({ start: sign.start, end: node.end }),
  };
  return { kind: 'cast', type: lowerTypeSpecifier(context, type), operand, ...context.rangeOf(node) };
}
