import { type FollowCalled, mentionsOneOf, nameOf, Reachable, type Surroundings, withCallers } from './call-graph.ts';
import { type Carried, Carrier, furthest } from './carrier.ts';
import { definitionIn, type FunctionIndex, type IndexChanges, resolve } from './function-index.ts';
import type { Question } from './question.ts';

/**
 * What the functions do that a tree's index knows, for whoever calls them from another file. It is worked out once for all
 * files of the tree, and again only where the index says that something has changed.
 */
export class TreeSummaries implements Surroundings {
  readonly distant = true;
  readonly follow: FollowCalled;
  readonly #index: FunctionIndex;
  readonly #nodes = new Map<string, Map<string, Reachable>>();
  readonly #flows = new Map<unknown, DistantFlow<unknown>>();
  /** By name: the version of the index at which what it stands for may have become another. */
  readonly #affected = new Map<string, number>();
  /** The version before which nothing is known any more. */
  #beginning: number;
  #version: number;
  #hasFollowed = false;

  constructor(index: FunctionIndex, follow: FollowCalled) {
    this.#index = index;
    this.follow = (definition) => {
      this.#hasFollowed = true;
      return follow(definition);
    };
    this.#beginning = index.version;
    this.#version = index.version;
  }

  get version(): number {
    return this.#version;
  }

  /** The definition that a call in a file reaches, when it lies in another. */
  find(name: string, from: string): Reachable | undefined {
    const definition = this.#index.find(name, from);
    return definition && this.#nodeOf(definition);
  }

  lookUp(word: string, called: boolean, { file }: Reachable['definition']): Reachable | undefined {
    const definition = called ? resolve(word, file, this.#index) : definitionIn(file, word);
    return definition && (called || definition.kind === 'function') ? this.#nodeOf(definition) : undefined;
  }

  /** The facts of a definition that a file calls. */
  factsOf<Fact>(question: Question<Fact>, node: Reachable): readonly Carried<Fact>[] {
    const flow = (this.#flows.get(question) as DistantFlow<Fact> | undefined) ?? new DistantFlow(question);
    this.#flows.set(question, flow);
    return flow.factsOf(node);
  }

  /** Forgets what has changed in the index since it was asked last. */
  update(): void {
    const { version } = this.#index;
    if (version === this.#version) return;
    const changes = this.#index.changesSince(this.#version);
    this.#version = version;
    if (changes) this.#heed(changes);
    else this.#forgetAll();
  }

  /** Names that may stand for something else, or for something that does something else, than at an earlier version. */
  affectedSince(version: number): ReadonlySet<string> | undefined {
    if (version < this.#beginning) return undefined;
    if (version === this.#version) return new Set();
    return new Set([...this.#affected].filter(([, at]) => at > version).map(([name]) => name));
  }

  /** Gives back what was only needed to work facts out. */
  release(): void {
    if (this.#hasFollowed) for (const node of this.#all()) node.release();
    this.#hasFollowed = false;
  }

  #forgetAll(): void {
    this.#nodes.clear();
    this.#flows.clear();
    this.#affected.clear();
    this.#beginning = this.#version;
  }

  #heed({ names, files }: IndexChanges): void {
    const changed = new Set<Reachable>();
    for (const [path, file] of files) {
      const nodes = this.#nodes.get(path);
      for (const [name, node] of nodes ?? []) {
        const definition = file && definitionIn(file, name);
        if (!definition) nodes?.delete(name);
        else if (node.becomes(definition)) continue;
        changed.add(node);
      }
    }
    if (names.size > 0) for (const node of this.#all()) if (mentionsOneOf(node.text, names)) changed.add(node);
    const affected = changed.size > 0 ? withCallers(changed, this.#all()) : changed;
    for (const node of affected) {
      node.forgetCallees();
      for (const flow of this.#flows.values()) flow.forget(node);
    }
    for (const name of [...names, ...[...affected].map((node) => node.name)]) this.#affected.set(name, this.#version);
  }

  #all(): readonly Reachable[] {
    return [...this.#nodes.values()].flatMap((nodes) => [...nodes.values()]);
  }

  #nodeOf(definition: Reachable['definition']): Reachable {
    const { path } = definition.file;
    const nodes = this.#nodes.get(path) ?? new Map<string, Reachable>();
    this.#nodes.set(path, nodes);
    const name = nameOf(definition);
    const node = nodes.get(name) ?? new Reachable(definition, this);
    nodes.set(name, node);
    return node;
  }
}

/** The facts of one question, by how many definitions may still be looked into one behind the other. */
class DistantFlow<Fact> {
  readonly #carrier: Carrier<Fact>;
  readonly #own = new Map<Reachable, readonly Carried<Fact>[]>();
  readonly #facts = new Map<Reachable, (readonly Carried<Fact>[])[]>();

  constructor(question: Question<Fact>) {
    this.#carrier = new Carrier(question);
  }

  factsOf(node: Reachable, left = furthest): readonly Carried<Fact>[] {
    if (left === 0 || !this.#carrier.asksAbout(node)) return [];
    const known = this.#facts.get(node) ?? [];
    this.#facts.set(node, known);
    known[left] ??= this.#carrier.factsOf(node, this.#ownOf(node), (callee) => this.factsOf(callee, left - 1));
    return known[left];
  }

  forget(node: Reachable): void {
    this.#own.delete(node);
    this.#facts.delete(node);
  }

  #ownOf(node: Reachable): readonly Carried<Fact>[] {
    const own = this.#own.get(node) ?? this.#carrier.own(node);
    this.#own.set(node, own);
    return own;
  }
}
