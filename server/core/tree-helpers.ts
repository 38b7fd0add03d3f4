import { AnalysisCache } from './analysis-cache.ts';
import { FollowedFile } from './followed-file.ts';
import { apiFunctions } from './kernel/api.ts';
import type { Dialect } from './kernel/dialect.ts';
import { bodyOf, type Elsewhere, HelperSearch, type HelpersOfFile, nothingElsewhere } from './regions/helper-search.ts';
import { mentionsCallOf, type Summary, sideOf } from './regions/helpers.ts';
import type { HelperOutcome, Helpers } from './regions/lazy-domain.ts';
import { macroHelpers } from './regions/macro-helpers.ts';
import { definitionIn, type FunctionIndex } from './summaries/function-index.ts';
import type { FunctionEntry, SourceFile } from './syntax/source-file.ts';

/** Rounds in which helpers are found that call helpers of other files. */
const rounds = 3;

/** A function or macro that enters or leaves the mode for callers in other files. */
interface Helper {
  readonly home: SourceFile;
  readonly outcomes: readonly HelperOutcome[];
}

/** A function that has calls of one side only, and may be called from other files. */
interface Half {
  readonly home: SourceFile;
  readonly summary: Summary;
}

/** What was found out about a file that is still the same. */
interface KnownFile {
  readonly file: SourceFile;
  readonly followed: FollowedFile;
  readonly found: Map<string, HelpersOfFile<FunctionEntry>>;
}

/**
 * Functions and macros of an index that do one half of a section for callers in other files. A function is one when something
 * in its own file says so, or callers in other files need it.
 */
export class TreeHelpers {
  readonly #index: FunctionIndex;
  readonly #dialect: Dialect;
  readonly #rangeName: string;
  readonly #files = new Map<string, KnownFile>();
  readonly #caches = new Map<string, AnalysisCache>();
  #helpers: ReadonlyMap<string, Helper> = new Map();
  #version: number | undefined;

  constructor(index: FunctionIndex, dialect: Dialect, rangeName: string) {
    this.#index = index;
    this.#dialect = dialect;
    this.#rangeName = rangeName;
  }

