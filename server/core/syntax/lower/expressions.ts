import type { Expression, UnknownExpression } from '../ast.ts';
import { childIn, type SyntaxNode } from '../tree.ts';
import { isTypeName } from '../type-names.ts';
import { lowerCall } from './calls.ts';
import { asCast } from './casts.ts';
import type { LoweringContext } from './context.ts';
import { lowerInitializerList } from './initializers.ts';
import { literalBody, readInteger, unescapeLiteral } from './literals.ts';
import { lowerCompound } from './statements.ts';
import { lowerTypeDescriptor } from './types.ts';

export function unknown(context: LoweringContext, node: SyntaxNode, reason: string): UnknownExpression {
  return { kind: 'unknown', reason, ...context.rangeOf(node) };
}

/** Reason of an `asm` that neither takes nor gives values: a barrier. */
export const plainAssembly = 'inline assembly without operands';

export function lowerExpression(context: LoweringContext, node: SyntaxNode): Expression {
  return context.nested(
    node,
    () => lowerAny(context, node),
    (reason) => unknown(context, node, reason),
  );
}

/** The expression in a field, or an unknown one where the parse has none. */
export function lowerField(context: LoweringContext, node: SyntaxNode, field: string): Expression {
  const child = childIn(node, field);
  return child ? lowerExpression(context, child) : unknown(context, node, `no ${field}`);
}

function operatorOf(node: SyntaxNode, context: LoweringContext): string {
  const operator = childIn(node, 'operator');
  return operator ? context.textOf(operator) : '';
}

function lowerAny(context: LoweringContext, node: SyntaxNode): Expression {
  const range = context.rangeOf(node);
  switch (node.type) {
    case 'identifier':
    case 'null':
      return { kind: 'name', name: nameOf(context, node), ...range };
    case 'true':
    case 'false':
      return {
        kind: 'integer',
        value: node.type === 'true' ? 1n : 0n,
        unsigned: false,
        long: 0,
        decimal: true,
        ...range,
      };
    case 'number_literal':
      return lowerNumber(context, node);
    case 'char_literal':
      return lowerCharacter(context, node);
    case 'string_literal':
    case 'concatenated_string':
      return { kind: 'string', value: stringValue(context, node), ...range };
    case 'parenthesized_expression':
      return lowerParenthesized(context, node);
    case 'compound_statement':
      return { kind: 'statement-expression', body: lowerCompound(context, node), ...range };
    case 'call_expression':
      return lowerCall(context, node);
    case 'field_expression':
      return lowerMemberAccess(context, node);
    case 'subscript_expression':
      return {
        kind: 'index',
        array: lowerField(context, node, 'argument'),
        index: lowerField(context, node, 'index'),
        ...range,
      };
    case 'pointer_expression':
    case 'unary_expression': {
      const operator = operatorOf(node, context) as '-' | '+' | '!' | '~' | '*' | '&';
      return { kind: 'unary', operator, operand: lowerField(context, node, 'argument'), ...range };
    }
    case 'update_expression': {
      const operator = childIn(node, 'operator') ?? node;
      const operand = childIn(node, 'argument') ?? node;
      return {
        kind: 'update',
        operator: context.textOf(operator) === '--' ? '--' : '++',
        prefix: operator.start < operand.start,
        operand: lowerField(context, node, 'argument'),
        ...range,
      };
    }
    case 'binary_expression':
      return lowerBinary(context, node);
    case 'assignment_expression': {
      const operator = operatorOf(node, context) as '=';
      const target = lowerField(context, node, 'left');
      return { kind: 'assign', operator, target, value: lowerField(context, node, 'right'), ...range };
    }
    case 'conditional_expression': {
      const then = childIn(node, 'consequence');
      return {
        kind: 'conditional',
        condition: lowerField(context, node, 'condition'),
        ...(then && { then: lowerExpression(context, then) }),
        otherwise: lowerField(context, node, 'alternative'),
        ...range,
      };
    }
    case 'cast_expression': {
      const type = childIn(node, 'type');
      const operand = lowerField(context, node, 'value');
      return type ? { kind: 'cast', type: lowerTypeDescriptor(context, type), operand, ...range } : operand;
    }
    case 'sizeof_expression':
      return lowerSizeof(context, node);
    case 'comma_expression':
      return {
        kind: 'sequence',
        expressions: flattenComma(node).map((each) => lowerExpression(context, each)),
        ...range,
      };
    case 'compound_literal_expression': {
      const type = childIn(node, 'type');
      const value = childIn(node, 'value');
      if (!type || !value) break;
      const initializer = lowerInitializerList(context, value);
      return { kind: 'compound-literal', type: lowerTypeDescriptor(context, type), initializer, ...range };
    }
    case 'initializer_list':
      return lowerInitializerList(context, node);
    case 'extension_expression':
      return node.children.length > 0 ? lowerExpression(context, node.children[0]) : unknown(context, node, node.type);
    case 'gnu_asm_expression':
      return unknown(context, node, 'inline assembly');
  }
  return unknown(
    context,
    node,
    node.type === 'ERROR' ? 'a syntax error' : `${node.type.replaceAll('_', ' ')} is not read`,
  );
}

/** A name as the author wrote it. */
export function nameOf(context: LoweringContext, node: SyntaxNode): string {
  const note = context.notes.get(node.start);
  return note?.kind === 'renamed' ? note.name : context.textOf(node);
}

