import type { AnalysisOptions } from './analyse.ts';
import type { FileAnalysis } from './analysis.ts';
import type { AnalysedFunction, AnalysisCache } from './analysis-cache.ts';
import { applySuppressions } from './apply-suppressions.ts';
import { type CallSites, callSitesOf } from './callbacks/call-sites.ts';
import { findCallbacks } from './callbacks/callbacks.ts';
import { checkFunction } from './check-function.ts';
import type { Note } from './finding.ts';
import { apiFunctions, defaultRangeName } from './kernel/api.ts';
import { sectionRunners } from './kernel/callback-runners.ts';
import { type Dialect, dialectOfCalls } from './kernel/dialect.ts';
import { isInterruptHandler } from './kernel/interrupts.ts';
import { type Followed, followEntry, regionsOf } from './regions/follow-entry.ts';
import { followCalled } from './regions/function-regions.ts';
import { helpersAmong, mentionsCallOf, type Summary, summarise } from './regions/helpers.ts';
import type { Helpers, LazyRules } from './regions/lazy-domain.ts';
import { macroHelpers } from './regions/macro-helpers.ts';
import { consultedOf, reused } from './reuse.ts';
import { type FollowCalled, mentionsOneOf } from './summaries/call-graph.ts';
import { definitionIn, emptyIndex } from './summaries/function-index.ts';
import { summariesOfTree } from './summaries/of-tree.ts';
import { Summaries } from './summaries/summaries.ts';
import type { TreeSummaries } from './summaries/tree-summaries.ts';
import { relocate } from './syntax/relocate.ts';
import type { FunctionEntry, SourceFile } from './syntax/source-file.ts';
import type { Range } from './text.ts';
import { bodyOf, entryUpdate, marksOf } from './text-marks.ts';

const apiNames = apiFunctions.map(({ name }) => name);

/** Rounds in which helpers that call helpers are found; deeper chains are not followed. */
const helperRounds = 3;

/** One analysis of one version of a file. */
export class AnalysisRun {
  readonly #file: SourceFile;
  readonly #options: AnalysisOptions;
  readonly #cache: AnalysisCache;
  readonly #dialect: Dialect;
  readonly #rangeName: string;
  readonly #followed = new Map<string, Followed>();
  readonly #tree: TreeSummaries;
  #callees: Summaries;

  constructor(file: SourceFile, options: AnalysisOptions, cache: AnalysisCache) {
    this.#file = file;
    this.#options = options;
    this.#cache = cache;
    this.#dialect = options.dialect ?? dialectOfCalls(file.text) ?? { generation: 'nestable' };
    this.#rangeName = options.rangeName ?? this.#dialect.rangeName ?? defaultRangeName;
    this.#tree = summariesOfTree(options.index ?? emptyIndex, this.#rulesWith(new Map()));
    this.#callees = new Summaries(file, () => undefined, this.#tree);
  }

