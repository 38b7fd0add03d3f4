import type { Expression } from '../syntax/ast.ts';

/** C text of an expression that is plain enough to be written again elsewhere: names, members, addresses of them. */
export function renderPlain(expression: Expression): string | undefined {
  switch (expression.kind) {
    case 'name':
      return expression.name;
    case 'member': {
      const object = renderPlain(expression.object);
      return object && `${object}${expression.arrow ? '->' : '.'}${expression.field}`;
    }
    case 'unary': {
      const operand = expression.operator === '&' ? renderPlain(expression.operand) : undefined;
      return operand && `&${operand}`;
    }
    default:
      return undefined;
  }
}