function lowerNumber(context: LoweringContext, node: SyntaxNode): Expression {
  const note = context.notes.get(node.start);
  if (note?.kind === 'assembly') {
    const whole = { ...node, end: note.end };
    return unknown(context, whole, note.plain ? plainAssembly : 'inline assembly');
  }
  if (note?.kind === 'type-argument') {
    const whole = { start: node.start, end: note.end };
    const type = context.fragments.type(context.source.slice(node.start, note.end), context.base + node.start);
    if (type) return { kind: 'type', type, ...context.rangeOf(whole) };
    return unknown(context, { ...node, end: note.end }, 'an argument that is no expression');
  }
  if (note?.kind === 'statement-argument') {
    const read = context.fragments.statement(context.source.slice(node.start, note.end), context.base + node.start);
    return read ?? unknown(context, { ...node, end: note.end }, 'an argument that is no expression');
  }
  const range = context.rangeOf(node);
  const text = context.textOf(node);
  const sign = /^[-+]/.exec(text)?.[0];
  const read = readInteger(sign ? text.slice(1) : text);
  if (!read) return unknown(context, node, 'a number that is no integer');
  if (sign === undefined) return { kind: 'integer', ...read, ...range };
  const operand = { kind: 'integer', ...read, start: range.start + 1, end: range.end } as const;
  return { kind: 'unary', operator: sign === '-' ? '-' : '+', operand, ...range };
}

function lowerCharacter(context: LoweringContext, node: SyntaxNode): Expression {
  const value = unescapeLiteral(literalBody(context.textOf(node))).charCodeAt(0);
  const code = Number.isNaN(value) ? 0n : BigInt(value);
  return { kind: 'integer', value: code, unsigned: false, long: 0, decimal: true, ...context.rangeOf(node) };
}

/** The text of adjacent literals; a macro between them (`PRIu64`, `KERN_INFO`) adds nothing that is known here. */
function stringValue(context: LoweringContext, node: SyntaxNode): string {
  if (node.type === 'string_literal') return unescapeLiteral(literalBody(context.textOf(node)));
  return node.children
    .filter((child) => child.type === 'string_literal')
    .map((child) => unescapeLiteral(literalBody(context.textOf(child))))
    .join('');
}

function lowerParenthesized(context: LoweringContext, node: SyntaxNode): Expression {
  const inner = node.children[0];
  if (!inner) return unknown(context, node, 'empty parentheses');
  if (inner.type === 'compound_statement') {
    return { kind: 'statement-expression', body: lowerCompound(context, inner), ...context.rangeOf(node) };
  }
  return lowerExpression(context, inner);
}

function lowerMemberAccess(context: LoweringContext, node: SyntaxNode): Expression {
  const field = childIn(node, 'field');
  if (!field) return unknown(context, node, 'no member');
  return {
    kind: 'member',
    object: lowerField(context, node, 'argument'),
    arrow: operatorOf(node, context) === '->',
    field: context.textOf(field),
    fieldRange: context.rangeOf(field),
    ...context.rangeOf(node),
  };
}

function lowerBinary(context: LoweringContext, node: SyntaxNode): Expression {
  const operator = operatorOf(node, context);
  const range = context.rangeOf(node);
  const cast = asCast(context, node, operator);
  if (cast) return cast;
  const left = lowerField(context, node, 'left');
  const right = lowerField(context, node, 'right');
  if (operator === '&&' || operator === '||') return { kind: 'logical', operator, left, right, ...range };
  return { kind: 'binary', operator: operator as '+', left, right, ...range };
}

function lowerSizeof(context: LoweringContext, node: SyntaxNode): Expression {
  const range = context.rangeOf(node);
  const type = childIn(node, 'type');
  if (type) {
    const operand = { kind: 'type', type: lowerTypeDescriptor(context, type), ...context.rangeOf(type) } as const;
    return { kind: 'sizeof', operand, ...range };
  }
  const value = childIn(node, 'value');
  const lone = value?.type === 'parenthesized_expression' ? value.children[0] : undefined;
  if (lone?.type === 'identifier') {
    const note = context.notes.get(lone.start);
    if (note?.kind === 'typeof' || isTypeName(context.textOf(lone))) {
      const operand = lowerTypeDescriptor(context, { ...lone, children: [{ ...lone, field: 'type' }] });
      return { kind: 'sizeof', operand: { kind: 'type', type: operand, ...context.rangeOf(lone) }, ...range };
    }
  }
  return { kind: 'sizeof', operand: lowerField(context, node, 'value'), ...range };
}

function flattenComma(node: SyntaxNode): SyntaxNode[] {
  const parts: SyntaxNode[] = [];
  let rest: SyntaxNode | undefined = node;
  while (rest?.type === 'comma_expression') {
    const left = childIn(rest, 'left');
    if (left) parts.push(left);
    rest = childIn(rest, 'right');
  }
  if (rest) parts.push(rest);
  return parts;
}

/** The expressions of a parenthesised comma list: the arguments of an iterator macro. */
export function lowerCommaList(context: LoweringContext, node: SyntaxNode): Expression[] {
  const inner = node.children[0];
  return inner ? flattenComma(inner).map((each) => lowerExpression(context, each)) : [];
}
