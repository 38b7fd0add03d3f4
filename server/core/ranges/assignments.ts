import type { Effect } from '../flow/graph.ts';
import { calleeName } from '../flow/walk.ts';
import { tableMappings } from '../kernel/tables.ts';
import type { CallExpression, Expression } from '../syntax/ast.ts';
import type { Environment, Value } from './environment.ts';
import { evaluate, type Surroundings, scaleOf, tableKey } from './evaluate.ts';
import { addMultiple, constantSum, termSum } from './sum.ts';

type Assignment = Extract<Effect, { kind: 'assign' }>;

/** Values that the calls which map page tables were made with, under names that no variable of C has. */
export function mmOfTable(table: string): string {
  return `mm of ${table}`;
}

export function pmdOfTable(table: string): string {
  return `pmd of ${table}`;
}

/** The values after a variable was assigned to. `stem` begins the name of a new value that nothing is known of. */
export function afterAssignment(
  effect: Assignment,
  before: Environment,
  around: Surroundings,
  stem: string,
): Environment {
  const value = assignedValue(effect, before, around);
  const known = value ? before : before.forgetting(stem);
  const mapping = effect.value && mappingCall(effect.value);
  const after = known.with(effect.name, value ?? { sum: termSum(`${stem};`) });
  return mapping ? withMapping(after, mapping, before, around) : after;
}

function assignedValue({ name, value, by }: Assignment, before: Environment, around: Surroundings): Value | undefined {
  if (value) return evaluate(value, before, around);
  const old = before.get(name);
  if (!old) return undefined;
  if (by.kind === 'update') {
    const step = scaleOf(by.operand, around.scope) * (by.operator === '++' ? 1 : -1);
    return { ...old, sum: addMultiple(old.sum, step, constantSum(1)) };
  }
  if (by.kind !== 'assign' || (by.operator !== '+=' && by.operator !== '-=')) return undefined;
  const step = evaluate(by.value, before, around);
  const scale = scaleOf(by.target, around.scope) * (by.operator === '+=' ? 1 : -1);
  return step && { ...old, sum: addMultiple(old.sum, scale, step.sum) };
}

/** The call that maps a page table and whose value an expression has. */
function mappingCall(expression: Expression): CallExpression | undefined {
  if (expression.kind === 'cast') return mappingCall(expression.operand);
  return expression.kind === 'call' && tableMappings.has(calleeName(expression) ?? '') ? expression : undefined;
}

function withMapping(after: Environment, call: CallExpression, before: Environment, around: Surroundings): Environment {
  const mapping = tableMappings.get(calleeName(call) ?? '');
  const argument = (position: number | undefined) => {
    const given = position === undefined ? undefined : call.arguments[position];
    return given && evaluate(given, before, around);
  };
  const table = tableKey(call);
  return after.with(mmOfTable(table), argument(mapping?.mm)).with(pmdOfTable(table), argument(mapping?.pmd));
}
