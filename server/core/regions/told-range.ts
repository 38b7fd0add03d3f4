import type { CallExpression, Expression, FunctionDefinition } from '../syntax/ast.ts';
import type { FunctionRegions } from './function-regions.ts';
import type { LazyRules } from './lazy-domain.ts';

/** An argument of a range call in a helper, as its callers can tell it: a parameter, or a member of what one points to. */
interface ToldArgument {
  readonly parameter: number;
  /** Members on the way from the parameter, outermost last; none for the parameter itself. */
  readonly members: readonly { readonly field: string; readonly arrow: boolean }[];
}

/**
 * The arguments of a range call that a helper makes for its callers: mm, first address, end and entry; those that it works out
 * are absent. Free of offsets.
 */
export type ToldRange = readonly (ToldArgument | undefined)[];

/** What a function that enters the mode tells of the range, where it does so by one call, out of what it is given. */
export function toldRange({ calls, definition, graph, rules }: FunctionRegions): ToldRange | undefined {
  const enables = calls.filter(({ effect, before }) => effect.startsWith('enable') && before.length > 0);
  const [enable, ...others] = enables;
  if (enable?.effect !== 'enable-range' || others.length > 0) return undefined;
  const changed = new Set(
    graph.nodes.flatMap(({ effects }) => effects.flatMap((each) => (each.kind === 'assign' ? each.name : []))),
  );
  const told = rangeArguments(enable.expression, rules).map((argument) => toldArgument(argument, definition, changed));
  const [, addr, , pte] = told;
  return told.length === 4 && addr && pte ? told : undefined;
}

function toldArgument(
  argument: Expression,
  definition: FunctionDefinition,
  changed: ReadonlySet<string>,
): ToldArgument | undefined {
  if (argument.kind === 'name') {
    const parameter = definition.parameters.findIndex(({ name }) => name === argument.name);
    return parameter < 0 || changed.has(argument.name) ? undefined : { parameter, members: [] };
  }
  if (argument.kind !== 'member') return undefined;
  const object = toldArgument(argument.object, definition, changed);
  const { field, arrow } = argument;
  return object && { ...object, members: [...object.members, { field, arrow }] };
}

/** The arguments of a range call, also of one that a helper makes: these stand where the helper is given what they are made of. */
export function rangeArguments(call: CallExpression, { helpers }: LazyRules): readonly Expression[] {
  const name = call.callee.kind === 'name' ? call.callee.name : '';
  const told = helpers.get(name)?.find(({ range }) => range)?.range;
  if (!told) return call.arguments;
  return told.map((argument) => {
    const given = argument && call.arguments[argument.parameter];
    const { start, end } = given ?? call;
    if (!given) return { kind: 'unknown', reason: `${name}() works it out`, start, end };
    return argument.members.reduce<Expression>(
      (object, { field, arrow }) => ({ kind: 'member', object, field, arrow, fieldRange: { start, end }, start, end }),
      given,
    );
  });
}
