import type { CompoundStatement, Expression, Statement } from '../ast.ts';
import { childIn, type SyntaxNode } from '../tree.ts';
import type { LoweringContext } from './context.ts';
import { lowerDeclaration } from './declarations.ts';
import { lowerCommaList, lowerExpression, unknown } from './expressions.ts';

export function lowerCompound(context: LoweringContext, node: SyntaxNode): CompoundStatement {
  const body = node.children.flatMap((child) => lowerStatements(context, child));
  return { kind: 'compound', body, ...context.rangeOf(node) };
}

/** One statement where C wants exactly one: the body of a loop or of a branch. */
function lowerOne(context: LoweringContext, node: SyntaxNode | undefined, parent: SyntaxNode): Statement {
  if (!node) return unreadable(context, parent, 'no statement');
  const statements = lowerStatements(context, node);
  if (statements.length === 1) return statements[0];
  return { kind: 'compound', body: statements, ...context.rangeOf(node) };
}

function unreadable(context: LoweringContext, node: SyntaxNode, reason: string): Statement {
  context.problem(node, reason);
  return { kind: 'unknown-statement', reason, ...context.rangeOf(node) };
}

/** A node as statements: labels and cases come out beside what they label, as the syntax tree has them. */
function lowerStatements(context: LoweringContext, node: SyntaxNode): Statement[] {
  return context.nested(
    node,
    () => lowerAny(context, node),
    (reason) => [{ kind: 'unknown-statement', reason, ...context.rangeOf(node) }],
  );
}

/**
 * A word alone on its line, over a call or an assignment that is indented no deeper, is read as the type of a declaration.
 * Nobody declares so; someone has not typed the rest of the line yet.
 */
function refuseTorn(context: LoweringContext, node: SyntaxNode): void {
  const type = childIn(node, 'type');
  const declarator = childIn(node, 'declarator');
  if (!type || !declarator || childIn(type, 'body')) return;
  const between = context.source.slice(type.end, declarator.start);
  const lineEnd = between.lastIndexOf('\n');
  const lineStart = context.source.lastIndexOf('\n', node.start - 1) + 1;
  if (lineEnd < 0 || between.length - lineEnd - 1 > node.start - lineStart) return;
  context.problem(type, `';' is missing after ${context.textOf(type)}`);
}

function condition(context: LoweringContext, node: SyntaxNode): Expression {
  const parenthesized = childIn(node, 'condition');
  return parenthesized ? lowerExpression(context, parenthesized) : unknown(context, node, 'no condition');
}

function lowerAny(context: LoweringContext, node: SyntaxNode): Statement[] {
  const range = context.rangeOf(node);
  switch (node.type) {
    case 'compound_statement':
      return [lowerCompound(context, node)];
    case 'expression_statement':
      return [lowerExpressionStatement(context, node), ...assemblyJumps(context, node)];
    case 'declaration':
    case 'type_definition':
      refuseTorn(context, node);
      return [lowerDeclaration(context, node)];
    case 'struct_specifier':
    case 'union_specifier':
    case 'enum_specifier':
      return [lowerDeclaration(context, { ...node, children: [{ ...node, field: 'type' }] })];
    case 'if_statement': {
      const alternative = childIn(node, 'alternative');
      return [
        {
          kind: 'if',
          condition: condition(context, node),
          then: lowerOne(context, childIn(node, 'consequence'), node),
          ...(alternative && { otherwise: lowerOne(context, alternative.children[0], alternative) }),
          ...range,
        },
      ];
    }
    case 'while_statement':
      return [lowerWhile(context, node)];
    case 'do_statement': {
      const body = lowerOne(context, childIn(node, 'body'), node);
      return [{ kind: 'do-while', condition: lowerLoopTest(context, node), body, ...range }];
    }
    case 'for_statement':
      return [lowerFor(context, node)];
    case 'switch_statement': {
      const body = lowerOne(context, childIn(node, 'body'), node);
      return [{ kind: 'switch', value: condition(context, node), body, ...range }];
    }
    case 'case_statement':
      return lowerCase(context, node);
    case 'labeled_statement':
      return lowerLabel(context, node);
    case 'goto_statement': {
      const label = childIn(node, 'label');
      const name = label && context.textOf(label);
      return [{ kind: 'goto', ...(name && { label: name }), ...range }];
    }
    case 'break_statement':
      return [{ kind: 'break', ...range }];
    case 'continue_statement':
      return [{ kind: 'continue', ...range }];
    case 'return_statement': {
      const [value] = node.children;
      return [{ kind: 'return', ...(value && { value: lowerExpression(context, value) }), ...range }];
    }
    case 'attributed_statement': {
      const inner = node.children.at(-1);
      return inner ? lowerStatements(context, inner) : [{ kind: 'empty', ...range }];
    }
    case 'macro_type_specifier':
      return [lowerCallReadAsType(context, node)];
    case 'ERROR':
      return [unreadable(context, node, 'a syntax error')];
    default:
      return [unreadable(context, node, `${node.type.replaceAll('_', ' ')} among the statements`)];
  }
}

