import type { Note } from '../finding.ts';
import { calleeName } from '../flow/walk.ts';
import { mayHoldBack } from '../kernel/architectures.ts';
import { type CallbackRunner, callbackRunner, sectionRunners } from '../kernel/callback-runners.ts';
import { type FunctionRegions, isOn } from '../regions/function-regions.ts';
import { mentionsCallOf } from '../regions/helpers.ts';
import type { CallExpression } from '../syntax/ast.ts';
import type { FunctionEntry, SourceFile } from '../syntax/source-file.ts';
import { functionNameIn } from './function-name.ts';

/** How functions of a file are followed: alone, as the analysis takes them to be called. */
export type Follow = (entry: FunctionEntry) => FunctionRegions | undefined;

/** A function of the file that calls back what a parameter gives it, in a section. */
interface OwnRunner extends CallbackRunner {
  /** Where it calls back, or hands the callback on. */
  readonly notes: readonly Note[];
}

/**
 * Functions of a file that are called back in a section that another function opens, with how that comes: handed to a
 * function of the kernel that is known to do it, or to one of the file, directly or through others.
 */
export function findCallbacks(
  file: SourceFile,
  follow: Follow,
  withSections: readonly FunctionEntry[],
): ReadonlyMap<string, readonly Note[]> {
  if (!mayHoldBack(file.path)) return new Map();
  const search = new CallbackSearch(file, follow);
  for (const entry of withSections) search.noteOwnRunner(entry);
  search.followCalls();
  return search.callbacks;
}

class CallbackSearch {
  readonly callbacks = new Map<string, readonly Note[]>();
  readonly #file: SourceFile;
  readonly #follow: Follow;
  readonly #runners = new Map<string, OwnRunner>();
  readonly #functions: ReadonlyMap<string, FunctionEntry>;

  constructor(file: SourceFile, follow: Follow) {
    this.#file = file;
    this.#follow = follow;
    this.#functions = new Map(file.functions.map((entry) => [entry.name, entry]));
  }

  /** A function that calls one of its parameters in a section of its own. */
  noteOwnRunner(entry: FunctionEntry): void {
    const regions = callsParameter(entry) ? this.#follow(entry) : undefined;
    if (!regions) return;
    for (const { call, on } of callsOf(regions)) {
      const argument = regions.graph.parameters.indexOf(calleeName(call) ?? '');
      if (argument < 0 || !on) continue;
      const note = { range: rangeOf(call), message: `${entry.name}() calls it back here, in its section` };
      this.#addRunner(entry.name, argument, [note]);
    }
  }

  /** Looks at who calls runners, until no function that hands a callback on is new. */
  followCalls(): void {
    const seen = new Set<string>();
    for (let names = [...sectionRunners, ...this.#runners.keys()]; names.length > 0; ) {
      const calls = mentionsCallOf(names);
      for (const name of names) seen.add(name);
      for (const entry of this.#file.functions) if (calls.test(entry.text)) this.#noteCalls(entry);
      names = [...this.#runners.keys()].filter((name) => !seen.has(name));
    }
  }

  #noteCalls(entry: FunctionEntry): void {
    const regions = this.#follow(entry);
    if (!regions) return;
    for (const { call } of callsOf(regions)) {
      const callee = calleeName(call) ?? '';
      if (callee === entry.name) continue;
      const own = this.#runners.get(callee);
      const runner = own ?? callbackRunner(callee);
      if (runner?.inSection) this.#noteRun(entry.name, call, runner, own?.notes ?? [], regions);
    }
  }

  /** A call of a runner: who calls it hands on what it was given, or names the callback. */
  #noteRun(
    caller: string,
    call: CallExpression,
    runner: CallbackRunner,
    inside: readonly Note[],
    regions: FunctionRegions,
  ): void {
    const given = call.arguments[runner.argument];
    const name = given ? functionNameIn(given) : '';
    const notes = [{ range: rangeOf(call), message: `handed to ${runner.name}() here` }, ...inside];
    const parameter = regions.graph.parameters.indexOf(name);
    if (parameter >= 0) this.#addRunner(caller, parameter, notes);
    else if (this.#functions.has(name) && !this.callbacks.has(name)) this.callbacks.set(name, notes);
  }

  #addRunner(name: string, argument: number, notes: readonly Note[]): void {
    if (this.#runners.has(name)) return;
    this.#runners.set(name, { name, argument, gives: 'function', inSection: true, source: this.#file.path, notes });
  }
}

/** A text that calls what seems to be a parameter. */
function callsParameter({ text }: FunctionEntry): boolean {
  const brace = text.indexOf('{');
  const parameters = [...text.slice(0, brace).matchAll(/(\w+)\s*[,)]/g)].map(([, name]) => name);
  return mentionsCallOf(parameters).test(text.slice(brace));
}

/** Calls that paths reach, with whether the mode is on at some of them. */
function callsOf({
  graph,
  solution,
}: FunctionRegions): readonly { readonly call: CallExpression; readonly on: boolean }[] {
  return graph.nodes.flatMap(({ effects }) =>
    effects.flatMap((effect) => {
      if (effect.kind !== 'call') return [];
      const states = solution.calls.get(effect.call) ?? [];
      return states.length > 0 ? [{ call: effect.call, on: states.some(isOn) }] : [];
    }),
  );
}

function rangeOf({ start, end }: CallExpression): { readonly start: number; readonly end: number } {
  return { start, end };
}
