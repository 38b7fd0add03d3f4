import type { Parameter, TypeSyntax } from '../ast.ts';
import { childIn, childOfType, type SyntaxNode } from '../tree.ts';
import type { LoweringContext } from './context.ts';
import { lowerExpression } from './expressions.ts';
import { lowerTypeField } from './types.ts';

/** What a declarator says: the name, where there is one, and the type built around the base type. */
export interface Declared {
  readonly name?: string;
  readonly nameNode?: SyntaxNode;
  readonly type: TypeSyntax;
}

/** Reads a declarator from the outside in, as C builds the type: `*a[3]` is an array of pointers. */
export function lowerDeclarator(context: LoweringContext, node: SyntaxNode, base: TypeSyntax): Declared {
  const lower = (): Declared => {
    switch (node.type) {
      case 'identifier':
      case 'field_identifier':
      case 'type_identifier':
      case 'primitive_type':
        return lowerName(context, node, base);
      case 'pointer_declarator':
      case 'abstract_pointer_declarator':
        return inner(context, node, { kind: 'pointer', target: base });
      case 'array_declarator':
      case 'abstract_array_declarator': {
        const size = childIn(node, 'size');
        const length = size && lowerExpression(context, size);
        return inner(context, node, { kind: 'array', element: base, ...(length && { length }) });
      }
      case 'function_declarator':
      case 'abstract_function_declarator':
        return inner(context, node, { kind: 'function', returns: base, ...lowerParameters(context, node) });
      case 'init_declarator':
        return inner(context, node, base);
      default: {
        const only = node.children.find((child) => child.type.endsWith('declarator') || isName(child));
        return only ? lowerDeclarator(context, only, base) : { type: base };
      }
    }
  };
  return context.nested(node, lower, () => ({ type: base }));
}

function isName(node: SyntaxNode): boolean {
  return node.type === 'identifier' || node.type === 'field_identifier' || node.type === 'type_identifier';
}

function lowerName(context: LoweringContext, node: SyntaxNode, base: TypeSyntax): Declared {
  return { name: context.textOf(node), nameNode: node, type: base };
}

function inner(context: LoweringContext, node: SyntaxNode, type: TypeSyntax): Declared {
  const declarator = childIn(node, 'declarator');
  return declarator ? lowerDeclarator(context, declarator, type) : { type };
}

/** The parameters of a function declarator; `(void)` has none. */
export function lowerParameters(
  context: LoweringContext,
  node: SyntaxNode,
): { readonly parameters: readonly Parameter[]; readonly variadic: boolean } {
  const list = childIn(node, 'parameters');
  if (!list) return { parameters: [], variadic: false };
  const parameters = list.children
    .filter((child) => child.type === 'parameter_declaration')
    .map((child) => lowerParameter(context, child));
  const isVoid =
    parameters.length === 1 &&
    parameters[0].name === undefined &&
    parameters[0].type.kind === 'named' &&
    parameters[0].type.name === 'void';
  return {
    parameters: isVoid ? [] : parameters,
    variadic: childOfType(list, 'variadic_parameter') !== undefined,
  };
}

function lowerParameter(context: LoweringContext, node: SyntaxNode): Parameter {
  const base = lowerTypeField(context, node);
  const declarator = childIn(node, 'declarator');
  const { name, type } = declarator ? lowerDeclarator(context, declarator, base) : { name: undefined, type: base };
  return { ...(name !== undefined && { name }), type, ...context.rangeOf(node) };
}
