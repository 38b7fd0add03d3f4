import type { Expression, FunctionDefinition } from '../syntax/ast.ts';
import { visitStatement } from './walk.ts';

/** Locals and parameters whose value can be followed through assignments that name them. */
export function trackedVariables(definition: FunctionDefinition): ReadonlySet<string> {
  const declared = new Map<string, number>();
  const unfit = new Set<string>();
  const declare = (name: string) => declared.set(name, (declared.get(name) ?? 0) + 1);
  for (const { name } of definition.parameters) if (name) declare(name);
  visitStatement(
    definition.body,
    (expression) => noteAddress(expression, unfit),
    (statement) => {
      if (statement.kind !== 'declaration' || statement.storage === 'typedef') return;
      for (const { name, type } of statement.declarators) {
        declare(name);
        if (statement.storage === 'static' || statement.storage === 'extern' || type.kind === 'array') unfit.add(name);
      }
    },
  );
  return new Set([...declared].filter(([name, times]) => times === 1 && !unfit.has(name)).map(([name]) => name));
}

function noteAddress(expression: Expression, unfit: Set<string>): void {
  if (expression.kind === 'unary' && expression.operator === '&' && expression.operand.kind === 'name') {
    unfit.add(expression.operand.name);
  }
}
