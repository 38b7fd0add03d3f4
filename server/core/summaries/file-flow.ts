import type { Reachable } from './call-graph.ts';
import { type Carried, Carrier } from './carrier.ts';
import type { Question } from './question.ts';
import type { TreeSummaries } from './tree-summaries.ts';

/** The facts of the functions of one file for one question, carried until nothing new comes of it. */
export class FileFlow<Fact> {
  readonly carrier: Carrier<Fact>;
  readonly #question: Question<Fact>;
  readonly #tree: TreeSummaries;
  readonly #facts = new Map<Reachable, readonly Carried<Fact>[]>();

  constructor(question: Question<Fact>, tree: TreeSummaries) {
    this.carrier = new Carrier(question);
    this.#question = question;
    this.#tree = tree;
  }

  factsOf(node: Reachable): readonly Carried<Fact>[] {
    if (!this.carrier.asksAbout(node)) return [];
    if (node.distant) return this.#tree.factsOf(this.#question, node);
    if (!this.#facts.has(node)) this.#settle(this.#unknownBehind(node));
    return this.#facts.get(node) ?? [];
  }

  /**
   * Works the facts of definitions out again that have changed, and gives those that have other facts than before. Facts that
   * have only moved within their definitions are moved for all callers.
   */
  reconsider(changed: readonly Reachable[]): readonly Reachable[] {
    const others = changed.filter((node) => {
      const known = this.#facts.get(node);
      if (!known) return false;
      const facts = this.carrier.factsOf(node, this.carrier.own(node), (callee) => this.factsOf(callee));
      if (differ(facts, known)) return true;
      for (const [index, fact] of facts.entries()) moveTo(known[index], fact);
      return false;
    });
    return [...others, ...this.#givenIn(changed)];
  }

  /** Definitions with facts on whose way something was given to one of these. */
  #givenIn(changed: readonly Reachable[]): readonly Reachable[] {
    const isGivenThere = ({ path }: Carried<Fact>) => path.some(({ at, given }) => given && changed.includes(at));
    return [...this.#facts].filter(([, facts]) => facts.some(isGivenThere)).map(([node]) => node);
  }

  forget(node: Reachable): void {
    this.#facts.delete(node);
  }

  /** The definitions of the file that one may reach, with their callers; those that are known already are left out. */
  #unknownBehind(root: Reachable): ReadonlyMap<Reachable, ReadonlySet<Reachable>> {
    const callers = new Map([[root, new Set<Reachable>()]]);
    for (const [node] of callers) {
      for (const callee of this.carrier.calleesOf(node)) {
        if (callee.distant || this.#facts.has(callee)) continue;
        const known = callers.get(callee) ?? new Set();
        callers.set(callee, known.add(node));
      }
    }
    return callers;
  }

  #settle(unknown: ReadonlyMap<Reachable, ReadonlySet<Reachable>>): void {
    const own = new Map([...unknown.keys()].map((node) => [node, this.carrier.own(node)]));
    for (const node of unknown.keys()) this.#facts.set(node, []);
    for (let next = new Set(unknown.keys()); next.size > 0; ) {
      const factsOf = (callee: Reachable) => (callee.distant ? this.factsOf(callee) : (this.#facts.get(callee) ?? []));
      const found = [...next].map((node) => [node, this.carrier.factsOf(node, own.get(node) ?? [], factsOf)] as const);
      next = new Set();
      for (const [node, facts] of found) {
        if (!differ(facts, this.#facts.get(node) ?? [])) continue;
        this.#facts.set(node, facts);
        for (const caller of unknown.get(node) ?? []) next.add(caller);
      }
    }
  }
}

/** Moves the places of a fact to those of the same fact as it was found again. */
function moveTo<Fact>({ path }: Carried<Fact>, again: Carried<Fact>): void {
  for (const [index, place] of path.entries()) {
    place.start = again.path[index].start;
    place.end = again.path[index].end;
  }
}

/** Whether two answers say different things, or the same things in other functions. */
export function differ<Fact>(some: readonly Carried<Fact>[], others: readonly Carried<Fact>[]): boolean {
  return some !== others && (some.length !== others.length || some.some((each, index) => !isSame(each, others[index])));
}

function isSame<Fact>(one: Carried<Fact>, other: Carried<Fact>): boolean {
  if (one.path.length !== other.path.length || JSON.stringify(one.fact) !== JSON.stringify(other.fact)) return false;
  return one.path.every(({ at, calls }, index) => at === other.path[index].at && calls === other.path[index].calls);
}
