import type { Enumerator, Expression, MemberDeclaration, TypeSyntax } from '../ast.ts';
import { placeAt } from '../relocate.ts';
import { childIn, childOfType, type SyntaxNode } from '../tree.ts';
import type { LoweringContext } from './context.ts';
import { macroArrayType } from './declarations.ts';
import { lowerDeclarator } from './declarators.ts';
import { expandCalls } from './expand.ts';
import { lowerExpression } from './expressions.ts';

/** The type in the `type` field of a declaration, a parameter, a member or a type descriptor. */
export function lowerTypeField(context: LoweringContext, node: SyntaxNode): TypeSyntax {
  const type = childIn(node, 'type');
  return type ? lowerTypeSpecifier(context, type) : { kind: 'named', name: 'int' };
}

export function lowerTypeSpecifier(context: LoweringContext, node: SyntaxNode): TypeSyntax {
  const lower = (): TypeSyntax => {
    switch (node.type) {
      case 'struct_specifier':
      case 'union_specifier':
        return lowerRecord(context, node);
      case 'enum_specifier':
        return lowerEnum(context, node);
      case 'sized_type_specifier':
        return { kind: 'named', name: normaliseBuiltin(context.textOf(node)) };
      default:
        return lowerNamedType(context, node);
    }
  };
  return context.nested(node, lower, () => ({ kind: 'named', name: 'int' }));
}

function lowerNamedType(context: LoweringContext, node: SyntaxNode): TypeSyntax {
  const note = context.notes.get(node.start);
  if (note?.kind === 'typeof') {
    const text = context.source.slice(note.operandStart, note.operandEnd);
    const base = context.base + note.operandStart;
    return { kind: 'typeof', operand: readTypeOrExpression(context, text, base) };
  }
  if (note?.kind === 'type-name' && /^\w+$/.test(note.type)) return { kind: 'named', name: note.type };
  if (note?.kind === 'type-name') {
    return context.fragments.type(note.type, context.base + node.start) ?? { kind: 'named', name: note.type };
  }
  const name = context.textOf(node);
  return { kind: 'named', name: normaliseBuiltin(name) };
}

/** The operand of `typeof`: a type where it reads as one, else an expression. */
function readTypeOrExpression(context: LoweringContext, text: string, base: number) {
  const range = { start: base, end: base + text.length };
  if (startsLikeType(text)) {
    const type = context.fragments.type(text, base);
    if (type) return { kind: 'type', type, ...range } as const;
  }
  const expression = context.fragments.expression(text, base);
  if (expression) return expression;
  const type = context.fragments.type(text, base);
  if (type) return { kind: 'type', type, ...range } as const;
  return { kind: 'unknown', reason: 'typeof of something that cannot be read', ...range } as const;
}

const typeWords =
  /^\s*(?:const|volatile|struct|union|enum|unsigned|signed|long|short|int|char|bool|_Bool|void|float|double|size_t|ssize_t|[su](?:8|16|32|64)|__[sub]e?(?:8|16|32|64)|\w+_t)\b/;

/** Whether a text begins with a word that only a type begins with. */
export function startsLikeType(text: string): boolean {
  return typeWords.test(text) && !/^\s*\w+\s*(?:\(|->|\.|\[)/.test(text);
}

const builtinWords = new Set(['signed', 'unsigned', 'long', 'short', 'int', 'char']);

/** 'long unsigned int' → 'unsigned long'; other names only lose their qualifiers and their spare blanks. */
export function normaliseBuiltin(text: string): string {
  const words = text.split(/[^\w]+/).filter((word) => word !== '' && word !== 'const' && word !== 'volatile');
  if (words.length === 1 && words[0] !== 'signed') return words[0] === 'unsigned' ? 'unsigned int' : words[0];
  if (!words.every((word) => builtinWords.has(word))) return words.join(' ');
  const has = (word: string): boolean => words.includes(word);
  const sign = has('unsigned') ? 'unsigned ' : '';
  if (has('char')) return sign || (has('signed') ? 'signed ' : '') ? `${sign || 'signed '}char` : 'char';
  if (has('short')) return `${sign}short`;
  const longs = words.filter((word) => word === 'long').length;
  return `${sign}${longs >= 2 ? 'long long' : longs === 1 ? 'long' : 'int'}`;
}

function lowerRecord(context: LoweringContext, node: SyntaxNode): TypeSyntax {
  const name = childIn(node, 'name');
  const body = childIn(node, 'body');
  return {
    kind: 'record',
    keyword: node.type === 'union_specifier' ? 'union' : 'struct',
    ...(name && { tag: context.textOf(name) }),
    ...(body && { members: body.children.flatMap((member) => lowerMember(context, member)) }),
  };
}

function lowerMember(context: LoweringContext, node: SyntaxNode): MemberDeclaration[] {
  if (node.type !== 'field_declaration') return [];
  const base = lowerTypeField(context, node);
  const members: MemberDeclaration[] = [];
  for (const child of node.children) {
    if (child.field === 'declarator') {
      members.push(lowerNamedMember(context, child, base));
    } else if (child.type === 'bitfield_clause') {
      const width: Expression = lowerExpression(context, child.children[0]);
      const declared = members.pop() ?? { type: base, ...context.rangeOf(child) };
      members.push({ ...declared, bits: width });
    }
  }
  if (members.length === 0 && base.kind === 'record') members.push({ type: base, ...context.rangeOf(node) });
  return members;
}

function lowerNamedMember(context: LoweringContext, node: SyntaxNode, base: TypeSyntax): MemberDeclaration {
  const { name, nameNode, type } = lowerDeclarator(context, node, base);
  const unnamed = name === undefined || (nameNode && context.notes.get(nameNode.start)?.kind === 'unnamed');
  return { ...(!unnamed && { name }), type: macroArrayType(context, nameNode, type), ...context.rangeOf(node) };
}

function lowerEnum(context: LoweringContext, node: SyntaxNode): TypeSyntax {
  const name = childIn(node, 'name');
  const body = childIn(node, 'body');
  const enumerators = body?.children
    .filter((child) => child.type === 'enumerator')
    .flatMap((child): readonly Enumerator[] => {
      const note = context.notes.get(child.start);
      if (note?.kind === 'enumerator-macro') return expandEnumerators(context, child, note.end);
      const value = childIn(child, 'value');
      const named = childIn(child, 'name') ?? child;
      return [
        {
          name: context.textOf(named),
          ...(value && { value: lowerExpression(context, value) }),
          ...context.rangeOf(child),
        },
      ];
    });
  return { kind: 'enum', ...(name && { tag: context.textOf(name) }), ...(enumerators && { enumerators }) };
}

/** The enumerators that a macro of the same file expands to, all standing where it is called. */
function expandEnumerators(context: LoweringContext, node: SyntaxNode, end: number): readonly Enumerator[] {
  const call = context.source.slice(node.start, end);
  const text = expandCalls(call, context.macros);
  const range = context.rangeOf({ start: node.start, end });
  const enumerators = text === undefined ? undefined : context.fragments.enumerators(text);
  if (enumerators) return placeAt(enumerators, range);
  context.problem(
    { start: node.start, end },
    `${context.textOf(node)} is not a macro of this file that gives enumerators`,
  );
  return [];
}

/** A type as it stands in a cast or under sizeof: specifier and abstract declarator. */
export function lowerTypeDescriptor(context: LoweringContext, node: SyntaxNode): TypeSyntax {
  const base = lowerTypeField(context, node);
  const declarator = childIn(node, 'declarator') ?? childOfType(node, 'abstract_pointer_declarator');
  return declarator ? lowerDeclarator(context, declarator, base).type : base;
}
