import type { FunctionDefinition } from '../ast.ts';
import { childIn, childOfType, type SyntaxNode } from '../tree.ts';
import type { LoweringContext } from './context.ts';
import { lowerDeclarator } from './declarators.ts';
import { lowerCompound } from './statements.ts';
import { lowerTypeField } from './types.ts';

/** Lowers a function; undefined when the node declares no function. `inline` is said by the caller, who saw the macros. */
export function lowerFunction(
  context: LoweringContext,
  node: SyntaxNode,
  inline: boolean,
): FunctionDefinition | undefined {
  const declarator = childIn(node, 'declarator');
  const body = childIn(node, 'body') ?? childOfType(node, 'compound_statement');
  if (!declarator || !body) return undefined;
  const declared = lowerDeclarator(context, declarator, lowerTypeField(context, node));
  if (declared.type.kind !== 'function' || declared.name === undefined || !declared.nameNode) return undefined;
  const words = node.children
    .filter((child) => child.type === 'storage_class_specifier')
    .map((child) => context.textOf(child));
  const storage = words.includes('static') ? 'static' : words.includes('extern') ? 'extern' : undefined;
  return {
    name: declared.name,
    nameRange: context.rangeOf(declared.nameNode),
    returns: declared.type.returns,
    parameters: declared.type.parameters,
    variadic: declared.type.variadic,
    ...(storage && { storage }),
    inline: inline || words.some((word) => word.includes('inline')),
    body: lowerCompound(context, body),
    ...context.rangeOf(node),
  };
}
