import type { FunctionDefinition } from '../ast.ts';
import { childIn, childOfType, type SyntaxNode } from '../tree.ts';
import type { LoweringContext } from './context.ts';
import { lowerDeclarator } from './declarators.ts';
import { lowerCompound } from './statements.ts';
import { lowerTypeField } from './types.ts';

const inlineWords = new Set(['inline', '__inline', '__inline__', '__always_inline', 'nokprobe_inline']);

/** Lowers a function; undefined when the node declares none. `words` stand before its name: the masking hid some. */
export function lowerFunction(
  context: LoweringContext,
  node: SyntaxNode,
  words: readonly string[],
): FunctionDefinition | undefined {
  const declarator = childIn(node, 'declarator');
  const body = childIn(node, 'body') ?? childOfType(node, 'compound_statement');
  if (!declarator || !body) return undefined;
  const declared = lowerDeclarator(context, declarator, lowerTypeField(context, node));
  if (declared.type.kind !== 'function' || declared.name === undefined || !declared.nameNode) return undefined;
  const storage = words.includes('static') ? 'static' : words.includes('extern') ? 'extern' : undefined;
  return {
    name: declared.name,
    nameRange: context.rangeOf(declared.nameNode),
    returns: declared.type.returns,
    parameters: declared.type.parameters,
    variadic: declared.type.variadic,
    ...(storage && { storage }),
    inline: words.some((word) => inlineWords.has(word)),
    body: lowerCompound(context, body),
    ...context.rangeOf(node),
  };
}
