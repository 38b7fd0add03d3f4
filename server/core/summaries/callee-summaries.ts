import { functionNameIn } from '../callbacks/function-name.ts';
import type { CallExpression } from '../syntax/ast.ts';
import type { Reachable } from './call-graph.ts';
import { type Carried, placed } from './carrier.ts';
import { differ, type FileFlow } from './file-flow.ts';
import type { Question, Reached } from './question.ts';

/** What the answers about callees are found in, as it is now. */
interface Source {
  nodeOf(name: string): Reachable | undefined;
  flowOf<Fact>(question: Question<Fact>): FileFlow<Fact>;
  operationsOf(variable: string): readonly string[];
}

/** An answer, with how to ask again. */
interface Answer {
  readonly facts: readonly Carried<unknown>[];
  ask(): readonly Carried<unknown>[];
}

/** A definition that a way leads through, as it was when the answer was given. */
export interface Anchor {
  readonly node: Reachable;
  readonly text: string;
  readonly start: number;
  /** The line that it began on, when it is in another file: notes name such places by their lines. */
  readonly line?: number;
}

/** What the functions that one function calls do. It remembers all that it was asked, and can tell whether that still holds. */
export class CalleeSummaries {
  readonly #source: Source;
  readonly #answers = new Map<unknown, Map<string, Answer>>();
  readonly #operations = new Map<string, readonly string[]>();

  constructor(source: Source) {
    this.#source = source;
  }

  /** What a function of a name does when it is called from the file with the mode on, itself or through others. */
  of<Fact>(question: Question<Fact>, name: string): readonly Reached<Fact>[] {
    if (question.answers(name)) return [];
    return this.#answer(question, name, () => factsOf(this.#source, question, name)).map(placed);
  }

  /** The same for what a call calls, by the name it has there or another; facts are about the parameters of the callee. */
  ofCall<Fact>(
    question: Question<Fact>,
    call: CallExpression,
    name = functionNameIn(call.callee),
  ): readonly Reached<Fact>[] {
    if (question.answers(name)) return [];
    const given = call.arguments.flatMap((argument, position) =>
      this.#ofGiven(question, name, functionNameIn(argument), position),
    );
    return [...this.of(question, name), ...given.map(placed)];
  }

  /** Functions that a variable of the file names in its initializer: the callbacks of a page walker. */
  operationsOf(variable: string): readonly string[] {
    const operations = this.#operations.get(variable) ?? this.#source.operationsOf(variable);
    this.#operations.set(variable, operations);
    return operations;
  }

  /** True when all questions that were asked have the same answers now. `unchanged` says that those about functions have. */
  stillHolds(unchanged: boolean): boolean {
    for (const [variable, operations] of this.#operations)
      if (this.#source.operationsOf(variable).join() !== operations.join()) return false;
    if (unchanged) return true;
    return this.#all().every(({ facts, ask }) => !differ(ask(), facts));
  }

  /** Definitions on the ways that it was told, as they stand now. */
  anchors(): readonly Anchor[] {
    const places = this.#all().flatMap(({ facts }) => facts.flatMap(({ path }) => path.map(({ at }) => at)));
    return [...new Set(places)].map((node) => {
      const { text, start, distant } = node;
      return { node, text, start, ...(distant && { line: node.line }) };
    });
  }

  /** What comes of a call that gives a function of the file to the callee: what that does when the callee calls it. */
  #ofGiven<Fact>(question: Question<Fact>, callee: string, given: string, position: number): readonly Carried<Fact>[] {
    if (given === '') return [];
    const ask = () => factsOfGiven(this.#source, question, callee, given, position);
    return this.#answer(question, `${callee}(${position}: ${given})`, ask);
  }

  #answer<Fact>(question: Question<Fact>, key: string, ask: () => readonly Carried<Fact>[]): readonly Carried<Fact>[] {
    const answers = this.#answers.get(question) ?? new Map<string, Answer>();
    this.#answers.set(question, answers);
    const answer = answers.get(key) ?? { facts: ask(), ask };
    answers.set(key, answer);
    return answer.facts as readonly Carried<Fact>[];
  }

  #all(): readonly Answer[] {
    return [...this.#answers.values()].flatMap((byKey) => [...byKey.values()]);
  }
}

function factsOf<Fact>(source: Source, question: Question<Fact>, name: string): readonly Carried<Fact>[] {
  const node = source.nodeOf(name);
  return node ? source.flowOf(question).factsOf(node) : [];
}

function factsOfGiven<Fact>(
  source: Source,
  question: Question<Fact>,
  callee: string,
  given: string,
  position: number,
): readonly Carried<Fact>[] {
  const [runner, node] = [source.nodeOf(callee), source.nodeOf(given)];
  if (!runner || !node || node.distant || node.definition.kind !== 'function') return [];
  const flow = source.flowOf(question);
  const facts = flow.factsOf(node);
  return facts.length > 0 ? flow.carrier.givenTo(runner, position, node, facts) : [];
}
