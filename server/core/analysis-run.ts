import type { AnalysedFunction, AnalysisCache, AnalysisOptions } from './analyse.ts';
import type { FileAnalysis } from './analysis.ts';
import { applySuppressions } from './apply-suppressions.ts';
import { findCallbacks } from './callbacks/callbacks.ts';
import { checkFunction } from './check-function.ts';
import type { Note } from './finding.ts';
import { apiFunctions, defaultRangeName } from './kernel/api.ts';
import { sectionRunners } from './kernel/callback-runners.ts';
import { type Dialect, dialectOfCalls } from './kernel/dialect.ts';
import { isInterruptHandler } from './kernel/interrupts.ts';
import { primitives } from './kernel/primitives.ts';
import { type FunctionRegions, followAlone, followCalled, followMode } from './regions/function-regions.ts';
import { bodyOf, HelperSearch, type HelpersOfFile } from './regions/helper-search.ts';
import { mentionsCallOf, type Summary, sideOf, summarise } from './regions/helpers.ts';
import type { Helpers } from './regions/lazy-domain.ts';
import { macroHelpers } from './regions/macro-helpers.ts';
import { consultedOf, reused } from './reuse.ts';
import { type Definition, emptyIndex } from './summaries/function-index.ts';
import { Summaries } from './summaries/summaries.ts';
import { relocate } from './syntax/relocate.ts';
import type { FunctionEntry, SourceFile } from './syntax/source-file.ts';
import type { Range } from './text.ts';

const apiNames = apiFunctions.map(({ name }) => name);

/** A call of a primitive that updates entries. */
const entryUpdate = new RegExp(
  `\\b(?:${primitives
    .filter(({ kind }) => kind === 'update' || kind === 'read-modify-write')
    .map(({ name }) => name)
    .join('|')})\\s*\\(`,
);

/** A loop, or a call that commits a batch of entries. */
const repeats = /\b(?:for|while|goto|modify_prot_commit_ptes)\b/;

type Followed = FunctionRegions | { readonly refused: string };

/** One analysis of one version of a file. */
export class AnalysisRun {
  readonly #file: SourceFile;
  readonly #options: AnalysisOptions;
  readonly #cache: AnalysisCache;
  readonly #dialect: Dialect;
  readonly #rangeName: string;
  readonly #summaries = new Map<string, Summary | undefined>();
  readonly #functions = new Map<string, AnalysedFunction>();
  readonly #followed = new Map<string, Followed>();
  readonly #callees: Summaries;
  #helpers: Helpers = new Map();
  #interrupting: ReadonlySet<string> = new Set();

  constructor(file: SourceFile, options: AnalysisOptions, cache: AnalysisCache) {
    this.#file = file;
    this.#options = options;
    this.#cache = cache;
    this.#dialect = options.dialect ?? dialectOfCalls(file.text) ?? { generation: 'nestable' };
    this.#rangeName = options.rangeName ?? this.#dialect.rangeName ?? defaultRangeName;
    this.#callees = new Summaries(file, options.index ?? emptyIndex, (definition) => this.#followCalled(definition));
  }

