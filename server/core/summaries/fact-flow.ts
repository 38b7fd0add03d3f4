import { functionNameIn } from '../callbacks/function-name.ts';
import type { CallExpression } from '../syntax/ast.ts';
import type { SourceFile } from '../syntax/source-file.ts';
import type { CallGraph, Reachable, SectionCall } from './call-graph.ts';
import { type Definition, definitionIn } from './function-index.ts';
import type { CalledFunction, Question, Reached, Step } from './question.ts';

/**
 * Functions of other files that are looked into one behind the other. What lies further comes of it only for some
 * arguments or states that are not followed so far: nothing is said of it.
 */
const furthest = 3;

/** The answers to one question, carried from callees to callers until nothing new comes of it. */
export class FactFlow<Fact> {
  readonly #graph: CallGraph;
  readonly #question: Question<Fact>;
  readonly #facts = new Map<Reachable, Map<string, Reached<Fact>>>();
  /** How many functions of other files may still follow after each that was reached. */
  readonly #left = new Map<Reachable, number>();
  readonly #started = new Set<Reachable>();
  readonly #home: SourceFile;

  constructor(graph: CallGraph, question: Question<Fact>, home: SourceFile) {
    this.#home = home;
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

  /** What comes of a call that gives functions of its file to the callee: what they do when the callee calls them. */
  givenFacts(
    call: CallExpression,
    callee: Definition,
    file: SourceFile,
    consulted: Set<Reachable>,
  ): readonly Reached<Fact>[] {
    return call.arguments.flatMap((argument) => {
      const given = definitionIn(file, functionNameIn(argument));
      if (given?.kind !== 'function' || this.factsOf(given, consulted).length === 0) return [];
      const runner = this.#graph.nodeOf(callee);
      consulted.add(runner);
      return this.#givenTo(runner, call, this.#graph.nodeOf(given), new Set());
    });
  }

  /** Facts of a function that a call gives to a runner, as facts of the runner. */
  #givenTo(runner: Reachable, call: CallExpression, given: Reachable, seen: Set<Reachable>): readonly Reached<Fact>[] {
    return call.arguments.flatMap((argument, position) =>
      functionNameIn(argument) === given.name ? this.#runWith(runner, position, given, seen) : [],
    );
  }

  /** Facts of a function as facts of a runner that calls it as its parameter at a position, itself or through others. */
  #runWith(runner: Reachable, position: number, given: Reachable, seen: Set<Reachable>): readonly Reached<Fact>[] {
    const called = seen.has(runner) ? undefined : this.#graph.follow(runner);
    const parameter = called?.regions.graph.parameters[position];
    if (!called || parameter === undefined) return [];
    seen.add(runner);
    return this.#graph.calls(runner).flatMap((made) => {
      if (made.name === parameter) {
        return this.#throughCall([...(this.#facts.get(given)?.values() ?? [])], made, called, given.name);
      }
      const next = this.#graph.calleesOf(runner).get(made.name);
      const handed = made.call.arguments.findIndex((each) => functionNameIn(each) === parameter);
      return next && handed >= 0
        ? this.#throughCall(this.#runWith(next, handed, given, seen), made, called, made.name)
        : [];
    });
  }

  /** Facts of what a call reaches as facts of the function that makes it. */
  #throughCall(
    facts: readonly Reached<Fact>[],
    { call, node }: SectionCall,
    caller: CalledFunction,
    calls: string,
  ): readonly Reached<Fact>[] {
    const step = {
      file: caller.file,
      function: caller.regions.definition.name,
      range: { start: call.start, end: call.end },
      calls,
    };
    return facts.flatMap(({ fact, path }) => {
      const carried = this.#question.through(fact, call, caller, node);
      return carried === undefined ? [] : [{ fact: carried, path: [step, ...path] }];
    });
  }

  /** Nearest facts are carried first, so that the way to each is a shortest one. */
  #answer(root: Reachable): void {
    const visited = this.#visit(root);
    let changed = new Set<Reachable>();
    for (const node of visited) {
      if (!this.#started.has(node)) this.#startFrom(node);
      this.#started.add(node);
      if (this.#facts.has(node)) changed.add(node);
    }
    while (changed.size > 0) {
      const next = new Set<Reachable>();
      for (const callee of changed) {
        for (const caller of callee.callers) {
          if (visited.has(caller) && this.#carry(callee, caller)) next.add(caller);
        }
      }
      changed = next;
    }
  }

  /** Functions that may be reached from one, near enough, and were not reached as closely before; with their callees that were. */
  #visit(root: Reachable): ReadonlySet<Reachable> {
    const visited = new Set<Reachable>();
    const pending = [{ node: root, left: furthest - this.#cost(root.definition.file) }];
    for (const { node, left } of pending) {
      visited.add(node);
      if (left <= (this.#left.get(node) ?? -1)) continue;
      this.#left.set(node, left);
      for (const callee of this.#calleesOf(node)) {
        const rest = left - this.#cost(callee.definition.file);
        if (rest >= 0) pending.push({ node: callee, left: rest });
      }
    }
    return visited;
  }

  #cost(file: SourceFile): number {
    return file === this.#home ? 0 : 1;
  }

  /** Everything that was looked at from one function. */
  #within(root: Reachable): ReadonlySet<Reachable> {
    const nodes = new Set([root]);
    for (const node of nodes) {
      if (!this.#left.has(node)) continue;
      for (const callee of this.#calleesOf(node)) if (this.#left.has(callee)) nodes.add(callee);
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

  /** Adds the facts that are a function's own. */
  #startFrom(node: Reachable): void {
    const { definition, name } = node;
    if (!this.#question.concerns.test(node.text)) return;
    if (definition.kind === 'macro') {
      const { file, macro } = definition;
      for (const fact of this.#question.ownOfMacro?.(macro.body) ?? []) {
        this.#add(node, fact, [{ file, function: name, range: macro.nameRange }]);
      }
    } else {
      const called = this.#graph.follow(node);
      if (!called) return;
      for (const { fact, range } of this.#question.own(called)) {
        this.#add(node, fact, [{ file: definition.file, function: name, range }]);
      }
    }
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
    for (const made of this.#graph.calls(caller)) {
      const target = callees.get(made.name);
      const reached = target === callee ? facts : target ? this.#givenTo(target, made.call, callee, new Set()) : [];
      for (const { fact, path } of this.#throughCall(reached, made, called, made.name)) {
        if (this.#add(caller, fact, path)) grew = true;
      }
    }
    return grew;
  }

  #add(node: Reachable, fact: Fact, path: readonly Step[]): boolean {
    if (path.reduce((sum, { file }) => sum + this.#cost(file), 0) > furthest) return false;
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
