import type { Expression } from '../ast.ts';
import { childIn, type SyntaxNode } from '../tree.ts';
import { isTypeArgument } from '../type-names.ts';
import { parenthesizedType } from './casts.ts';
import type { LoweringContext } from './context.ts';
import { lowerExpression, lowerField, nameOf } from './expressions.ts';
import { lowerTypeSpecifier } from './types.ts';

/** A call; or a cast, which the grammar cannot tell from one in `(pte_t)(value)`. */
export function lowerCall(context: LoweringContext, node: SyntaxNode): Expression {
  const range = context.rangeOf(node);
  const callee = childIn(node, 'function');
  const list = childIn(node, 'arguments');
  const castType = parenthesizedType(context, callee);
  if (castType && list) {
    const operands = list.children.map((each) => lowerExpression(context, each));
    const operand: Expression =
      operands.length === 1 ? operands[0] : { kind: 'sequence', expressions: operands, ...context.rangeOf(list) };
    return { kind: 'cast', type: lowerTypeSpecifier(context, castType), operand, ...range };
  }
  const name = callee?.type === 'identifier' ? nameOf(context, callee) : '';
  const args = (list?.children ?? []).map((argument, index) => lowerArgument(context, argument, name, index));
  const member = name === 'offsetof' && args.length === 2 ? args[1] : undefined;
  if (member && args[0].kind === 'type' && list) {
    return { kind: 'offsetof', type: args[0].type, field: context.textOf(list.children[1]), ...range };
  }
  return { kind: 'call', callee: lowerField(context, node, 'function'), arguments: args, ...range };
}

function lowerArgument(context: LoweringContext, node: SyntaxNode, macro: string, index: number): Expression {
  const namesType =
    node.type === 'identifier' && (isTypeArgument(macro, index) || context.notes.get(node.start)?.kind === 'typeof');
  if (!namesType) return lowerExpression(context, node);
  return { kind: 'type', type: lowerTypeSpecifier(context, node), ...context.rangeOf(node) };
}
