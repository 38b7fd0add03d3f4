import type { Note } from '../finding.ts';
import { mayHoldBack } from '../kernel/architectures.ts';
import { type CallbackRunner, callbackRunner, sectionRunners } from '../kernel/callback-runners.ts';
import { mentionsCallOf } from '../regions/helpers.ts';
import type { FunctionEntry, SourceFile } from '../syntax/source-file.ts';
import type { Range } from '../text.ts';
import type { CallSite, CallSites } from './call-sites.ts';

/** What is known of the functions of a file. */
export interface KnownCalls {
  /** Names that a function's text calls, before it is followed. */
  namesCalledBy(entry: FunctionEntry): ReadonlySet<string>;
  /** What it calls, followed alone, as the analysis takes it to be called. */
  sitesOf(entry: FunctionEntry): CallSites | undefined;
}

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
  known: KnownCalls,
  withSections: readonly FunctionEntry[],
): ReadonlyMap<string, readonly Note[]> {
  if (!mayHoldBack(file.path)) return new Map();
  const search = new CallbackSearch(file, known);
  for (const entry of withSections) search.noteOwnRunner(entry);
  search.followCalls();
  return search.callbacks;
}

class CallbackSearch {
  readonly callbacks = new Map<string, readonly Note[]>();
  readonly #file: SourceFile;
  readonly #known: KnownCalls;
  readonly #runners = new Map<string, OwnRunner>();
  readonly #functions: ReadonlyMap<string, FunctionEntry>;

  constructor(file: SourceFile, known: KnownCalls) {
    this.#file = file;
    this.#known = known;
    this.#functions = new Map(file.functions.map((entry) => [entry.name, entry]));
  }

  /** A function that calls one of its parameters in a section of its own. */
  noteOwnRunner(entry: FunctionEntry): void {
    const sites = callsParameter(entry) ? this.#known.sitesOf(entry) : undefined;
    if (!sites) return;
    for (const call of sites.calls) {
      const argument = sites.parameters.indexOf(call.callee);
      if (argument < 0 || !call.on) continue;
      const note = { range: rangeOf(entry, call), message: `${entry.name}() calls it back here, in its section` };
      this.#addRunner(entry.name, argument, [note]);
    }
  }

  /** Looks at who calls runners, until no function that hands a callback on is new. */
  followCalls(): void {
    const seen = new Set<string>();
    for (let names = [...sectionRunners, ...this.#runners.keys()]; names.length > 0; ) {
      for (const name of names) seen.add(name);
      for (const entry of this.#file.functions) {
        const called = this.#known.namesCalledBy(entry);
        if (names.some((name) => called.has(name))) this.#noteCalls(entry);
      }
      names = [...this.#runners.keys()].filter((name) => !seen.has(name));
    }
  }

  #noteCalls(entry: FunctionEntry): void {
    const sites = this.#known.sitesOf(entry);
    if (!sites) return;
    for (const call of sites.calls) {
      if (call.callee === entry.name) continue;
      const own = this.#runners.get(call.callee);
      const runner = own ?? callbackRunner(call.callee);
      if (runner?.inSection) this.#noteRun(entry, call, runner, own?.notes ?? [], sites);
    }
  }

  /** A call of a runner: who calls it hands on what it was given, or names the callback. */
  #noteRun(
    caller: FunctionEntry,
    call: CallSite,
    runner: CallbackRunner,
    inside: readonly Note[],
    { parameters }: CallSites,
  ): void {
    const name = call.given[runner.argument] ?? '';
    const notes = [{ range: rangeOf(caller, call), message: `handed to ${runner.name}() here` }, ...inside];
    const parameter = parameters.indexOf(name);
    if (parameter >= 0) this.#addRunner(caller.name, parameter, notes);
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

function rangeOf({ start }: FunctionEntry, call: CallSite): Range {
  return { start: start + call.start, end: start + call.end };
}
