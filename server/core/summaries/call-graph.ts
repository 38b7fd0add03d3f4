import { possibleCallees } from '../callbacks/possible-callees.ts';
import type { FlowNode } from '../flow/graph.ts';
import { isOn } from '../regions/function-regions.ts';
import type { CallExpression } from '../syntax/ast.ts';
import type { SourceFile } from '../syntax/source-file.ts';
import { type Definition, definitionIn, type FunctionIndex, resolve } from './function-index.ts';
import type { CalledFunction } from './question.ts';
import type { FollowCalled } from './summaries.ts';

/** A call that a function makes while the mode is on. */
export interface SectionCall {
  readonly call: CallExpression;
  readonly node: FlowNode;
  /** Of the function, or of the variable that holds it. */
  readonly name: string;
}

/** A function or macro among those that a section may reach. */
export class Reachable {
  readonly definition: Definition;
  readonly name: string;
  readonly text: string;
  callees: Map<string, Reachable> | undefined;
  readonly callers = new Set<Reachable>();

  constructor(definition: Definition) {
    this.definition = definition;
    this.name = definition.kind === 'function' ? definition.entry.name : definition.macro.name;
    this.text = definition.kind === 'function' ? bodyOf(definition.entry.text) : definition.macro.body;
  }
}

/** Words, with the parenthesis of a call; keywords among them name no function. */
const word = /\b([A-Za-z_]\w*)\b(\s*\()?/g;

function bodyOf(text: string): string {
  return text.slice(text.indexOf('{'));
}

/**
 * Which functions call which, by their text until someone needs more: most of what a section may reach is looked at here
 * and never parsed.
 */
export class CallGraph {
  readonly #index: FunctionIndex;
  readonly #follow: FollowCalled;
  readonly #known = new Map<SourceFile, Map<string, Reachable>>();
  readonly #called = new Map<Reachable, CalledFunction | undefined>();
  readonly #calls = new Map<Reachable, readonly SectionCall[]>();

  constructor(index: FunctionIndex, follow: FollowCalled) {
    this.#index = index;
    this.#follow = follow;
  }

  /** What a function's text seems to call, or to give to others that do, by name. */
  calleesOf(node: Reachable): ReadonlyMap<string, Reachable> {
    if (!node.callees) {
      node.callees = new Map();
      this.#expand(node, node.callees);
    }
    return node.callees;
  }

  /** The function followed with the mode on at its entry; undefined for a macro, or where it cannot be followed. */
  follow(node: Reachable): CalledFunction | undefined {
    if (this.#called.has(node)) return this.#called.get(node);
    const { definition } = node;
    const regions = definition.kind === 'function' ? this.#follow(definition) : undefined;
    const called = regions && { file: definition.file, regions };
    this.#called.set(node, called);
    return called;
  }

  /** Calls that a function makes while the mode is on. */
  calls(node: Reachable): readonly SectionCall[] {
    const known = this.#calls.get(node);
    if (known) return known;
    const called = this.follow(node);
    const calls = called ? sectionCalls(called) : [];
    this.#calls.set(node, calls);
    return calls;
  }

  #expand(node: Reachable, callees: Map<string, Reachable>): void {
    const { file } = node.definition;
    for (const [, name, called] of node.text.matchAll(word)) {
      if (callees.has(name)) continue;
      const definition = called ? resolve(name, file, this.#index) : definitionIn(file, name);
      if (!definition || (!called && definition.kind === 'macro')) continue;
      const callee = this.nodeOf(definition);
      callees.set(name, callee);
      callee.callers.add(node);
    }
  }

  nodeOf(definition: Definition): Reachable {
    const { file } = definition;
    const name = definition.kind === 'function' ? definition.entry.name : definition.macro.name;
    let nodes = this.#known.get(file);
    if (!nodes) {
      nodes = new Map();
      this.#known.set(file, nodes);
    }
    let node = nodes.get(name);
    if (!node) {
      node = new Reachable(definition);
      nodes.set(name, node);
    }
    return node;
  }
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
