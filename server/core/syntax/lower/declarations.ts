import type { DeclarationStatement, Declarator, Expression } from '../ast.ts';
import { childIn, childrenIn, type SyntaxNode } from '../tree.ts';
import type { LoweringContext } from './context.ts';
import { lowerDeclarator } from './declarators.ts';
import { lowerExpression } from './expressions.ts';
import { lowerTypeField } from './types.ts';

const storages = ['static', 'extern', 'typedef', 'register'] as const;

/** A declaration or a typedef, at file level or in a block. */
export function lowerDeclaration(context: LoweringContext, node: SyntaxNode): DeclarationStatement {
  const base = lowerTypeField(context, node);
  const storage = storageOf(context, node);
  return {
    kind: 'declaration',
    ...(storage && { storage }),
    base,
    declarators: childrenIn(node, 'declarator').map((each) => lowerInitDeclarator(context, each, base)),
    ...context.rangeOf(node),
  };
}

function storageOf(context: LoweringContext, node: SyntaxNode): DeclarationStatement['storage'] {
  if (node.type === 'type_definition') return 'typedef';
  const words = node.children
    .filter((child) => child.type === 'storage_class_specifier')
    .map((child) => context.textOf(child));
  return storages.find((storage) => words.includes(storage));
}

function lowerInitDeclarator(
  context: LoweringContext,
  node: SyntaxNode,
  base: DeclarationStatement['base'],
): Declarator {
  const declared = lowerDeclarator(context, node, base);
  const value = node.type === 'init_declarator' ? childIn(node, 'value') : undefined;
  const initializer = value ? lowerExpression(context, value) : macroInitializer(context, declared.nameNode);
  const deduced =
    initializer && base.kind === 'named' && base.name === '__auto_type'
      ? ({ kind: 'typeof', operand: initializer } as const)
      : declared.type;
  return {
    name: declared.name ?? '',
    nameRange: context.rangeOf(declared.nameNode ?? node),
    type: macroArrayType(context, declared.nameNode, deduced),
    ...(initializer && { initializer }),
    ...context.rangeOf(node),
  };
}

/** `XA_STATE(xas, …)` gives `xas` its first value: the macro call itself stands for it. */
function macroInitializer(context: LoweringContext, name: SyntaxNode | undefined): Expression | undefined {
  const note = name && context.notes.get(name.start);
  if (note?.kind !== 'declared-by') return undefined;
  return context.fragments.call(context.source.slice(note.start, note.end), context.base + note.start);
}

/**
 * `DECLARE_BITMAP(name, bits)` stands as `unsigned long name[bits]` and holds BITS_TO_LONGS(bits) words;
 * `DECLARE_HASHTABLE(name, bits)` holds `1 << bits` heads; `DECLARE_FLEX_ARRAY(type, name)` says no length.
 */
export function macroArrayType(
  context: LoweringContext,
  name: SyntaxNode | undefined,
  type: Declarator['type'],
): Declarator['type'] {
  const note = name && context.notes.get(name.start);
  if (note?.kind === 'flexible') return { kind: 'array', element: type };
  if (note?.kind !== 'bitmap' && note?.kind !== 'hashtable') return type;
  if (type.kind !== 'array' || !type.length) return type;
  const { start, end } = type.length;
  if (note.kind === 'hashtable') {
    const one = { kind: 'integer', value: 1n, unsigned: false, long: 0, decimal: true, start, end: start } as const;
    return { ...type, length: { kind: 'binary', operator: '<<', left: one, right: type.length, start, end } };
  }
  const callee = { kind: 'name', name: 'BITS_TO_LONGS', start, end: start } as const;
  return { ...type, length: { kind: 'call', callee, arguments: [type.length], start, end } };
}
