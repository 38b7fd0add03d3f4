import type { FlowNode } from '../flow/graph.ts';
import { calleeName } from '../flow/walk.ts';
import { entryType, ownsEntries } from '../kernel/entries.ts';
import { primitive } from '../kernel/primitives.ts';
import { pointInSection } from '../regions/function-regions.ts';
import type { Definition } from '../summaries/function-index.ts';
import type { CalledFunction, OwnFact, Question } from '../summaries/question.ts';
import type { CallExpression, Expression } from '../syntax/ast.ts';
import { howHandedOn, howPassed, type Made } from './how-made.ts';
import { pointerOriginsOf } from './pointer-origins.ts';

/** The function gives a parameter, or what it leads to, to a primitive. */
export interface PrimitiveFact {
  /** Position of the parameter. */
  readonly parameter: number;
  readonly primitive: string;
  /** On which ways through the function the call is made with the entry that the parameter led to at first. */
  readonly made: Made;
  /** It is the entry that the parameter led to at first, not one that it was moved to. */
  readonly unmoved: boolean;
}

const pointerParameter = new RegExp(`\\b${entryType}\\s*\\*`);

/** Functions that take a pointer to an entry, without those that own the entries. */
export function takesEntry(definition: Definition): boolean {
  if (definition.kind !== 'function' || ownsEntries(definition.file.path)) return false;
  const { text } = definition.entry;
  return pointerParameter.test(text.slice(0, text.indexOf('{')));
}

function isPrimitive(name: string): boolean {
  return primitive(name) !== undefined;
}

/** The parameters of the caller that an argument of a call comes from. */
function parametersOf(position: number, call: CallExpression, { regions }: CalledFunction, node: FlowNode) {
  const argument = call.arguments[position];
  const origins = argument ? pointerOriginsOf(regions).before(node.id, argument) : [];
  return [...origins].filter((origin) => typeof origin === 'number');
}

/** Which primitives a function gives its parameters to. */
export const primitiveQuestion: Question<PrimitiveFact> = {
  concerns: /\b\w*(?:pte|ptes|young)\w*\s*\(/,
  answers: isPrimitive,
  follows: takesEntry,
  own(called) {
    return called.regions.graph.nodes.flatMap((node) =>
      node.effects.flatMap((effect) => (effect.kind === 'call' ? primitiveFacts(effect.call, called, node) : [])),
    );
  },
  key: ({ parameter, primitive: name, made, unmoved }) => `${parameter} ${name} ${made} ${unmoved}`,
  through(fact, call, caller, node) {
    const [parameter] = parametersOf(fact.parameter, call, caller, node);
    if (parameter === undefined) return undefined;
    const unmoved = fact.unmoved && isUnmoved(call.arguments[fact.parameter], caller);
    return {
      ...fact,
      parameter,
      unmoved,
      made: unmoved ? howHandedOn(fact.made, caller.regions, call, node) : 'sometimes',
    };
  },
};

function primitiveFacts(
  call: CallExpression,
  called: CalledFunction,
  node: FlowNode,
): readonly OwnFact<PrimitiveFact>[] {
  const known = primitive(calleeName(call) ?? '');
  if (known?.pointer === undefined || !pointInSection(called.regions, node)) return [];
  const unmoved = isUnmoved(call.arguments[known.pointer], called);
  const made = unmoved ? howPassed(called.regions, node) : 'sometimes';
  return parametersOf(known.pointer, call, called, node).map((parameter) => ({
    fact: { parameter, primitive: known.name, made, unmoved },
    range: call,
  }));
}

/** True for a parameter itself, where the function gives it no other value. */
function isUnmoved(argument: Expression, { regions: { definition, graph } }: CalledFunction): boolean {
  if (argument.kind !== 'name' || !definition.parameters.some(({ name }) => name === argument.name)) return false;
  return !graph.nodes.some(({ effects }) =>
    effects.some((effect) => effect.kind === 'assign' && effect.name === argument.name),
  );
}
