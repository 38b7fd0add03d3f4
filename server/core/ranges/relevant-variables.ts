import { isEntryPointer } from '../entries/scope.ts';
import { followableVariables } from '../flow/variables.ts';
import { calleeName, operands, visitExpression } from '../flow/walk.ts';
import { addressedEntryOf, addressOfEntryCall, pureAddressCalls } from '../kernel/addresses.ts';
import { tableMappings } from '../kernel/tables.ts';
import type { FunctionRegions } from '../regions/function-regions.ts';
import type { Expression } from '../syntax/ast.ts';
import type { Surroundings } from './evaluate.ts';

/**
 * Locals and parameters whose values bear on a range: those that its call names, pointers to entries, and whatever they are
 * compared with or worked out from, or is worked out from them.
 */
export function relevantVariables(
  { definition, graph, calls }: FunctionRegions,
  around: Surroundings,
): ReadonlySet<string> {
  const followed = followableVariables(definition);
  const relevant = new Set([...followed].filter((name) => isEntryPointer(around.scope.get(name))));
  const add = (names: Iterable<string>) => {
    for (const name of names) if (followed.has(name)) relevant.add(name);
  };
  for (const { effect, expression } of calls) if (effect === 'enable-range') add(namesIn(expression));
  for (const { effects } of graph.nodes) {
    for (const effect of effects) {
      if (effect.kind !== 'call') continue;
      const name = calleeName(effect.call) ?? '';
      if (tableMappings.has(name)) add(namesIn(effect.call));
      else if (addressedEntryOf(name)) add(namesIn(effect.call.arguments[0] ?? effect.call.callee));
    }
  }
  const links = graph.nodes.flatMap(({ effects, kind, expression }) => [
    ...(kind === 'branch' && expression?.kind === 'binary' ? [[...sumNames(expression)]] : []),
    ...effects.flatMap((effect) => {
      if (effect.kind !== 'assign') return [];
      const value = effect.value ?? (effect.by.kind === 'assign' ? effect.by.value : undefined);
      return value ? [[effect.name, ...sumNames(value)]] : [];
    }),
  ]);
  for (let before = -1; before !== relevant.size; ) {
    before = relevant.size;
    for (const names of links) if (names.some((name) => relevant.has(name))) add(names);
  }
  return relevant;
}

function namesIn(expression: Expression): readonly string[] {
  const names: string[] = [];
  visitExpression(expression, (each) => {
    if (each.kind === 'name') names.push(each.name);
  });
  return names;
}

/** Names that the value of an expression is a sum of, as far as sums are told; what goes into other calls is not among them. */
function sumNames(expression: Expression): readonly string[] {
  if (expression.kind === 'name') return [expression.name];
  const name = calleeName(expression) ?? '';
  if (expression.kind === 'call' && !pureAddressCalls.has(name) && addressOfEntryCall(name) === undefined) return [];
  return operands(expression).flatMap(sumNames);
}