  analyse(): FileAnalysis {
    const callsApi = mentionsCallOf([...apiNames, this.#rangeName]);
    const runsCallbacks = mentionsCallOf(sectionRunners);
    const { path, functions, text } = this.#file;
    const silent: FileAnalysis = { path, functions: [], notAnalysed: [] };
    if (!callsApi.test(text) && !runsCallbacks.test(text) && !entryUpdate.test(text)) {
      return applySuppressions(this.#file, silent, this.#options.severities ?? {});
    }
    const entries = functions.filter((entry) => callsApi.test(bodyOf(entry)));
    const { concerned, helpers, interrupting } = this.#findHelpers(entries);
    this.#helpers = helpers;
    this.#interrupting = interrupting;
    this.#forgetOtherNames();
    const callbacks = findCallbacks(this.#file, (entry) => this.#regionsOf(entry, helpers), concerned);
    const inMode = functions.filter((entry) => concerned.includes(entry) || callbacks.has(entry.name));
    const loops = functions.filter((entry) => !inMode.includes(entry) && updatesEntries(bodyOf(entry)));
    const looked = loops.map((entry) => this.#analyse(entry, helpers, []).analysis.functions);
    const found = looked.flat().filter(({ findings }) => findings.length > 0);
    const analysed = [
      ...inMode.map((entry) => this.#analyse(entry, helpers, callbacks.get(entry.name) ?? []).analysis),
      ...found.map((each) => ({ functions: [each], notAnalysed: [] })),
    ];
    this.#cache.summaries = this.#summaries;
    this.#cache.functions = this.#functions;
    const analysis: FileAnalysis = {
      path,
      functions: analysed.flatMap((each) => each.functions),
      notAnalysed: analysed.flatMap((each) => each.notAnalysed),
    };
    return applySuppressions(this.#file, analysis, this.#options.severities ?? {});
  }

  #findHelpers(users: readonly FunctionEntry[]): HelpersOfFile<FunctionEntry> {
    const macros = macroHelpers(this.#file.macros, this.#rangeName);
    const summaryOf = (entry: FunctionEntry, helpers: Helpers) => this.#summaryOf(entry, helpers);
    return new HelperSearch(this.#file.functions, macros, summaryOf).find(users);
  }

  #summaryOf(entry: FunctionEntry, helpers: Helpers): Summary | undefined {
    const key = this.#keyOf(entry, helpers);
    const known = this.#cache.summaries.has(key) ? this.#cache : { summaries: this.#summaries };
    const summary = known.summaries.has(key) ? known.summaries.get(key) : this.#summarise(entry, helpers);
    this.#summaries.set(key, summary);
    return summary;
  }

  #summarise(entry: FunctionEntry, helpers: Helpers): Summary | undefined {
    const regions = this.#regionsOf(entry, helpers);
    return regions && summarise(regions);
  }

  #regionsOf(entry: FunctionEntry, helpers: Helpers): FunctionRegions | undefined {
    const followed = this.#follow(entry, helpers);
    return 'refused' in followed ? undefined : followed;
  }

  /** `calledBack` tells how a section comes to call the function back; empty when none does. */
  #analyse(entry: FunctionEntry, helpers: Helpers, calledBack: readonly Note[]): AnalysedFunction {
    const { severities = {}, index = emptyIndex } = this.#options;
    const called = [this.#interrupting.has(entry.name), relocate(calledBack, -entry.start)];
    const key = `${JSON.stringify([severities, index.version, called])}${this.#keyOf(entry, helpers)}`;
    const known = this.#cache.functions.get(key);
    const analysed = (known && reused(known, entry.start, this.#file)) ?? this.#analyseAnew(entry, helpers, calledBack);
    this.#functions.set(key, analysed);
    return analysed;
  }

  #analyseAnew(entry: FunctionEntry, helpers: Helpers, calledBack: readonly Note[]): AnalysedFunction {
    const { name, nameRange, start } = entry;
    const refused = (reason: string, { start: from, end }: Range = nameRange): AnalysedFunction => ({
      start,
      analysis: { functions: [], notAnalysed: [{ function: name, range: { start: from, end }, reason }] },
      consulted: [],
    });
    const [problem] = entry.problems;
    if (problem) return refused(problem.reason, problem);
    const regions = this.#followAsCalled(entry, helpers, calledBack.length > 0);
    if ('refused' in regions) return refused(regions.refused);
    const callees = this.#callees.forFunction();
    const context = {
      file: this.#file,
      regions,
      dialect: this.#dialect,
      rangeName: this.#rangeName,
      isHelper: helpers.has(name),
      implementsHooks: this.#implementsHooks(),
      calledBack,
      callees,
    };
    try {
      const analysis = checkFunction(entry, context, this.#options.severities ?? {});
      return { start, analysis, consulted: callees.consulted().map(consultedOf) };
    } catch (error) {
      return refused(`finding its sections failed: ${messageOf(error)}`);
    }
  }

  #follow(entry: FunctionEntry, helpers: Helpers): Followed {
    const key = this.#keyOf(entry, helpers);
    const followed = this.#followed.get(key) ?? this.#followAnew(entry, helpers);
    this.#followed.set(key, followed);
    return followed;
  }

  /** Follows a function from the state in which it is called, as far as anything tells it. */
  #followAsCalled(entry: FunctionEntry, helpers: Helpers, isCalledBack: boolean): Followed {
    if (isCalledBack) return this.#followAnew(entry, helpers, followCalled);
    const followed = this.#follow(entry, helpers);
    return this.#hasLostHalf(followed) ? this.#followAnew(entry, helpers, followAlone) : followed;
  }

  /** True for a function that does half of something, or interrupts it, and does so for nobody. */
  #hasLostHalf(followed: Followed): boolean {
    if ('refused' in followed) return false;
    const { name } = followed.definition;
    const { role } = followed;
    return role === 'inside' ? !this.#interrupting.has(name) : sideOf(role) === 'closes' && !this.#helpers.has(name);
  }

  /** A function that a section calls; one of another file has no helpers that are known here. */
  #followCalled({ file, entry }: Definition & { readonly kind: 'function' }): FunctionRegions | undefined {
    const helpers: Helpers = file === this.#file ? this.#helpers : new Map();
    const key = JSON.stringify([this.#dialect, this.#rangeName, [...helpers]]);
    const known = this.#cache.called.get(entry);
    if (known?.key === key) return known.regions;
    const followed = this.#followAnew(entry, helpers, followCalled);
    const regions = 'refused' in followed ? undefined : followed;
    this.#cache.called.set(entry, { key, regions });
    return regions;
  }

  #followAnew(entry: FunctionEntry, helpers: Helpers, follow = followMode): Followed {
    if (entry.problems.length > 0) return { refused: entry.problems[0].reason };
    const rules = { nests: this.#dialect.generation === 'nestable', rangeName: this.#rangeName, helpers };
    try {
      return follow(entry.definition(), rules);
    } catch (error) {
      return { refused: `following its flow failed: ${messageOf(error)}` };
    }
  }

  /** A call may reach another function when the file has others. */
  #forgetOtherNames(): void {
    const names = this.#file.functions.map(({ name }) => name).join(' ');
    if (this.#cache.names !== names) this.#cache.functions = new Map();
    this.#cache.names = names;
  }

  /** Everything in its own text that the analysis of a function depends on. */
  #keyOf(entry: FunctionEntry, helpers: Helpers): string {
    const { text } = entry;
    const called = [...helpers].filter(([name]) => text.includes(name));
    const macros = [...this.#file.macros.values()].filter(({ name }) => text.includes(name));
    const expanded = macros.map(({ name, body }) => `${name} ${body}`);
    return JSON.stringify([
      this.#file.path,
      this.#dialect,
      this.#rangeName,
      this.#implementsHooks(),
      isInterruptHandler(this.#file.text, entry.name),
      called,
      expanded,
      text,
    ]);
  }

  #implementsHooks(): boolean {
    const isHook = (name: string) => /^arch_(?:enter|leave|flush)_lazy_mmu_mode$/.test(name);
    return this.#file.functions.some(({ name }) => isHook(name)) || [...this.#file.macros.keys()].some(isHook);
  }
}

/** True for a function that may update one entry after another: it is looked at without a section too. */
function updatesEntries(body: string): boolean {
  return entryUpdate.test(body) && repeats.test(body);
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