  /** Goes through the file in steps, between which there may be a pause; what the last one gives is the analysis. */
  *steps(): Generator<void, FileAnalysis> {
    const callsApi = mentionsCallOf([...apiNames, this.#rangeName]);
    const runsCallbacks = mentionsCallOf(sectionRunners);
    const { path, functions, text } = this.#file;
    const silent: FileAnalysis = { path, functions: [], notAnalysed: [] };
    if (!callsApi.test(text) && !runsCallbacks.test(text) && !entryUpdate.test(text)) {
      return applySuppressions(this.#file, silent, this.#options.severities ?? {});
    }
    const names = this.#cache.heedNames(this.#file);
    const known = this.#cache.marksFor(this.#rangeName);
    const marks = new Map(functions.map((entry) => [entry, known.of(entry.text, () => marksOf(entry, callsApi))]));
    const { concerned, helpers } = this.#findHelpers(functions.filter((entry) => marks.get(entry)?.callsApi));
    this.#callees = this.#calleesWith(helpers, names);
    const callbacks = findCallbacks(this.#file, (entry) => this.#callSitesOf(entry, helpers), concerned);
    const inMode = functions.filter((entry) => concerned.includes(entry) || callbacks.has(entry.name));
    const loops = functions.filter((entry) => !inMode.includes(entry) && marks.get(entry)?.updatesEntries);
    const analysed: AnalysedFunction['analysis'][] = [];
    for (const entry of inMode) {
      const calledBack = callbacks.get(entry.name) ?? [];
      if (!this.#known(entry, helpers, calledBack)) yield* this.#callees.prepare(entry.text, this.#cache.questions);
      analysed.push(this.#analyse(entry, helpers, calledBack).analysis);
      yield;
    }
    for (const entry of loops) {
      const looked = this.#analyse(entry, helpers, []).analysis.functions;
      analysed.push({ functions: looked.filter(({ findings }) => findings.length > 0), notAnalysed: [] });
      yield;
    }
    this.#cache.turn(this.#callees.questions);
    this.#tree.release();
    const analysis: FileAnalysis = {
      path,
      functions: analysed.flatMap((each) => each.functions),
      notAnalysed: analysed.flatMap((each) => each.notAnalysed),
    };
    return applySuppressions(this.#file, analysis, this.#options.severities ?? {});
  }

  /** Functions that enter or leave the mode for others, and all functions that are concerned: users and callers. */
  #findHelpers(users: readonly FunctionEntry[]): { concerned: readonly FunctionEntry[]; helpers: Helpers } {
    const macros = macroHelpers(this.#file.macros, this.#rangeName);
    let concerned = users;
    let helpers: Helpers = new Map();
    for (let round = 0; round < helperRounds; round += 1) {
      const known = helpers;
      const summaries = concerned.flatMap((entry) => this.#summaryOf(entry, known) ?? []);
      const found = new Map([...macros, ...helpersAmong(summaries, this.#file.functions, macros)]);
      const callsHelper = mentionsCallOf([...found.keys()]);
      const grown = this.#file.functions.filter(
        (entry) => concerned.includes(entry) || (found.size > 0 && callsHelper.test(bodyOf(entry))),
      );
      const settled = grown.length === concerned.length && found.size === helpers.size;
      concerned = grown;
      helpers = found;
      if (settled) break;
    }
    return { concerned, helpers };
  }

  #summaryOf(entry: FunctionEntry, helpers: Helpers): Summary | undefined {
    return this.#cache.summaries.of(this.#keyOf(entry, helpers), () => {
      const regions = regionsOf(this.#follow(entry, helpers));
      return regions && summarise(regions);
    });
  }

  #callSitesOf(entry: FunctionEntry, helpers: Helpers): CallSites | undefined {
    return this.#cache.callSites.of(this.#keyOf(entry, helpers), () => {
      const regions = regionsOf(this.#follow(entry, helpers));
      return regions && callSitesOf(regions, entry.start);
    });
  }

  /** What is known of callees, from the version before too where it still holds. */
  #calleesWith(helpers: Helpers, names: ReadonlySet<string>): Summaries {
    const rules = this.#rulesWith(helpers);
    const follow: FollowCalled = ({ entry }) => regionsOf(followEntry(entry, rules, followCalled));
    return this.#cache.callees(
      this.#tree,
      JSON.stringify([this.#dialect, this.#rangeName, [...helpers]]),
      (known) => known.update(this.#file, follow, names),
      () => new Summaries(this.#file, follow, this.#tree),
    );
  }

  /** `calledBack` tells how a section comes to call the function back; empty when none does. */
  #analyse(entry: FunctionEntry, helpers: Helpers, calledBack: readonly Note[]): AnalysedFunction {
    const analysed = this.#known(entry, helpers, calledBack) ?? this.#analyseAnew(entry, helpers, calledBack);
    this.#cache.functions.set(this.#keyOfAnalysis(entry, helpers, calledBack), analysed);
    return analysed;
  }

  /** An earlier analysis of a function of the same text, where it still holds. */
  #known(entry: FunctionEntry, helpers: Helpers, calledBack: readonly Note[]): AnalysedFunction | undefined {
    const known = this.#cache.functions.get(this.#keyOfAnalysis(entry, helpers, calledBack));
    const affected = known?.tree === this.#tree ? this.#tree.affectedSince(known.treeVersion) : undefined;
    if (!known || !affected) return undefined;
    const elsewhere = new Set([...affected].filter((name) => !definitionIn(this.#file, name)));
    if ([known, ...known.consulted].some(({ text }) => mentionsOneOf(text, elsewhere))) return undefined;
    const here = reused(known, entry.start, this.#file);
    return here && { ...here, treeVersion: this.#tree.version };
  }

  #keyOfAnalysis(entry: FunctionEntry, helpers: Helpers, calledBack: readonly Note[]): string {
    const { severities = {} } = this.#options;
    return `${JSON.stringify([severities, relocate(calledBack, -entry.start)])}${this.#keyOf(entry, helpers)}`;
  }

  #analyseAnew(entry: FunctionEntry, helpers: Helpers, calledBack: readonly Note[]): AnalysedFunction {
    const { name, nameRange, start, text } = entry;
    const found = { start, text, tree: this.#tree, treeVersion: this.#tree.version };
    const refused = (reason: string, { start: from, end }: Range = nameRange): AnalysedFunction => ({
      ...found,
      analysis: { functions: [], notAnalysed: [{ function: name, range: { start: from, end }, reason }] },
      consulted: [],
    });
    const [problem] = entry.problems;
    if (problem) return refused(problem.reason, problem);
    const alone = this.#follow(entry, helpers);
    const inSection = calledBack.length > 0 && !('refused' in alone) && alone.role === 'neutral';
    const regions = inSection ? this.#followAnew(entry, helpers, followCalled) : alone;
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
      return { ...found, analysis, consulted: callees.consulted().map(consultedOf) };
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

  #followAnew(entry: FunctionEntry, helpers: Helpers, follow?: typeof followCalled): Followed {
    return followEntry(entry, this.#rulesWith(helpers), follow);
  }

  #rulesWith(helpers: Helpers): LazyRules {
    return { nests: this.#dialect.generation === 'nestable', rangeName: this.#rangeName, helpers };
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
      isInterruptHandler(this.#file, entry.name),
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

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
