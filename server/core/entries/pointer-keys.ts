import type { Expression } from '../syntax/ast.ts';

/** The text of a pointer to an entry, the same for the same pointer however it is written: `&pte[i]` is `pte + i`. */
export function pointerKey(pointer: Expression): string | undefined {
  switch (pointer.kind) {
    case 'name':
      return pointer.name;
    case 'integer':
      return String(pointer.value);
    case 'cast':
      return pointerKey(pointer.operand);
    case 'member': {
      const object = pointerKey(pointer.object);
      return object && `${object}${pointer.arrow ? '->' : '.'}${pointer.field}`;
    }
    case 'binary':
      return pointer.operator === '+' || pointer.operator === '-'
        ? keyOfSum(pointer.left, pointer.operator, pointer.right)
        : undefined;
    case 'unary':
      if (pointer.operator !== '&') return undefined;
      if (pointer.operand.kind === 'index') return keyOfSum(pointer.operand.array, '+', pointer.operand.index);
      return pointer.operand.kind === 'unary' && pointer.operand.operator === '*'
        ? pointerKey(pointer.operand.operand)
        : undefined;
    default:
      return undefined;
  }
}

function keyOfSum(left: Expression, operator: string, right: Expression): string | undefined {
  const [one, other] = [pointerKey(left), pointerKey(right)];
  if (other === '0') return one;
  return one && other && `${one} ${operator} ${other}`;
}

/** True when the pointer that a key stands for changes with a variable. */
export function dependsOn(key: string, variable: string): boolean {
  if (!key.includes(variable)) return false;
  return key.split(/ [+-] /).some((part) => /^\w+/.exec(part)?.[0] === variable);
}
