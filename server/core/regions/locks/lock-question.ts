import type { FlowNode } from '../../flow/graph.ts';
import { calleeName } from '../../flow/walk.ts';
import { type LockCall, lockCallsOf } from '../../kernel/locks.ts';
import type { Definition } from '../../summaries/function-index.ts';
import type { CalledFunction, OwnFact, Question } from '../../summaries/question.ts';
import type { CallExpression, Expression } from '../../syntax/ast.ts';
import { isUnavoidable } from '../section-nodes.ts';

/** What a function does on every way through it to the lock that a parameter points to. */
export interface ParameterLock {
  /** Position of the parameter. */
  readonly parameter: number;
  readonly effect: 'take' | 'drop';
  readonly pageTable: boolean;
}

/** Functions that are given a lock by its address, and take or drop it for their callers. */
export const parameterLocks: Question<ParameterLock> = {
  concerns: /lock/,
  answers: (name) => lockCallsOf(name).length > 0,
  follows: takesLock,
  own(called) {
    return called.regions.graph.nodes.flatMap((node) =>
      node.effects.flatMap((effect) => (effect.kind === 'call' ? ownFacts(effect.call, called, node) : [])),
    );
  },
  key: ({ parameter, effect, pageTable }) => `${parameter} ${effect} ${pageTable}`,
  through(fact, call, caller, node) {
    const parameter = parameterIn(call.arguments[fact.parameter], caller);
    if (parameter === undefined || !isUnavoidable(caller.regions.graph, node)) return undefined;
    return { ...fact, parameter };
  },
};

function takesLock(definition: Definition): boolean {
  if (definition.kind !== 'function') return false;
  const { text } = definition.entry;
  return /\bspinlock_t\s*\*/.test(text.slice(0, text.indexOf('{')));
}

function ownFacts(call: CallExpression, called: CalledFunction, node: FlowNode): readonly OwnFact<ParameterLock>[] {
  return lockCallsOf(calleeName(call) ?? '').flatMap((row) => {
    const parameter = parameterIn(argumentOf(row, call), called);
    const { effect, pageTable } = row;
    if (parameter === undefined || (effect !== 'take' && effect !== 'drop')) return [];
    return isUnavoidable(called.regions.graph, node) ? [{ fact: { parameter, effect, pageTable }, range: call }] : [];
  });
}

function argumentOf({ lock }: LockCall, call: CallExpression): Expression | undefined {
  return typeof lock === 'object' && 'argument' in lock && !lock.member ? call.arguments[lock.argument] : undefined;
}

/** The position of a parameter that is given on as it is. */
function parameterIn(argument: Expression | undefined, { regions }: CalledFunction): number | undefined {
  if (argument?.kind !== 'name') return undefined;
  const position = regions.graph.parameters.indexOf(argument.name);
  return position < 0 ? undefined : position;
}
