import type { CallGraph, Reachable } from './call-graph.ts';
import type { Definition } from './function-index.ts';
import type { Question, Reached, Step } from './question.ts';

/** Functions looked at from one call; what lies further is not known. */
const furthest = 3000;

/** The answers to one question, carried from callees to callers until nothing new comes of it. */
export class FactFlow<Fact> {
  readonly #graph: CallGraph;
  readonly #question: Question<Fact>;
  readonly #facts = new Map<Reachable, Map<string, Reached<Fact>>>();
  readonly #seen = new Set<Reachable>();

  constructor(graph: CallGraph, question: Question<Fact>) {
    this.#graph = graph;
    this.#question = question;
  }

  /** The facts of one function. What was looked at for them is added to `consulted`. */
  factsOf(definition: Definition, consulted: Set<Reachable>): readonly Reached<Fact>[] {
    if (this.#question.follows?.(definition) === false) return [];
    const root = this.#graph.nodeOf(definition);
    this.#answer(root);
    for (const node of this.#within(root)) consulted.add(node);
    return [...(this.#facts.get(root)?.values() ?? [])];
  }

  /** Nearest facts are carried first, so that the way to each is a shortest one. */
  #answer(root: Reachable): void {
    const fresh = this.#unseenFrom(root);
    let changed = new Set([...fresh].filter((node) => this.#startFrom(node)));
    // What was answered before may be called by what is new.
    for (const node of fresh)
      for (const callee of this.#calleesOf(node)) if (this.#facts.has(callee)) changed.add(callee);
    while (changed.size > 0) {
      const next = new Set<Reachable>();
      for (const callee of changed) {
        for (const caller of callee.callers) {
          if (this.#seen.has(caller) && this.#carry(callee, caller)) next.add(caller);
        }
      }
      changed = next;
    }
  }

  /** Functions that may be reached from one and were not looked at before, the nearest first. */
  #unseenFrom(root: Reachable): ReadonlySet<Reachable> {
    const fresh = new Set<Reachable>();
    if (!this.#seen.has(root)) fresh.add(root);
    for (const node of fresh) {
      if (fresh.size > furthest) break;
      this.#seen.add(node);
      for (const callee of this.#calleesOf(node)) if (!this.#seen.has(callee)) fresh.add(callee);
    }
    return fresh;
  }

  /** Everything that was looked at from one function. */
  #within(root: Reachable): ReadonlySet<Reachable> {
    const nodes = new Set([root]);
    for (const node of nodes) {
      if (this.#seen.has(node)) for (const callee of this.#calleesOf(node)) nodes.add(callee);
    }
    return nodes;
  }

  /** Callees that the question does not answer by their name alone. */
  #calleesOf(node: Reachable): readonly Reachable[] {
    const callees = this.#graph.calleesOf(node);
    return [...callees].flatMap(([name, callee]) =>
      this.#question.answers(name) || this.#question.follows?.(callee.definition) === false ? [] : [callee],
    );
  }

  /** True when the function has facts of its own. */
  #startFrom(node: Reachable): boolean {
    const { definition, name } = node;
    if (!this.#question.concerns.test(node.text)) return false;
    if (definition.kind === 'macro') {
      const { file, macro } = definition;
      for (const fact of this.#question.ownOfMacro?.(macro.body) ?? []) {
        this.#add(node, fact, [{ file, function: name, range: macro.nameRange }]);
      }
    } else {
      const called = this.#graph.follow(node);
      if (!called) return false;
      for (const { fact, range } of this.#question.own(called)) {
        this.#add(node, fact, [{ file: definition.file, function: name, range }]);
      }
    }
    return this.#facts.has(node);
  }

  /** Carries the facts of a callee to a caller; true when the caller got a new one. */
  #carry(callee: Reachable, caller: Reachable): boolean {
    if (this.#question.answers(callee.name)) return false;
    const facts = [...(this.#facts.get(callee)?.values() ?? [])];
    const { definition } = caller;
    let grew = false;
    if (definition.kind === 'macro') {
      const { file, macro } = definition;
      const step = { file, function: caller.name, range: macro.nameRange, calls: callee.name };
      for (const { fact, path } of facts) {
        const carried = this.#question.throughMacro ? this.#question.throughMacro(fact) : fact;
        if (carried !== undefined && this.#add(caller, carried, [step, ...path])) grew = true;
      }
      return grew;
    }
    const called = this.#graph.follow(caller);
    if (!called) return false;
    const callees = this.#graph.calleesOf(caller);
    for (const { call, node, name } of this.#graph.calls(caller)) {
      if (callees.get(name) !== callee) continue;
      const range = { start: call.start, end: call.end };
      for (const { fact, path } of facts) {
        const carried = this.#question.through(fact, call, called, node);
        const step = { file: definition.file, function: caller.name, range, calls: name };
        if (carried !== undefined && this.#add(caller, carried, [step, ...path])) grew = true;
      }
    }
    return grew;
  }

  #add(node: Reachable, fact: Fact, path: readonly Step[]): boolean {
    let facts = this.#facts.get(node);
    if (!facts) {
      facts = new Map();
      this.#facts.set(node, facts);
    }
    const key = this.#question.key(fact);
    if (facts.has(key)) return false;
    facts.set(key, { fact, path });
    return true;
  }
}
