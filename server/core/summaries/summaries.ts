import { functionNameIn } from '../callbacks/function-name.ts';
import type { FunctionRegions } from '../regions/function-regions.ts';
import type { CallExpression } from '../syntax/ast.ts';
import type { SourceFile } from '../syntax/source-file.ts';
import { CallGraph, type Reachable } from './call-graph.ts';
import { FactFlow } from './fact-flow.ts';
import { type Definition, type FunctionIndex, resolve } from './function-index.ts';
import type { Question, Reached } from './question.ts';

/** Follows a function from where its caller has the mode on; undefined when it cannot be followed. */
export type FollowCalled = (definition: Definition & { readonly kind: 'function' }) => FunctionRegions | undefined;

/**
 * What functions do to functions of one file that call them in a section: bottom-up, and only for what is asked. Functions that are not
 * known do nothing, as far as anyone can say.
 */
export class Summaries {
  readonly #file: SourceFile;
  readonly #index: FunctionIndex;
  readonly #graph: CallGraph;
  readonly #flows = new Map<unknown, unknown>();

  constructor(file: SourceFile, index: FunctionIndex, follow: FollowCalled) {
    this.#file = file;
    this.#index = index;
    this.#graph = new CallGraph(index, follow);
  }

  /** For the questions of the rules about one function of the file. */
  forFunction(): CalleeSummaries {
    return new CalleeSummaries(this.#file, this.#index, (question) => this.#flowOf(question));
  }

  #flowOf<Fact>(question: Question<Fact>): FactFlow<Fact> {
    const flow =
      (this.#flows.get(question) as FactFlow<Fact> | undefined) ?? new FactFlow(this.#graph, question, this.#file);
    this.#flows.set(question, flow);
    return flow;
  }
}

/** What the functions that one function calls do, and which of its file were looked at to tell. */
export class CalleeSummaries {
  readonly #file: SourceFile;
  readonly #index: FunctionIndex;
  readonly #flowOf: <Fact>(question: Question<Fact>) => FactFlow<Fact>;
  readonly #consulted = new Set<Reachable>();

  constructor(file: SourceFile, index: FunctionIndex, flowOf: <Fact>(question: Question<Fact>) => FactFlow<Fact>) {
    this.#file = file;
    this.#index = index;
    this.#flowOf = flowOf;
  }

  /** What a function of a name does when it is called from the file with the mode on, itself or through others. */
  of<Fact>(question: Question<Fact>, name: string): readonly Reached<Fact>[] {
    const definition = question.answers(name) ? undefined : resolve(name, this.#file, this.#index);
    return definition ? this.#flowOf(question).factsOf(definition, this.#consulted) : [];
  }

  /** The same for what a call calls, by the name it has there or another; facts are about the parameters of the callee. */
  ofCall<Fact>(
    question: Question<Fact>,
    call: CallExpression,
    name = functionNameIn(call.callee),
  ): readonly Reached<Fact>[] {
    const callee = question.answers(name) ? undefined : resolve(name, this.#file, this.#index);
    if (!callee) return [];
    const flow = this.#flowOf(question);
    return [...flow.factsOf(callee, this.#consulted), ...flow.givenFacts(call, callee, this.#file, this.#consulted)];
  }

  /** Functions and macros of the file that the answers depend on. */
  consulted(): readonly Definition[] {
    return [...this.#consulted].map(({ definition }) => definition).filter(({ file }) => file === this.#file);
  }
}
