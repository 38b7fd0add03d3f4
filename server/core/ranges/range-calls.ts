import type { Fix } from '../finding.ts';
import { visitExpression } from '../flow/walk.ts';
import type { FunctionRegions } from '../regions/function-regions.ts';
import { inferRangeArguments } from '../regions/range-arguments.ts';
import { rangeCallText } from '../regions/range-call.ts';
import { laidOutRangeCall } from '../regions/range-call-layout.ts';
import { rangeArguments } from '../regions/told-range.ts';
import type { CallExpression, Expression } from '../syntax/ast.ts';
import type { ArmedFlow, CallMoment } from './armed-flow.ts';
import type { Environment, Value } from './environment.ts';
import { evaluate } from './evaluate.ts';
import { armedArguments } from './path.ts';

/** A call that gives a section its range, on one path. */
export interface RangeCall {
  readonly moment: CallMoment;
  readonly call: CallExpression;
  readonly mm: Expression;
  readonly addr: Expression;
  readonly end: Expression;
  readonly pte: Expression;
  readonly values: RangeValues;
}

export interface RangeValues {
  readonly mm?: Value;
  readonly addr?: Value;
  readonly end?: Value;
  readonly pte?: Value;
}

/** Every call of the range-carrying enable with all its arguments, once for each path that leads there. */
export function rangeCallsOf({ calls, around, rules }: ArmedFlow): readonly RangeCall[] {
  return calls.flatMap((moment) => {
    const { call, effect, path } = moment;
    const given = effect === 'enable-range' ? rangeArguments(call, rules) : [];
    if (given.length !== 4) return [];
    const [mm, addr, end, pte] = given;
    const value = (argument: Expression) => evaluate(argument, path.environment, around);
    return {
      moment,
      call,
      mm,
      addr,
      end,
      pte,
      values: { mm: value(mm), addr: value(addr), end: value(end), pte: value(pte) },
    };
  });
}

/** The range that a section was given, as the variables of a later place tell it. */
export function armedValues(environment: Environment): RangeValues {
  return {
    mm: environment.get(armedArguments.mm),
    addr: environment.get(armedArguments.addr),
    end: environment.get(armedArguments.end),
    pte: environment.get(armedArguments.pte),
  };
}

/** The range that the function's own code tells, in the place of a wrong one. */
export function rangeFixes(
  source: string,
  { definition, graph, rules }: FunctionRegions,
  call: CallExpression,
): readonly Fix[] {
  const inferred = inferRangeArguments(definition, call, graph);
  const name = call.callee.kind === 'name' ? call.callee.name : '';
  if ('refused' in inferred || rules.helpers.has(name)) return [];
  const text = rangeCallText(inferred, name);
  const range = { start: call.start, end: call.end };
  const laidOut = laidOutRangeCall(inferred, name, source, range);
  return [{ title: `Tell the section its range: ${text}`, edits: [{ range, text: laidOut }], safe: false }];
}

/** Variables that an expression names. */
export function variablesIn(expression: Expression): ReadonlySet<string> {
  const names = new Set<string>();
  visitExpression(expression, (each) => {
    if (each.kind === 'name') names.add(each.name);
  });
  return names;
}