  /** Looks again at what has changed in the index. */
  update(): void {
    if (this.#version === this.#index.version) return;
    this.#version = this.#index.version;
    this.#helpers = this.#find();
  }

  /** Names of all helpers. */
  get names(): readonly string[] {
    return [...this.#helpers.keys()];
  }

  /** Helpers that calls in a file reach in others. */
  seenFrom(file: SourceFile): Helpers {
    return this.#outcomesFor(file, this.#helpers);
  }

  /** The path of the file that holds a helper which calls in a file reach. */
  homeOf(name: string): string | undefined {
    return this.#helpers.get(name)?.home.path;
  }

  /** What the functions of a file, which is not the one that is analysed, are to the mode. */
  helpersOf(file: SourceFile): Helpers {
    const given = this.seenFrom(file);
    if (!this.#index.withHalves().includes(file)) return given;
    const needed = this.names.filter((name) => this.homeOf(name) === file.path);
    return this.#search(file, given, this.elsewhere(file), needed.join()).helpers;
  }

  /** What other files say of a file's own functions. */
  elsewhere({ path }: SourceFile): Elsewhere {
    return {
      ...nothingElsewhere,
      needs: (name) => this.#helpers.get(name)?.home.path === path,
      callsInSection: (name) =>
        this.#index
          .mentioning([name], this.#helpers.size > 0 ? 'all' : 'concerned')
          .some((caller) => caller.path !== path && this.#callsInSection(caller, name)),
    };
  }

  /** Helpers that call helpers of other files come in later rounds. */
  #find(): ReadonlyMap<string, Helper> {
    let helpers: ReadonlyMap<string, Helper> = new Map();
    let files = this.#index.withHalves();
    for (let round = 0; round < rounds && files.length > 0; round += 1) {
      const known = helpers.size;
      helpers = this.#findIn(files, helpers);
      if (helpers.size === known) break;
      files = [...new Set([...files, ...this.#index.mentioning([...helpers.keys()], 'all')])];
    }
    return helpers;
  }

  #findIn(files: readonly SourceFile[], before: ReadonlyMap<string, Helper>): ReadonlyMap<string, Helper> {
    const helpers = new Map<string, Helper>();
    const open: Half[] = [];
    for (const home of files) {
      for (const [name, outcomes] of macroHelpers(home.macros, this.#rangeName))
        if (this.#isShared(name, home)) helpers.set(name, { home, outcomes });
      const found = this.#search(home, this.#outcomesFor(home, before), nothingElsewhere, 'alone');
      for (const summary of found.halves.filter(({ name }) => this.#isShared(name, home))) {
        if (found.helpers.has(summary.name)) helpers.set(summary.name, { home, outcomes: summary.outcomes });
        else open.push({ home, summary });
      }
    }
    for (const { home, summary } of this.#needed(open, helpers))
      helpers.set(summary.name, { home, outcomes: summary.outcomes });
    return helpers;
  }

  /** Those of the halves that callers in other files need, or whose name and that of the other half say so. */
  #needed(open: readonly Half[], known: ReadonlyMap<string, Helper>): readonly Half[] {
    if (open.length === 0) return [];
    const names = open.map(({ summary }) => summary.name);
    const sides = new Set(open.map(({ summary }) => sideOf(summary.role)));
    const callers = this.#index.mentioning(names, sides.size > 1 || known.size > 0 ? 'all' : 'concerned');
    const needed = new Set<string>();
    for (const caller of callers) {
      const here = open.filter(({ home, summary }) => this.#reaches(caller, summary.name, home));
      if (here.length === 0) continue;
      const halves = here.map(({ summary }) => summary);
      const given = this.#outcomesFor(caller, known);
      const { helpers } = this.#search(caller, given, { ...nothingElsewhere, halves }, JSON.stringify(halves));
      for (const { name } of halves) if (helpers.has(name)) needed.add(name);
    }
    return open.filter(({ summary }) => needed.has(summary.name));
  }

  #callsInSection(caller: SourceFile, name: string): boolean {
    const { concerned, helpers } = this.#search(caller, this.seenFrom(caller), nothingElsewhere, 'alone');
    const { followed } = this.#knownOf(caller);
    return concerned.some((entry) => followed.summaryOf(entry, helpers)?.callsInSection.has(name));
  }

  /** `key` tells apart what is given. */
  #search(file: SourceFile, given: Helpers, elsewhere: Elsewhere, key: string): HelpersOfFile<FunctionEntry> {
    const { followed, found } = this.#knownOf(file);
    const fullKey = `${key} ${JSON.stringify([...given])}`;
    const known = found.get(fullKey);
    if (known) return known;
    const callsApi = mentionsCallOf([...apiFunctions.map(({ name }) => name), this.#rangeName]);
    const users = file.functions.filter((entry) => callsApi.test(bodyOf(entry)));
    const summaryOf = (entry: FunctionEntry, helpers: Helpers) => followed.summaryOf(entry, helpers);
    const all = new Map([...macroHelpers(file.macros, this.#rangeName), ...given]);
    const result = new HelperSearch(file.functions, all, summaryOf, elsewhere).find(users);
    found.set(fullKey, result);
    return result;
  }

  #knownOf(file: SourceFile): KnownFile {
    const { path } = file;
    const known = this.#files.get(path);
    if (known?.file === file) return known;
    const cache = this.#caches.get(path) ?? new AnalysisCache();
    cache.summaries.turn();
    this.#caches.set(path, cache);
    const followed = new FollowedFile(file, this.#dialect, this.#rangeName, cache);
    const fresh: KnownFile = { file, followed, found: new Map() };
    this.#files.set(path, fresh);
    return fresh;
  }

  #outcomesFor(file: SourceFile, helpers: ReadonlyMap<string, Helper>): Helpers {
    const seen = [...helpers].filter(([name, { home }]) => this.#reaches(file, name, home));
    return new Map(seen.map(([name, { outcomes }]) => [name, outcomes]));
  }

  /** True for a name by which other files find what a file defines. */
  #isShared(name: string, home: SourceFile): boolean {
    return this.#index.find(name, '')?.file.path === home.path;
  }

  #reaches(from: SourceFile, name: string, home: SourceFile): boolean {
    if (from.path === home.path || definitionIn(from, name)) return false;
    return this.#index.find(name, from.path)?.file.path === home.path;
  }
}

const known = new WeakMap<FunctionIndex, Map<string, TreeHelpers>>();

/** The helpers of an index as it is now; the same for all files of a tree that are read by the same rules. */
export function helpersOfTree(index: FunctionIndex, dialect: Dialect, rangeName: string): TreeHelpers {
  const byRules = known.get(index) ?? new Map<string, TreeHelpers>();
  known.set(index, byRules);
  const key = `${dialect.generation} ${rangeName}`;
  const helpers = byRules.get(key) ?? new TreeHelpers(index, dialect, rangeName);
  byRules.set(key, helpers);
  helpers.update();
  return helpers;
}
