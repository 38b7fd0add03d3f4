import { functionNameIn } from '../callbacks/function-name.ts';
import type { CallExpression } from '../syntax/ast.ts';
import type { SourceFile } from '../syntax/source-file.ts';
import { type FollowCalled, mentionsOneOf, Reachable, type Surroundings, textOf, withCallers } from './call-graph.ts';
import { placed } from './carrier.ts';
import { FileFlow } from './file-flow.ts';
import { type Definition, definitionIn } from './function-index.ts';
import type { Question, Reached } from './question.ts';
import type { TreeSummaries } from './tree-summaries.ts';

export type { FollowCalled } from './call-graph.ts';

/**
 * What functions do to functions of one file that call them in a section: bottom-up, and only for what is asked. Functions
 * that are not known do nothing, as far as anyone can say. Given the next version of the file, it keeps what still holds.
 */
export class Summaries implements Surroundings {
  readonly distant = false;
  readonly #tree: TreeSummaries;
  readonly #nodes = new Map<string, Reachable>();
  readonly #flows = new Map<Question<unknown>, FileFlow<unknown>>();
  #file: SourceFile;
  #follow: FollowCalled;
  #treeVersion: number;

  constructor(file: SourceFile, follow: FollowCalled, tree: TreeSummaries) {
    this.#file = file;
    this.#follow = follow;
    this.#tree = tree;
    this.#treeVersion = tree.version;
  }

  /** For the questions of the rules about one function of the file. */
  forFunction(): CalleeSummaries {
    return new CalleeSummaries(this.#file, {
      nodeOf: (name) => this.#nodeOf(name),
      flowOf: (question) => this.#flowOf(question),
    });
  }

  /** Goes on with the next version of the file. `names` are those of functions and macros that have come or gone, or are other macros. */
  update(file: SourceFile, follow: FollowCalled, names: ReadonlySet<string>): void {
    this.#file = file;
    this.#follow = follow;
    const elsewhere = this.#tree.affectedSince(this.#treeVersion);
    this.#treeVersion = this.#tree.version;
    const isElsewhere = (name: string) => definitionIn(file, name) === undefined;
    if (elsewhere) this.#forget(new Set([...names, ...[...elsewhere].filter(isElsewhere)]));
    else this.#forgetAll();
  }

  /** What has been asked so far. */
  get questions(): Iterable<Question<unknown>> {
    return this.#flows.keys();
  }

  /** Works out in steps what the functions do that a text calls, so that questions about it can then be answered at once. */
  *prepare(text: string, questions: Iterable<Question<unknown>>): Generator<void, void> {
    const callees = this.forFunction();
    const names = new Set([...text.matchAll(/\b([A-Za-z_]\w*)\s*\(/g)].map(([, name]) => name));
    for (const question of questions) {
      for (const name of names) {
        callees.of(question, name);
        yield;
      }
    }
  }

  follow(definition: Definition & { readonly kind: 'function' }): ReturnType<FollowCalled> {
    return this.#follow(definition);
  }

  lookUp(word: string, called: boolean): Reachable | undefined {
    const definition = definitionIn(this.#file, word);
    if (definition && (called || definition.kind === 'function')) return this.#nodeOf(word);
    return called && !definition ? this.#tree.find(word, this.#file.path) : undefined;
  }

  #nodeOf(name: string): Reachable | undefined {
    const definition = definitionIn(this.#file, name);
    if (!definition) return this.#tree.find(name, this.#file.path);
    const node = this.#nodes.get(name) ?? new Reachable(definition, this);
    this.#nodes.set(name, node);
    return node;
  }

  #flowOf<Fact>(question: Question<Fact>): FileFlow<Fact> {
    const asked = question as Question<unknown>;
    const flow = (this.#flows.get(asked) as FileFlow<Fact> | undefined) ?? new FileFlow(question, this.#tree);
    this.#flows.set(asked, flow as FileFlow<unknown>);
    return flow;
  }

  #forgetAll(): void {
    this.#nodes.clear();
    this.#flows.clear();
  }

  #forget(names: ReadonlySet<string>): void {
    const affected = new Set<Reachable>();
    for (const [name, node] of this.#nodes) {
      const definition = definitionIn(this.#file, name);
      if (definition && textOf(definition) === node.text) {
        node.becomes(definition);
        if (mentionsOneOf(node.text, names)) affected.add(node);
      } else {
        this.#nodes.delete(name);
        affected.add(node);
      }
    }
    const nodes = [...this.#nodes.values()];
    for (const node of withCallers(affected, nodes)) {
      node.forgetCallees();
      for (const flow of this.#flows.values()) flow.forget(node);
    }
  }
}

/** What the answers about callees are found in. */
interface Answers {
  /** What a call of a name reaches. */
  nodeOf(name: string): Reachable | undefined;
  flowOf<Fact>(question: Question<Fact>): FileFlow<Fact>;
}

/** What the functions that one function calls do, and which of its file were looked at to tell. */
export class CalleeSummaries {
  readonly #file: SourceFile;
  readonly #answers: Answers;
  readonly #consulted = new Set<Reachable>();

  constructor(file: SourceFile, answers: Answers) {
    this.#file = file;
    this.#answers = answers;
  }

  /** What a function of a name does when it is called from the file with the mode on, itself or through others. */
  of<Fact>(question: Question<Fact>, name: string): readonly Reached<Fact>[] {
    const callee = question.answers(name) ? undefined : this.#answers.nodeOf(name);
    if (!callee) return [];
    this.#consult(callee);
    return this.#answers.flowOf(question).factsOf(callee).map(placed);
  }

  /** The same for what a call calls; facts are about the parameters of the callee. */
  ofCall<Fact>(question: Question<Fact>, call: CallExpression): readonly Reached<Fact>[] {
    const name = functionNameIn(call.callee);
    const callee = question.answers(name) ? undefined : this.#answers.nodeOf(name);
    return callee ? [...this.of(question, name), ...this.#ofGiven(question, call, callee)] : [];
  }

  /** Functions and macros of the file that the answers depend on. */
  consulted(): readonly Definition[] {
    return [...this.#consulted].map(({ definition }) => definition);
  }

  /** What comes of a call that gives functions of its file to the callee: what they do when the callee calls them. */
  #ofGiven<Fact>(question: Question<Fact>, call: CallExpression, callee: Reachable): readonly Reached<Fact>[] {
    const flow = this.#answers.flowOf(question);
    return call.arguments.flatMap((argument, position) => {
      const name = functionNameIn(argument);
      const given = definitionIn(this.#file, name)?.kind === 'function' ? this.#answers.nodeOf(name) : undefined;
      if (!given) return [];
      this.#consult(given);
      const facts = flow.factsOf(given);
      return facts.length > 0 ? flow.carrier.givenTo(callee, position, given, facts).map(placed) : [];
    });
  }

  #consult(root: Reachable): void {
    const pending = [root];
    for (const node of pending) {
      if (node.distant || this.#consulted.has(node)) continue;
      this.#consulted.add(node);
      pending.push(...node.callees().values());
    }
  }
}
