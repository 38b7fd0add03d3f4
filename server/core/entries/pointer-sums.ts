import { addMultiple, constantSum, multiply, type Sum, termSum } from '../ranges/sum.ts';
import type { Expression } from '../syntax/ast.ts';

/**
 * A pointer to an entry as a sum of what C names, in entries: the same for the same pointer however it is written. `&pte[i]` is
 * `pte + i`, and `pte++` is the pointer before the step, whose effect has happened. Members are named with the way to them.
 */
export function pointerSum(pointer: Expression): Sum | undefined {
  switch (pointer.kind) {
    case 'name':
      return termSum(pointer.name);
    case 'integer':
      return constantSum(Number(pointer.value));
    case 'cast':
      return pointerSum(pointer.operand);
    case 'assign':
      return pointerSum(pointer.target);
    case 'member': {
      const path = pathOf(pointer);
      return path === undefined ? undefined : termSum(path);
    }
    case 'update': {
      const after = pointerSum(pointer.operand);
      return pointer.prefix ? after : after && addMultiple(after, pointer.operator === '++' ? -1 : 1, constantSum(1));
    }
    case 'binary':
      if (pointer.operator !== '+' && pointer.operator !== '-') return undefined;
      return sumOf(pointer.left, pointer.operator === '+' ? 1 : -1, pointer.right);
    case 'unary':
      return sumOfUnary(pointer);
    default:
      return undefined;
  }
}

function sumOfUnary({ operator, operand }: Extract<Expression, { kind: 'unary' }>): Sum | undefined {
  if (operator === '-') {
    const sum = pointerSum(operand);
    return sum && multiply(sum, -1);
  }
  if (operator !== '&') return undefined;
  if (operand.kind === 'index') return sumOf(operand.array, 1, operand.index);
  return operand.kind === 'unary' && operand.operator === '*' ? pointerSum(operand.operand) : undefined;
}

function sumOf(left: Expression, sign: 1 | -1, right: Expression): Sum | undefined {
  const [one, other] = [pointerSum(left), pointerSum(right)];
  return one && other && addMultiple(one, sign, other);
}

function pathOf(expression: Expression): string | undefined {
  if (expression.kind === 'name') return expression.name;
  const object = expression.kind === 'member' ? pathOf(expression.object) : undefined;
  return expression.kind === 'member' && object !== undefined
    ? `${object}${expression.arrow ? '->' : '.'}${expression.field}`
    : undefined;
}

/** True when a pointer changes with a variable. */
export function dependsOn({ terms }: Sum, variable: string): boolean {
  return terms.keys.some((term) => term.startsWith(variable) && !/^\w/.test(term.slice(variable.length)));
}

/** True when a pointer, or what it is worked out from, is a member of what a variable is or points to. */
export function isMemberOf({ terms }: Sum, variable: string): boolean {
  return terms.keys.some((term) => term.startsWith(`${variable}->`) || term.startsWith(`${variable}.`));
}

/** Steps behind which a pointer is followed no more, so that loops come to an end. */
const furthest = 8;

/** True for a pointer that is not far from where it was told. */
export function isNear({ constant, terms }: Sum): boolean {
  return Math.abs(constant) <= furthest && terms.size <= 4 && terms.values.every((factor) => Math.abs(factor) <= 2);
}
