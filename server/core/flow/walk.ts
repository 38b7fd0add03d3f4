import type { Expression, Statement } from '../syntax/ast.ts';

/** The operands of an expression in the order C usually evaluates them. `sizeof` and types have none: not evaluated. */
export function operands(expression: Expression): readonly Expression[] {
  switch (expression.kind) {
    case 'call':
      return [expression.callee, ...expression.arguments];
    case 'member':
      return [expression.object];
    case 'index':
      return [expression.array, expression.index];
    case 'unary':
    case 'update':
    case 'cast':
      return [expression.operand];
    case 'binary':
    case 'logical':
      return [expression.left, expression.right];
    case 'assign':
      return [expression.value, expression.target];
    case 'conditional':
      return expression.then
        ? [expression.condition, expression.then, expression.otherwise]
        : [expression.condition, expression.otherwise];
    case 'sequence':
      return expression.expressions;
    case 'initializer-list':
      return expression.entries.map((entry) => entry.value);
    case 'compound-literal':
      return [expression.initializer];
    default:
      return [];
  }
}

/** Statements directly inside a statement. */
export function substatements(statement: Statement): readonly Statement[] {
  switch (statement.kind) {
    case 'compound':
      return statement.body;
    case 'if':
      return statement.otherwise ? [statement.then, statement.otherwise] : [statement.then];
    case 'while':
    case 'do-while':
    case 'iterate':
    case 'guard':
    case 'switch':
      return [statement.body];
    case 'for':
      return statement.initial && isDeclaration(statement.initial)
        ? [statement.initial, statement.body]
        : [statement.body];
    default:
      return [];
  }
}

/** Expressions directly inside a statement, those of substatements left out. */
export function expressionsOf(statement: Statement): readonly Expression[] {
  switch (statement.kind) {
    case 'declaration':
      return statement.declarators.flatMap(({ initializer }) => initializer ?? []);
    case 'expression':
      return [statement.expression];
    case 'if':
    case 'while':
    case 'do-while':
      return [statement.condition];
    case 'for':
      return [
        statement.initial && !isDeclaration(statement.initial) ? statement.initial : undefined,
        statement.condition,
        statement.update,
      ].filter((each) => each !== undefined);
    case 'iterate':
    case 'guard':
      return statement.arguments;
    case 'switch':
      return [statement.value];
    case 'case':
      return [statement.value, statement.upper].filter((each) => each !== undefined);
    case 'return':
      return statement.value ? [statement.value] : [];
    default:
      return [];
  }
}

export function isDeclaration(part: Statement | Expression): part is Extract<Statement, { kind: 'declaration' }> {
  return part.kind === 'declaration';
}

/** Visits every expression in an expression, parents first, and the statements of statement expressions. */
export function visitExpression(
  expression: Expression,
  visit: (expression: Expression) => void,
  enter?: (statement: Statement) => void,
): void {
  visit(expression);
  if (expression.kind === 'statement-expression') visitStatement(expression.body, visit, enter);
  else for (const operand of operands(expression)) visitExpression(operand, visit, enter);
}

/** Visits every expression in a statement, and every statement when `enter` is given. */
export function visitStatement(
  statement: Statement,
  visit: (expression: Expression) => void,
  enter?: (statement: Statement) => void,
): void {
  enter?.(statement);
  for (const expression of expressionsOf(statement)) visitExpression(expression, visit, enter);
  for (const inner of substatements(statement)) visitStatement(inner, visit, enter);
}

/** Name of the function that a call calls directly. */
export function calleeName(expression: Expression): string | undefined {
  return expression.kind === 'call' && expression.callee.kind === 'name' ? expression.callee.name : undefined;
}
