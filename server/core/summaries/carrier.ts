import { functionNameIn } from '../callbacks/function-name.ts';
import type { Reachable, SectionCall } from './call-graph.ts';
import type { CalledFunction, Question, Reached } from './question.ts';

/**
 * Functions of other files that are looked into one behind the other. What lies further comes of it only for some
 * arguments or states that are not followed so far: nothing is said of it.
 */
export const furthest = 3;

/**
 * A place in a definition; offsets count from its start, so that they stay true where it moves. One place is one object on all
 * ways that lead over it: when it moves within its definition, it moves on all of them.
 */
interface Place {
  readonly at: Reachable;
  start: number;
  end: number;
  /** What is called there; absent at the last place, where it happens. */
  readonly calls?: string;
  /** It is in a function that was given what is called there, and is known only on this way. */
  readonly given: boolean;
}

/** A fact with the way to it, wherever the definitions on that way stand. */
export interface Carried<Fact> {
  readonly fact: Fact;
  readonly path: readonly Place[];
}

/** What is known of a callee while the facts of its callers are worked out. */
export type FactsOf<Fact> = (callee: Reachable) => readonly Carried<Fact>[];

/** Carries the facts of callees to callers, for one question. */
export class Carrier<Fact> {
  readonly #question: Question<Fact>;

  constructor(question: Question<Fact>) {
    this.#question = question;
  }

  /** Callees that the question asks about, and does not answer by their name alone. */
  calleesOf(node: Reachable): readonly Reachable[] {
    return [...node.callees()].flatMap(([name, callee]) =>
      this.#question.answers(name) || !this.asksAbout(callee) ? [] : [callee],
    );
  }

  asksAbout({ definition }: Reachable): boolean {
    return this.#question.follows?.(definition) !== false;
  }

  /** Facts that are a definition's own. */
  own(node: Reachable): readonly Carried<Fact>[] {
    const { definition, start } = node;
    const place = (range: { readonly start: number; readonly end: number }) => [
      { at: node, start: range.start - start, end: range.end - start, given: false },
    ];
    if (!mayHaveFacts(this.#question, node)) return [];
    if (definition.kind === 'macro') {
      const path = place(definition.macro.nameRange);
      return (this.#question.ownOfMacro?.(definition.macro.body) ?? []).map((fact) => ({ fact, path }));
    }
    const called = node.followed();
    return called ? this.#question.own(called).map(({ fact, range }) => ({ fact, path: place(range) })) : [];
  }

  /** All facts of a definition, given those of its callees: of several ways to one fact the shortest, then the first. */
  factsOf(node: Reachable, own: readonly Carried<Fact>[], factsOf: FactsOf<Fact>): readonly Carried<Fact>[] {
    const best = new Map<string, Carried<Fact>>();
    for (const each of [...own, ...this.#carried(node, factsOf)]) {
      const key = this.#question.key(each.fact);
      const known = best.get(key);
      if (distance(each) <= furthest && (!known || each.path.length < known.path.length)) best.set(key, each);
    }
    return [...best.values()].sort((one, other) => one.path.length - other.path.length);
  }

  #carried(node: Reachable, factsOf: FactsOf<Fact>): readonly Carried<Fact>[] {
    const callees = new Set(this.calleesOf(node).filter((callee) => factsOf(callee).length > 0));
    if (callees.size === 0) return [];
    if (node.definition.kind === 'macro')
      return [...callees].flatMap((each) => this.#throughMacro(node, each, factsOf));
    const called = node.followed();
    if (!called) return [];
    return node.calls().flatMap((made) => {
      const target = node.callees().get(made.name);
      if (!target) return [];
      const reached = callees.has(target) ? factsOf(target) : [];
      const given = made.call.arguments.flatMap((argument, position) => {
        const callee = node.callees().get(functionNameIn(argument));
        return callee && callees.has(callee) ? this.givenTo(target, position, callee, factsOf(callee)) : [];
      });
      return this.#through([...reached, ...given], made, { at: node, calls: made.name, given: false }, called);
    });
  }

  #throughMacro(node: Reachable, callee: Reachable, factsOf: FactsOf<Fact>): readonly Carried<Fact>[] {
    const { definition, start } = node;
    if (definition.kind !== 'macro') return [];
    const { nameRange } = definition.macro;
    const place = {
      at: node,
      start: nameRange.start - start,
      end: nameRange.end - start,
      calls: callee.name,
      given: false,
    };
    return factsOf(callee).flatMap(({ fact, path }) => {
      const carried = this.#question.throughMacro ? this.#question.throughMacro(fact) : fact;
      return carried === undefined ? [] : [{ fact: carried, path: [place, ...path] }];
    });
  }

  /** Facts of a function as facts of a runner that calls it as its parameter at a position, itself or through others. */
  givenTo(
    runner: Reachable,
    position: number,
    given: Reachable,
    facts: readonly Carried<Fact>[],
    seen: Set<Reachable> = new Set(),
  ): readonly Carried<Fact>[] {
    const called = seen.has(runner) ? undefined : runner.followed();
    const parameter = called?.regions.graph.parameters[position];
    if (!called || parameter === undefined) return [];
    seen.add(runner);
    return runner.calls().flatMap((made) => {
      if (made.name === parameter) {
        return this.#through(facts, made, { at: runner, calls: given.name, given: true }, called);
      }
      const next = runner.callees().get(made.name);
      const handed = made.call.arguments.findIndex((each) => functionNameIn(each) === parameter);
      if (!next || handed < 0) return [];
      const handedOn = this.givenTo(next, handed, given, facts, seen);
      return this.#through(handedOn, made, { at: runner, calls: made.name, given: true }, called);
    });
  }

  /** Facts of what a call reaches as facts of the function that makes it. */
  #through(
    facts: readonly Carried<Fact>[],
    { call, node }: SectionCall,
    step: Pick<Place, 'at' | 'calls' | 'given'>,
    caller: CalledFunction,
  ): readonly Carried<Fact>[] {
    const { start } = step.at;
    const place = { ...step, start: call.start - start, end: call.end - start };
    return facts.flatMap(({ fact, path }) => {
      const carried = this.#question.through(fact, call, caller, node);
      return carried === undefined ? [] : [{ fact: carried, path: [place, ...path] }];
    });
  }
}

/** False for a definition that has no facts of its own by its text, and need not be followed for them. */
export function mayHaveFacts<Fact>({ concerns, mayHave }: Question<Fact>, { text, definition }: Reachable): boolean {
  return concerns.test(text) && mayHave?.(definition) !== false;
}

/** Definitions of other files on the way to a fact. */
function distance<Fact>({ path }: Carried<Fact>): number {
  return path.filter(({ at }) => at.distant).length;
}

/** A fact with the way to it, in offsets of the files as they are now. */
export function placed<Fact>({ fact, path }: Carried<Fact>): Reached<Fact> {
  return {
    fact,
    path: path.map(({ at, start, end, calls }) => ({
      file: at.definition.file,
      function: at.name,
      range: { start: at.start + start, end: at.start + end },
      ...(calls === undefined ? {} : { calls }),
    })),
  };
}
