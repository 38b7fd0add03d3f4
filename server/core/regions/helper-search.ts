import { implementsApi } from '../kernel/api.ts';
import { nameHalvesOfOne, tellsClosing, tellsOpening } from '../kernel/half-names.ts';
import { mentionsCallOf, type Summary, sideOf } from './helpers.ts';
import type { HelperOutcome, Helpers } from './lazy-domain.ts';

/** Rounds in which helpers that call helpers are found; deeper chains are not followed. */
const rounds = 4;

/** A function of the file as far as finding its callers needs it. */
export interface FunctionText {
  readonly name: string;
  readonly text: string;
}

/** What the functions of a file are to lazy MMU mode. */
export interface HelpersOfFile<Entry> {
  /** Users of the API, and callers of helpers. */
  readonly concerned: readonly Entry[];
  /** Functions and macros that enter or leave the mode for their callers. */
  readonly helpers: Helpers;
  /** Functions that leave the section of their caller on the way, and enter it again. */
  readonly interrupting: ReadonlySet<string>;
  /** Functions of the file that have calls of one side only, also those for which nothing speaks. */
  readonly halves: readonly Summary[];
}

/** What other files say of helpers. */
export interface Elsewhere {
  /** Functions of other files that may be helpers: calls here can tell. */
  readonly halves: readonly Summary[];
  /** True for a function of the file whose callers in other files need its half. */
  needs(name: string): boolean;
  /** True for a function of the file that a section of another file calls. */
  callsInSection(name: string): boolean;
}

/** A file that stands alone. */
export const nothingElsewhere: Elsewhere = { halves: [], needs: () => false, callsInSection: () => false };

/**
 * Finds the functions of a file that do one half of a section, or of a pause, for their callers. A function that has calls
 * of one side only is one when something says so: a caller in the file, which is better balanced with it than without or
 * calls the other half too; the name of the function and of its other half; or its own name, when it does nothing else in
 * the section. Any other has lost its own other half.
 */
export class HelperSearch<Entry extends FunctionText> {
  readonly #functions: readonly Entry[];
  readonly #given: Helpers;
  readonly #summaryOf: (entry: Entry, helpers: Helpers) => Summary | undefined;
  readonly #elsewhere: Elsewhere;

  /** `given` are helpers without question: macros, and functions of other files that are known to be some. */
  constructor(
    functions: readonly Entry[],
    given: Helpers,
    summaryOf: (entry: Entry, helpers: Helpers) => Summary | undefined,
    elsewhere: Elsewhere = nothingElsewhere,
  ) {
    this.#functions = functions;
    this.#given = given;
    this.#summaryOf = summaryOf;
    this.#elsewhere = elsewhere;
  }

