import { assigningMacros } from '../kernel/control.ts';
import { lockPointerSetters } from '../kernel/locks.ts';
import type { CallExpression, Expression, NameExpression } from '../syntax/ast.ts';
import type { Effect } from './graph.ts';
import { calleeName, operands } from './walk.ts';

/**
 * What evaluating an expression does, in order. Parts in `done` are left out: they were evaluated before, because
 * control branches in them.
 */
export function effectsOf(expression: Expression, done: ReadonlySet<Expression>): readonly Effect[] {
  const effects: Effect[] = [];
  collect(expression, done, effects);
  return effects;
}

function collect(expression: Expression, done: ReadonlySet<Expression>, effects: Effect[]): void {
  if (done.has(expression)) return;
  for (const operand of operands(expression)) collect(operand, done, effects);
  switch (expression.kind) {
    case 'assign':
      if (expression.target.kind !== 'name') return;
      effects.push({
        kind: 'assign',
        name: expression.target.name,
        by: expression,
        ...(expression.operator === '=' && !done.has(expression.value) ? { value: expression.value } : {}),
      });
      return;
    case 'update':
      if (expression.operand.kind === 'name') {
        effects.push({ kind: 'assign', name: expression.operand.name, by: expression });
      }
      return;
    case 'call': {
      effects.push({ kind: 'call', call: expression });
      for (const position of assigningMacros.get(calleeName(expression) ?? '') ?? []) {
        const argument = expression.arguments[position];
        if (argument?.kind === 'name') {
          effects.push({ kind: 'assign', name: argument.name, by: expression });
        }
      }
      for (const { name } of pointersSetBy(expression)) effects.push({ kind: 'assign', name, by: expression });
      return;
    }
    case 'unknown':
      effects.push({ kind: 'unknown' });
      return;
  }
}

/** Variables whose address a call is given in order to set them, and that it does nothing else with. */
export function pointersSetBy(call: CallExpression): readonly NameExpression[] {
  const positions = lockPointerSetters.get(calleeName(call) ?? '') ?? [];
  return positions.flatMap((position) => {
    const argument = call.arguments[position];
    const isAddress = argument?.kind === 'unary' && argument.operator === '&';
    return isAddress && argument.operand.kind === 'name' ? [argument.operand] : [];
  });
}

/** True when evaluating it can change anything or call anything. */
export function hasEffects(expression: Expression): boolean {
  if (expression.kind === 'statement-expression' || expression.kind === 'unknown') return true;
  if (expression.kind === 'assign' || expression.kind === 'update' || expression.kind === 'call') return true;
  return operands(expression).some(hasEffects);
}
