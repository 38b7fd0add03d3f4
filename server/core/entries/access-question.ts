import type { FlowNode } from '../flow/graph.ts';
import { entryType, ownsEntries } from '../kernel/entries.ts';
import { primitive } from '../kernel/primitives.ts';
import { pointInSection } from '../regions/function-regions.ts';
import type { Definition } from '../summaries/function-index.ts';
import type { CalledFunction, Question } from '../summaries/question.ts';
import type { CallExpression, Parameter } from '../syntax/ast.ts';
import { directAccesses } from './direct-accesses.ts';
import { mayBeEntryPointer, type Origin, type Origins, parameterMember } from './origins.ts';
import { pointerOriginsOf } from './pointer-origins.ts';
import { isEntryPointer } from './scope.ts';

/** The entry that a function looks behind itself, by what its caller knows of it. */
export interface AccessedEntry {
  /** Position of the parameter that leads to it; absent for an entry that the function finds by itself. */
  readonly parameter?: number;
  /** The member that points to it, of the structure that the parameter is or points to; absent for the parameter itself. */
  readonly member?: string;
}

export interface AccessFact extends AccessedEntry {
  readonly writes: boolean;
}

/** A pointer to an entry by its type, a member that is named like one, or a cast to a word of memory. */
const handlesEntries = new RegExp(`\\b${entryType}\\s*\\*|(?:->|\\.)\\w*ptep?\\b|\\*\\s*\\)\\s*\\w`);

/** Parameters that point to words of memory: no cast tells that they are looked behind. */
const wordParameter = /\b(?:pteval_t|u64|unsigned long|long)\s*\*/;

function looksAtEntries(definition: Definition): boolean {
  if (definition.kind !== 'function') return false;
  const { text } = definition.entry;
  return handlesEntries.test(text) || wordParameter.test(text.slice(0, text.indexOf('{')));
}

/** Which entries a function dereferences that a section calls. */
export const directAccessQuestion: Question<AccessFact> = {
  concerns: /[*[>]/,
  mayHave: looksAtEntries,
  answers: (name) => primitive(name) !== undefined,
  follows: (definition) => definition.kind === 'function' && !ownsEntries(definition.file.path),
  own({ regions }) {
    const { definition, graph } = regions;
    return directAccesses(graph, pointerOriginsOf(regions))
      .filter(({ node }) => pointInSection(regions, node))
      .flatMap(({ origins, expression, writes }) =>
        entriesOf(origins, definition.parameters).map((entry) => ({ fact: { ...entry, writes }, range: expression })),
      );
  },
  key: ({ parameter, member }) => `${parameter} ${member}`,
  through(fact, call, caller, node) {
    if (fact.parameter === undefined) return fact;
    const [entry] = entriesOf(originsBehind(fact, call, caller, node), caller.regions.definition.parameters);
    return entry && { ...entry, writes: fact.writes };
  },
};

/** Where the entry comes from that a callee looks behind. */
export function originsBehind(
  { parameter = 0, member }: AccessedEntry,
  call: CallExpression,
  { regions }: Pick<CalledFunction, 'regions'>,
  node: FlowNode,
): Origins {
  const argument = call.arguments[parameter];
  if (!argument) return new Set();
  const pointers = pointerOriginsOf(regions);
  return member === undefined ? pointers.before(node.id, argument) : pointers.ofMemberBehind(node.id, argument, member);
}

function entriesOf(origins: Origins, parameters: readonly Parameter[]): readonly AccessedEntry[] {
  return [...origins].flatMap((origin) => entryOf(origin, parameters) ?? []);
}

function entryOf(origin: Origin, parameters: readonly Parameter[]): AccessedEntry | undefined {
  if (origin === 'table') return {};
  if (typeof origin !== 'number') return parameterMember(origin);
  const { type } = parameters[origin];
  return isEntryPointer(type) || mayBeEntryPointer(type) ? { parameter: origin } : undefined;
}