  /** `users` are the functions whose text calls the API. */
  find(users: readonly Entry[]): HelpersOfFile<Entry> {
    const possible = this.#possible(users);
    const halves = this.#oneSided(possible.concerned, possible.helpers);
    const helpers = this.#justified(possible.concerned, possible.helpers);
    const concerned = this.#withCallers(users, helpers);
    return { concerned, helpers, interrupting: this.#interrupting(concerned, helpers), halves };
  }

  /** All functions that have calls of one side, and all that these make concerned. */
  #possible(users: readonly Entry[]): { concerned: readonly Entry[]; helpers: Helpers } {
    let concerned = users;
    const helpers = new Map([...this.#given, ...this.#elsewhere.halves.map(outcomesByName)]);
    for (let round = 0; round < rounds; round += 1) {
      const known = describe(helpers);
      this.#settle(concerned, helpers);
      const grown = this.#withCallers(concerned, helpers);
      const settled = grown.length === concerned.length && describe(helpers) === known;
      concerned = grown;
      if (settled) break;
    }
    return { concerned, helpers };
  }

  /** Looks at functions in the order of the text, so that callers mostly see what their callees have turned out to be. */
  #settle(entries: readonly Entry[], helpers: Map<string, readonly HelperOutcome[]>): void {
    for (const entry of entries) {
      const summary = this.#summaryOf(entry, new Map(helpers));
      if (summary && isOneSided(summary)) helpers.set(summary.name, summary.outcomes);
      else if (!this.#given.has(entry.name)) helpers.delete(entry.name);
    }
  }

  #oneSided(entries: readonly Entry[], helpers: Helpers): readonly Summary[] {
    return entries.flatMap((entry) => this.#summaryOf(entry, helpers) ?? []).filter(isOneSided);
  }

  #withCallers(entries: readonly Entry[], helpers: Helpers): readonly Entry[] {
    if (helpers.size === 0) return entries;
    const calls = mentionsCallOf([...helpers.keys()]);
    return this.#functions.filter((entry) => entries.includes(entry) || calls.test(bodyOf(entry)));
  }

  /** Those of the possible helpers for which something speaks. */
  #justified(concerned: readonly Entry[], possible: Helpers): Helpers {
    let helpers = possible;
    for (let round = 0; round < rounds && helpers.size > this.#given.size; round += 1) {
      const own = this.#oneSided(concerned, helpers);
      const halves = [...own, ...this.#elsewhere.halves].filter(({ name }) => helpers.has(name));
      const kept = this.#keep(halves, concerned, helpers);
      if (kept.length === halves.length) break;
      helpers = new Map([...this.#given, ...kept.map(outcomesByName)]);
    }
    return helpers;
  }

  #keep(halves: readonly Summary[], concerned: readonly Entry[], helpers: Helpers): readonly Summary[] {
    const kept = new Set(
      halves.filter(
        (half) =>
          namedAsHalf(half, halves) ||
          this.#elsewhere.needs(half.name) ||
          this.#serves(half, halves, concerned, helpers),
      ),
    );
    // What a helper calls to be one is one too.
    for (const helper of kept) {
      const text = this.#textOf(helper.name);
      for (const half of halves) {
        if (sideOf(half.role) === sideOf(helper.role) && mentionsCallOf([half.name]).test(text)) kept.add(half);
      }
    }
    return [...kept];
  }

  /** True when a caller needs the half: it has the other, by itself or by another helper. */
  #serves(half: Summary, halves: readonly Summary[], concerned: readonly Entry[], helpers: Helpers): boolean {
    const others = halves.filter(({ role }) => sideOf(role) !== sideOf(half.role)).map(({ name }) => name);
    const callsHalf = mentionsCallOf([half.name]);
    const callsOther = mentionsCallOf(others);
    const without = new Map([...helpers].filter(([name]) => name !== half.name));
    return concerned.some((entry) => {
      const body = bodyOf(entry);
      if (entry.name === half.name || !callsHalf.test(body)) return false;
      if (callsOther.test(body)) return true;
      const [one, other] = [this.#summaryOf(entry, helpers), this.#summaryOf(entry, without)];
      if (!one || !other) return false;
      const side = sideOf(other.role);
      return (side !== undefined && side !== sideOf(half.role)) || one.faults < other.faults;
    });
  }

  #textOf(name: string): string {
    const entry = this.#functions.find((each) => each.name === name);
    return entry ? bodyOf(entry) : '';
  }

  /** A caller has the mode on when it calls them, or they do nothing that needs the mode. */
  #interrupting(concerned: readonly Entry[], helpers: Helpers): ReadonlySet<string> {
    const summaries = concerned.flatMap((entry) => this.#summaryOf(entry, helpers) ?? []);
    const inside = summaries.filter(({ role }) => role === 'inside');
    return new Set(
      inside
        .filter(
          ({ name, onlyInterrupts }) =>
            onlyInterrupts ||
            summaries.some((each) => each.name !== name && each.callsInSection.has(name)) ||
            this.#elsewhere.callsInSection(name),
        )
        .map(({ name }) => name),
    );
  }
}

function isOneSided({ role, name }: Summary): boolean {
  return sideOf(role) !== undefined && !implementsApi(name);
}

function describe(helpers: Helpers): string {
  return JSON.stringify([...helpers].sort(([one], [other]) => (one < other ? -1 : 1)));
}

function outcomesByName({ name, outcomes }: Summary): readonly [string, readonly HelperOutcome[]] {
  return [name, outcomes];
}

/** Its name is that of a half, and so is what it does; or the other half is there, by its name. */
function namedAsHalf({ name, role, onlyHandsOver }: Summary, halves: readonly Summary[]): boolean {
  const side = sideOf(role);
  if (onlyHandsOver && (side === 'opens' ? tellsOpening(name) : tellsClosing(name))) return true;
  return halves.some((other) => sideOf(other.role) !== side && nameHalvesOfOne(name, other.name));
}

/** A function's own name may be that of the API: only what stands in its braces counts as a call. */
export function bodyOf({ text }: FunctionText): string {
  return text.slice(text.indexOf('{'));
}
