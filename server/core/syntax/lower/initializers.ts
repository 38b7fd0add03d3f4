import type { Expression, InitializerEntry, InitializerList } from '../ast.ts';
import { childOfType, childrenIn, type SyntaxNode } from '../tree.ts';
import type { LoweringContext } from './context.ts';
import { lowerExpression, lowerField } from './expressions.ts';

/** What stands between the braces of an initializer, designators and all. */
export function lowerInitializerList(context: LoweringContext, node: SyntaxNode): InitializerList {
  return {
    kind: 'initializer-list',
    entries: node.children.map((child) => lowerInitializerEntry(context, child)),
    ...context.rangeOf(node),
  };
}

function lowerInitializerEntry(context: LoweringContext, node: SyntaxNode): InitializerEntry {
  const range = context.rangeOf(node);
  if (node.type !== 'initializer_pair') return { designators: [], value: lowerExpression(context, node), ...range };
  const designators = childrenIn(node, 'designator').map((each): string | Expression => {
    if (each.type === 'field_identifier') return context.textOf(each);
    if (each.type === 'field_designator') return context.textOf(childOfType(each, 'field_identifier') ?? each);
    if (each.type === 'subscript_range_designator') {
      return {
        kind: 'sequence',
        expressions: [lowerField(context, each, 'start'), lowerField(context, each, 'end')],
        ...context.rangeOf(each),
      };
    }
    return lowerExpression(context, each.children[0]);
  });
  return { designators, value: lowerField(context, node, 'value'), ...range };
}
