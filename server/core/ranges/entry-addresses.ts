import { takesEntry } from '../entries/entry-questions.ts';
import { pointerOriginsOf } from '../entries/pointer-origins.ts';
import type { FlowNode } from '../flow/graph.ts';
import { calleeName } from '../flow/walk.ts';
import { type AddressedEntry, addressedEntryOf } from '../kernel/addresses.ts';
import { pointInSection } from '../regions/function-regions.ts';
import type { CalleeSummaries } from '../summaries/callee-summaries.ts';
import type { CalledFunction, Question } from '../summaries/question.ts';
import type { CallExpression, Expression } from '../syntax/ast.ts';
import { addressedArguments } from './address-pairs.ts';
import type { ArmedFlow, CallMoment } from './armed-flow.ts';
import { compareAddresses } from './compare.ts';
import { entryBase } from './environment.ts';
import { evaluate } from './evaluate.ts';
import { isConstant, subtract, termSum } from './sum.ts';

/** The parameter that an argument alone comes from. */
function parameterOf(
  argument: Expression | undefined,
  { regions }: CalledFunction,
  node: FlowNode,
): number | undefined {
  const origins = argument ? [...pointerOriginsOf(regions).before(node.id, argument)] : [];
  const [origin] = origins;
  return origins.length === 1 && typeof origin === 'number' ? origin : undefined;
}

function ofCaller(
  { pointer, address }: AddressedEntry,
  call: CallExpression,
  caller: CalledFunction,
  node: FlowNode,
): AddressedEntry | undefined {
  const [one, other] = [pointer, address].map((position) => parameterOf(call.arguments[position], caller, node));
  return one === undefined || other === undefined ? undefined : { pointer: one, address: other };
}

/** Which parameters of a function are an entry and its address, by what it does with them, however both are moved on. */
const addressedEntryQuestion: Question<AddressedEntry> = {
  concerns: /\b\w*pte\w*\s*\(/,
  answers: (name) => addressedEntryOf(name) !== undefined,
  follows: takesEntry,
  own(called) {
    return called.regions.graph.nodes.flatMap((node) =>
      node.effects.flatMap((effect) => {
        const known = effect.kind === 'call' ? addressedEntryOf(calleeName(effect.call) ?? '') : undefined;
        if (effect.kind !== 'call' || !known || !pointInSection(called.regions, node)) return [];
        const fact = ofCaller(known, effect.call, called, node);
        return fact ? [{ fact, range: effect.call }] : [];
      }),
    );
  },
  key: ({ pointer, address }) => `${pointer} ${address}`,
  through: ofCaller,
};

/** A call that is given an entry and the address of another one. */
export interface WrongAddress {
  readonly moment: CallMoment;
  readonly pointer: Expression;
  /** How many entries the pointer lies behind that of the address; absent where the function works the number out. */
  readonly entries?: number;
}

/** Calls of sections that have their range, whose pointer and address have come apart. */
export function wrongAddresses({ calls, around }: ArmedFlow, callees: CalleeSummaries): readonly WrongAddress[] {
  const known = new Map<CallExpression, readonly AddressedEntry[]>();
  return calls.flatMap((moment) => {
    const { path, state, effect, call } = moment;
    if (!path.armed || path.lost || state.paused > 0 || effect) return [];
    const addressed = known.get(call) ?? addressedEntries(call, callees, around.scope);
    known.set(call, addressed);
    return addressed.flatMap(({ pointer, address }) => {
      const [entry, at] = [call.arguments[pointer], call.arguments[address]];
      const [found, said] = [entry, at].map((each) => each && evaluate(each, path.environment, around)?.sum);
      if (!found || !said || isConstant(said) || found.terms.get(entryBase) !== 1) return [];
      const compared = compareAddresses(subtract(found, termSum(entryBase)), said);
      return compared.kind === 'apart'
        ? { moment, pointer: entry, entries: compared.entries && -compared.entries }
        : [];
    });
  });
}

function addressedEntries(
  call: CallExpression,
  callees: CalleeSummaries,
  scope: ArmedFlow['around']['scope'],
): readonly AddressedEntry[] {
  const known = addressedArguments(call, scope);
  return known ? [known] : callees.ofCall(addressedEntryQuestion, call).map(({ fact }) => fact);
}
