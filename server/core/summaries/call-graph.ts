import { possibleCallees } from '../callbacks/possible-callees.ts';
import type { FlowNode } from '../flow/graph.ts';
import { type FunctionRegions, isOn } from '../regions/function-regions.ts';
import type { CallExpression } from '../syntax/ast.ts';
import type { Definition } from './function-index.ts';
import type { CalledFunction } from './question.ts';

/** A call that a function makes while the mode is on. */
export interface SectionCall {
  readonly call: CallExpression;
  readonly node: FlowNode;
  /** Of the function, or of the variable that holds it. */
  readonly name: string;
}

/** Follows a function from where its caller has the mode on; undefined when it cannot be followed. */
export type FollowCalled = (definition: Definition & { readonly kind: 'function' }) => FunctionRegions | undefined;

/** What a function or macro is looked up in: the file that is analysed, or the tree around it. */
export interface Surroundings {
  /** True for definitions that only the tree's index knows. */
  readonly distant: boolean;
  readonly follow: FollowCalled;
  /** What a word in the text of a definition stands for; `called` when a parenthesis follows it. */
  lookUp(word: string, called: boolean, from: Definition): Reachable | undefined;
}

/** Words, with the parenthesis of a call; keywords among them name no function. */
const word = /\b([A-Za-z_]\w*)\b(\s*\()?/g;

/**
 * A function or macro among those that a section may reach. Whom it calls is read from its text until someone needs more:
 * most of what a section may reach is never parsed.
 */
export class Reachable {
  readonly name: string;
  #text: string;
  readonly #surroundings: Surroundings;
  #definition: Definition;
  #callees: ReadonlyMap<string, Reachable> | undefined;
  #followed: { readonly called: CalledFunction | undefined } | undefined;
  #calls: readonly SectionCall[] | undefined;

  constructor(definition: Definition, surroundings: Surroundings) {
    this.name = nameOf(definition);
    this.#text = textOf(definition);
    this.#definition = definition;
    this.#surroundings = surroundings;
  }

  get definition(): Definition {
    return this.#definition;
  }

  /** What it does stands in here. */
  get text(): string {
    return this.#text;
  }

  get distant(): boolean {
    return this.#surroundings.distant;
  }

  /** Offset in the file from which places in the definition are counted. */
  get start(): number {
    return startOf(this.#definition);
  }

  /** Line in the file, from 1, that it begins on. */
  get line(): number {
    return this.#definition.file.lines.lineOf(this.start);
  }

  /** What the text seems to call, or to give to others that do, by name. */
  callees(): ReadonlyMap<string, Reachable> {
    this.#callees ??= this.#findCallees();
    return this.#callees;
  }

  /** Who it calls has been found out. */
  get isExpanded(): boolean {
    return this.#callees !== undefined;
  }

  /** The function followed with the mode on at its entry; undefined for a macro, or where it cannot be followed. */
  followed(): CalledFunction | undefined {
    this.#followed ??= { called: this.#follow() };
    return this.#followed.called;
  }

  /** Calls that it makes while the mode is on. */
  calls(): readonly SectionCall[] {
    if (!this.#calls) {
      const called = this.followed();
      this.#calls = called ? sectionCalls(called) : [];
    }
    return this.#calls;
  }

  /** Goes on as the definition of its name in another version of the file; true when that does the same. */
  becomes(definition: Definition): boolean {
    const text = textOf(definition);
    const same = text === this.#text;
    if (!same) this.#callees = undefined;
    this.#text = text;
    this.#definition = definition;
    this.release();
    return same;
  }

  /** Looks for callees again when they are next asked for. */
  forgetCallees(): void {
    this.#callees = undefined;
  }

  /** Gives back what can be found out again. */
  release(): void {
    this.#followed = undefined;
    this.#calls = undefined;
  }

  #findCallees(): ReadonlyMap<string, Reachable> {
    const callees = new Map<string, Reachable>();
    for (const [, name, called] of this.text.matchAll(word)) {
      const callee = callees.has(name)
        ? undefined
        : this.#surroundings.lookUp(name, called !== undefined, this.#definition);
      if (callee) callees.set(name, callee);
    }
    return callees;
  }

  #follow(): CalledFunction | undefined {
    const definition = this.#definition;
    const regions = definition.kind === 'function' ? this.#surroundings.follow(definition) : undefined;
    return regions && { file: definition.file, regions };
  }
}

export function nameOf(definition: Definition): string {
  return definition.kind === 'function' ? definition.entry.name : definition.macro.name;
}

/** Everything that a definition does stands in here: the body of a function, or of a macro. */
export function textOf(definition: Definition): string {
  if (definition.kind === 'macro') return definition.macro.body;
  const { text } = definition.entry;
  return text.slice(text.indexOf('{'));
}

function startOf(definition: Definition): number {
  return definition.kind === 'function' ? definition.entry.start : definition.macro.start;
}

/** Calls that a function makes while the mode is on and not paused: one for each function that a call may call. */
export function sectionCalls({ regions, file }: CalledFunction): readonly SectionCall[] {
  return regions.graph.nodes.flatMap((node) =>
    node.effects.flatMap((effect) => {
      if (effect.kind !== 'call' || !regions.solution.calls.get(effect.call)?.some(isOn)) return [];
      const { call } = effect;
      return possibleCallees(call, regions, file).map((name) => ({ call, node, name }));
    }),
  );
}

/** Some definitions, with all that call one of them, themselves or through others. */
export function withCallers(some: Iterable<Reachable>, all: readonly Reachable[]): ReadonlySet<Reachable> {
  const found = new Set(some);
  const isCaller = (node: Reachable) =>
    !found.has(node) && node.isExpanded && [...node.callees().values()].some((callee) => found.has(callee));
  for (let callers = [...found]; callers.length > 0; ) {
    callers = all.filter(isCaller);
    for (const caller of callers) found.add(caller);
  }
  return found;
}

/** True when the text holds one of the names, be it within a word. */
export function mentionsOneOf(text: string, names: Iterable<string>): boolean {
  for (const name of names) if (text.includes(name)) return true;
  return false;
}
