import { visitStatement } from '../flow/walk.ts';
import type { Expression, FunctionDefinition, Statement } from '../syntax/ast.ts';
import { dereferenced } from './direct-accesses.ts';
import { isEntryPointer } from './scope.ts';

/**
 * Positions of the `pte_t *` parameters that give a copy of an entry in or out, such as the template that
 * folio_pte_batch_flags() (mm/internal.h, 7.3) is given: the function only looks behind them or asks for null. A pointer
 * into a page table is also stepped, or goes to an accessor; a lone one is taken to be such a pointer.
 */
export function copyParameters(definition: FunctionDefinition): ReadonlySet<number> {
  const pointers = definition.parameters.flatMap(({ name, type }, position) =>
    name && isEntryPointer(type) ? [{ name, position }] : [],
  );
  if (pointers.length < 2) return new Set();
  const used = new Set<string>();
  const plain = new Set<Expression>();
  visitStatement(
    definition.body,
    (expression) => {
      for (const each of lookedBehind(expression)) plain.add(each);
      if (expression.kind === 'name' && !plain.has(expression)) used.add(expression.name);
    },
    (statement) => {
      for (const each of conditionsOf(statement)) plain.add(each);
    },
  );
  return new Set(pointers.filter(({ name }) => !used.has(name)).map(({ position }) => position));
}

/** Operands of an expression that are only dereferenced or asked for null. */
function lookedBehind(expression: Expression): readonly Expression[] {
  const pointer = dereferenced(expression);
  if (pointer) return [pointer];
  if (expression.kind === 'unary' && expression.operator === '!') return [expression.operand];
  if (expression.kind === 'logical') return [expression.left, expression.right];
  return expression.kind === 'conditional' ? [expression.condition] : [];
}

function conditionsOf(statement: Statement): readonly Expression[] {
  return statement.kind === 'if' ? [statement.condition] : [];
}
