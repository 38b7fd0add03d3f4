import { operationsOf } from '../callbacks/operations.ts';
import type { SourceFile } from '../syntax/source-file.ts';
import { type FollowCalled, mentionsOneOf, Reachable, type Surroundings, withCallers } from './call-graph.ts';
import { CalleeSummaries } from './callee-summaries.ts';
import { furthest, mayHaveFacts } from './carrier.ts';
import { FileFlow } from './file-flow.ts';
import { type Definition, definitionIn } from './function-index.ts';
import type { Question } from './question.ts';
import type { TreeSummaries } from './tree-summaries.ts';

/**
 * What functions do to functions of one file that call them in a section: bottom-up, and only for what is asked. Functions
 * that are not known do nothing, as far as anyone can say. Given the next version of the file, it keeps what still holds.
 */
export class Summaries implements Surroundings {
  readonly distant = false;
  readonly #tree: TreeSummaries;
  readonly #nodes = new Map<string, Reachable>();
  readonly #flows = new Map<Question<unknown>, FileFlow<unknown>>();
  readonly #found = new Map<string, Reachable | undefined>();
  #file: SourceFile;
  #follow: FollowCalled;
  #treeVersion: number;
  #revision = 0;

  constructor(file: SourceFile, follow: FollowCalled, tree: TreeSummaries) {
    this.#file = file;
    this.#follow = follow;
    this.#tree = tree;
    this.#treeVersion = tree.version;
  }

  /** Another number whenever an answer may be another one. */
  get revision(): number {
    return this.#revision;
  }

  /** What has been asked so far. */
  get questions(): Iterable<Question<unknown>> {
    return this.#flows.keys();
  }

  /** For the questions of the rules about one function of the file. */
  forFunction(): CalleeSummaries {
    return new CalleeSummaries(this);
  }

  /** Works out in steps what the functions do that a text calls, so that questions about it can then be answered at once. */
  *prepare(text: string, questions: Iterable<Question<unknown>>): Generator<void, void> {
    const callees = this.forFunction();
    const names = new Set([...text.matchAll(/\b([A-Za-z_]\w*)\s*\(/g)].map(([, name]) => name));
    yield* this.#expand(names, [...questions]);
    for (const question of questions) {
      for (const name of names) {
        callees.of(question, name);
        yield;
      }
    }
  }

  /** Finds out in steps who may be reached, and follows who is concerned: that is what takes long. */
  *#expand(names: Iterable<string>, questions: readonly Question<unknown>[]): Generator<void, void> {
    const isAsked = ({ name, definition }: Reachable) =>
      questions.some((question) => !question.answers(name) && question.follows?.(definition) !== false);
    const expanded = new Map<Reachable, number>();
    const pending = [...names].map((name) => ({ node: this.nodeOf(name), before: furthest }));
    for (const { node, before } of pending) {
      const left = node?.distant ? before - 1 : before;
      if (!node || left <= (expanded.get(node) ?? -1) || !isAsked(node)) continue;
      expanded.set(node, left);
      if (questions.some((question) => mayHaveFacts(question, node))) node.followed();
      yield;
      if (left > 0) for (const callee of node.callees().values()) pending.push({ node: callee, before: left });
      yield;
    }
  }

  /**
   * Goes on with the next version of the file. `names` are those of functions and macros that have come or gone or mean
   * something else.
   */
  update(file: SourceFile, follow: FollowCalled, names: ReadonlySet<string>): void {
    this.#file = file;
    this.#follow = follow;
    if (this.#treeVersion !== this.#tree.version) this.#found.clear();
    const elsewhere = this.#tree.affectedSince(this.#treeVersion);
    this.#treeVersion = this.#tree.version;
    if (elsewhere) this.#reconsider([...names, ...[...elsewhere].filter((name) => !definitionIn(file, name))]);
    else this.#forgetAll();
  }

  follow(definition: Definition & { readonly kind: 'function' }): ReturnType<FollowCalled> {
    return this.#follow(definition);
  }

  lookUp(word: string, called: boolean): Reachable | undefined {
    const definition = definitionIn(this.#file, word);
    if (definition && !called && definition.kind === 'macro') return undefined;
    return definition || called ? this.nodeOf(word) : undefined;
  }

  /** What a call of a name reaches. */
  nodeOf(name: string): Reachable | undefined {
    const definition = definitionIn(this.#file, name);
    if (!definition) return this.#elsewhere(name);
    const node = this.#nodes.get(name) ?? new Reachable(definition, this);
    this.#nodes.set(name, node);
    return node;
  }

  /** What is found in the index stays until the next version: the same names are asked for again and again. */
  #elsewhere(name: string): Reachable | undefined {
    if (!this.#found.has(name)) this.#found.set(name, this.#tree.find(name, this.#file.path));
    return this.#found.get(name);
  }

  flowOf<Fact>(question: Question<Fact>): FileFlow<Fact> {
    const key = question as Question<unknown>;
    const flow = (this.#flows.get(key) as FileFlow<Fact> | undefined) ?? new FileFlow(question, this.#tree);
    this.#flows.set(key, flow as FileFlow<unknown>);
    return flow;
  }

  /** Functions that a variable of the file names in its initializer. */
  operationsOf(variable: string): readonly string[] {
    return operationsOf(this.#file, variable);
  }

  #forgetAll(): void {
    this.#nodes.clear();
    this.#flows.clear();
    this.#revision += 1;
  }

  /** Looks again at what has changed, and at its callers where something else comes of it now. */
  #reconsider(names: readonly string[]): void {
    const changed = new Set<Reachable>();
    for (const [name, node] of this.#nodes) {
      const definition = definitionIn(this.#file, name);
      if (!definition) this.#nodes.delete(name);
      const same = definition !== undefined && node.becomes(definition);
      if (!same || mentionsOneOf(node.text, names)) changed.add(node);
    }
    let isNews = names.length > 0;
    for (const node of changed) node.forgetCallees();
    for (const flow of changed.size > 0 ? this.#flows.values() : []) {
      const gone = [...changed].filter((node) => this.#nodes.get(node.name) !== node);
      const others = [...gone, ...flow.reconsider([...changed].filter((node) => !gone.includes(node)))];
      if (others.length === 0) continue;
      isNews = true;
      for (const node of withCallers(others, [...this.#nodes.values()])) flow.forget(node);
    }
    if (isNews) this.#revision += 1;
  }
}
