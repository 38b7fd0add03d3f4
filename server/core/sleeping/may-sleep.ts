import type { FlowNode } from '../flow/graph.ts';
import { mentionsSleepingCall, type SleepingCall, sleepingCall } from '../kernel/sleeping.ts';
import { sectionCalls } from '../summaries/call-graph.ts';
import type { CalledFunction, Question } from '../summaries/question.ts';
import type { CallExpression } from '../syntax/ast.ts';
import { type Permission, permissionOf, type ReadAs } from './conditions.ts';
import { faultsAreDisabled } from './page-faults.ts';

/** That a function may sleep, in a call of `by`. */
export interface MaySleep {
  readonly by: string;
  /** The parameter that must allow it; absent when it may sleep whatever it is given. */
  readonly parameter?: number;
  readonly as: ReadAs;
  readonly faults: boolean;
}

/** Which functions may sleep while their caller is in a section. */
export const maySleep: Question<MaySleep> = {
  concerns: mentionsSleepingCall,
  answers: (name) => sleepingCall(name) !== undefined,
  own: (called) =>
    sectionCalls(called).flatMap(({ call, node, name }) => {
      const fact = sleepOfCall(name, call, called, node);
      return fact ? [{ fact, range: call }] : [];
    }),
  ownOfMacro: (body) =>
    [...body.matchAll(/\b(\w+)\s*\(/g)].flatMap(([, name]) => {
      const row = sleepingCall(name);
      return row?.when === 'always' ? [{ by: name, as: 'condition' as const, faults: row.faults }] : [];
    }),
  key: ({ parameter, as, faults }) => `${parameter === undefined ? '' : `${as} ${parameter}`} ${faults}`,
  through(fact, call, caller, node) {
    if (fact.faults && faultsAreDisabled(caller.regions.graph, node)) return undefined;
    if (fact.parameter === undefined) return fact;
    const argument = call.arguments[fact.parameter];
    return argument && permitted(fact, permissionOf(argument, fact.as, caller));
  },
  throughMacro: (fact) => (fact.parameter === undefined ? fact : undefined),
};

/** What a call of a name that is known to sleep does in a function; undefined when it cannot sleep there. */
export function sleepOfCall(
  name: string,
  call: CallExpression,
  called: CalledFunction,
  node: FlowNode,
): MaySleep | undefined {
  const row = sleepingCall(name);
  if (!row || (row.faults && faultsAreDisabled(called.regions.graph, node))) return undefined;
  const fact = { by: name, as: asOf(row), faults: row.faults };
  if (row.when === 'always') return fact;
  return permitted(fact, permissionOfRow(row.when, call, called));
}

function permissionOfRow(
  when: Exclude<SleepingCall['when'], 'always'>,
  call: CallExpression,
  called: CalledFunction,
): Permission {
  if ('condition' in when) {
    const condition = call.arguments[when.condition];
    return condition && permissionOf(condition, 'condition', called);
  }
  const flags = call.arguments[when.gfp];
  if (!flags) return when.optional ? 'allowed' : undefined;
  return permissionOf(flags, 'flags', called);
}

function asOf({ when }: SleepingCall): ReadAs {
  return when !== 'always' && 'gfp' in when ? 'flags' : 'condition';
}

function permitted({ parameter: _, ...fact }: MaySleep, permission: Permission): MaySleep | undefined {
  if (permission === undefined) return undefined;
  return permission === 'allowed' ? fact : { ...fact, parameter: permission.parameter };
}