function lowerExpressionStatement(context: LoweringContext, node: SyntaxNode): Statement {
  const range = context.rangeOf(node);
  const [expression] = node.children;
  if (!expression) return { kind: 'empty', ...range };
  // An attribute in the shape of a statement, include/linux/compiler_attributes.h.
  if (expression.type === 'identifier' && context.textOf(expression) === 'fallthrough') {
    return { kind: 'empty', ...range };
  }
  return { kind: 'expression', expression: lowerExpression(context, expression), ...range };
}

/** `f(MACRO(a * b));` is a type to the grammar, which takes the product for a pointer. */
function lowerCallReadAsType(context: LoweringContext, node: SyntaxNode): Statement {
  const text = context.source.slice(node.start, node.end);
  const expression = context.fragments.expression(text, context.base + node.start);
  if (!expression) return unreadable(context, node, 'a type among the statements');
  return { kind: 'expression', expression, ...context.rangeOf(node) };
}

/** `asm goto` may go to each of its labels: a condition that nobody knows, and a goto. */
function assemblyJumps(context: LoweringContext, node: SyntaxNode): Statement[] {
  const [expression] = node.children;
  const note = expression && context.notes.get(expression.start);
  if (note?.kind !== 'assembly') return [];
  const range = context.rangeOf({ start: expression.start, end: note.end });
  return note.labels.map((label) => ({
    kind: 'if',
    condition: { kind: 'unknown', reason: 'inline assembly', ...range },
    then: { kind: 'goto', label, ...range },
    ...range,
  }));
}

function lowerWhile(context: LoweringContext, node: SyntaxNode): Statement {
  const range = context.rangeOf(node);
  const body = lowerOne(context, childIn(node, 'body'), node);
  const note = context.notes.get(node.start);
  if (note?.kind === 'iterate' || note?.kind === 'guard') {
    const list = childIn(node, 'condition');
    const args = list && !note.empty ? lowerCommaList(context, list) : [];
    return { kind: note.kind, macro: note.macro, arguments: args, body, ...range };
  }
  return { kind: 'while', condition: condition(context, node), body, ...range };
}

/** The test of a do loop: of `do { … } for_each_thing(args);` it is the macro's call. */
function lowerLoopTest(context: LoweringContext, node: SyntaxNode): Expression {
  const test = childIn(node, 'condition');
  const note = test && context.notes.get(test.start);
  if (!test || note?.kind !== 'loop-test') return condition(context, node);
  const range = context.rangeOf(test);
  const callee = { kind: 'name', name: note.macro, start: range.start, end: range.start } as const;
  return { kind: 'call', callee, arguments: lowerCommaList(context, test), ...range };
}

function lowerFor(context: LoweringContext, node: SyntaxNode): Statement {
  const initializer = childIn(node, 'initializer');
  const test = childIn(node, 'condition');
  const update = childIn(node, 'update');
  const initial =
    initializer &&
    (initializer.type === 'declaration'
      ? lowerDeclaration(context, initializer)
      : lowerExpression(context, initializer));
  return {
    kind: 'for',
    ...(initial && { initial }),
    ...(test && { condition: lowerExpression(context, test) }),
    ...(update && { update: lowerExpression(context, update) }),
    body: lowerOne(context, childIn(node, 'body'), node),
    ...context.rangeOf(node),
  };
}

/** The grammar hangs the statements after a label under the case; they stand beside it here. */
function lowerCase(context: LoweringContext, node: SyntaxNode): Statement[] {
  const value = childIn(node, 'value');
  const rest = node.children.filter((child) => child !== value);
  const colon = labelEnd(context, value?.end ?? node.start, rest[0]?.start ?? node.end);
  const range = context.rangeOf({ start: node.start, end: colon });
  const statements = rest.flatMap((child) => lowerStatements(context, child));
  const operator = value && childIn(value, 'operator');
  if (value && operator && context.notes.get(operator.start)?.kind === 'case-range') {
    const [lower, upper] = [childIn(value, 'left'), childIn(value, 'right')];
    if (lower && upper) {
      const bounds = { value: lowerExpression(context, lower), upper: lowerExpression(context, upper) };
      return [{ kind: 'case', ...bounds, ...range }, ...statements];
    }
  }
  return [{ kind: 'case', ...(value && { value: lowerExpression(context, value) }), ...range }, ...statements];
}

function lowerLabel(context: LoweringContext, node: SyntaxNode): Statement[] {
  const label = childIn(node, 'label') ?? node;
  const rest = node.children.filter((child) => child !== label);
  const end = labelEnd(context, label.end, rest[0]?.start ?? node.end);
  const range = context.rangeOf({ start: node.start, end });
  const statements = rest.flatMap((child) => lowerStatements(context, child));
  return [{ kind: 'label', name: context.textOf(label), ...range }, ...statements];
}

/** The offset after the colon of a label, between the label's name or value and what follows. */
function labelEnd(context: LoweringContext, from: number, to: number): number {
  const colon = context.text.indexOf(':', from);
  return colon >= 0 && colon < to ? colon + 1 : to;
}
