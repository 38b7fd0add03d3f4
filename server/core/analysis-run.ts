import type { AnalysisOptions } from './analyse.ts';
import type { FileAnalysis } from './analysis.ts';
import type { AnalysedFunction, AnalysisCache } from './analysis-cache.ts';
import { applySuppressions } from './apply-suppressions.ts';
import { findCallbacks, type KnownCalls } from './callbacks/callbacks.ts';
import { variablesBehindCalls } from './callbacks/possible-callees.ts';
import { checkFunction } from './check-function.ts';
import type { Note } from './finding.ts';
import { FollowedFile } from './followed-file.ts';
import { apiFunctions, defaultRangeName } from './kernel/api.ts';
import { sectionRunners } from './kernel/callback-runners.ts';
import { type Dialect, dialectOfCalls } from './kernel/dialect.ts';
import { type Followed, followEntry, regionsOf } from './regions/follow-entry.ts';
import { followAlone, followCalled } from './regions/function-regions.ts';
import { HelperSearch, type HelpersOfFile } from './regions/helper-search.ts';
import { mentionsCallOf, sideOf } from './regions/helpers.ts';
import type { Helpers } from './regions/lazy-domain.ts';
import { macroHelpers } from './regions/macro-helpers.ts';
import { anchorsOf, moved } from './reuse.ts';
import type { FollowCalled } from './summaries/call-graph.ts';
import { definitionIn, emptyIndex } from './summaries/function-index.ts';
import { summariesOfTree } from './summaries/of-tree.ts';
import { Summaries } from './summaries/summaries.ts';
import type { TreeSummaries } from './summaries/tree-summaries.ts';
import { relocate } from './syntax/relocate.ts';
import type { FunctionEntry, SourceFile } from './syntax/source-file.ts';
import type { Range } from './text.ts';
import { entryUpdate, marksOf, type TextMarks } from './text-marks.ts';
import { helpersOfTree, type TreeHelpers } from './tree-helpers.ts';

const apiNames = apiFunctions.map(({ name }) => name);
const rangeNames = apiFunctions.flatMap(({ name, effect }) => (effect === 'enable-range' ? name : []));

/** One analysis of one version of a file. */
export class AnalysisRun {
  readonly #file: SourceFile;
  readonly #options: AnalysisOptions;
  readonly #cache: AnalysisCache;
  readonly #dialect: Dialect;
  readonly #rangeName: string;
  readonly #followed: FollowedFile;
  readonly #tree: TreeSummaries;
  readonly #treeHelpers: TreeHelpers;
  #callees: Summaries;
  #helpers: Helpers = new Map();
  #interrupting: ReadonlySet<string> = new Set();

  constructor(file: SourceFile, options: AnalysisOptions, cache: AnalysisCache) {
    this.#file = file;
    this.#options = options;
    this.#cache = cache;
    this.#dialect = options.dialect ?? dialectOfCalls(file.text) ?? { generation: 'nestable' };
    this.#rangeName = options.rangeName ?? this.#dialect.rangeName ?? defaultRangeName;
    const index = options.index ?? emptyIndex;
    this.#treeHelpers = helpersOfTree(index, this.#dialect, this.#rangeName);
    const homeOf = (name: string) => (definitionIn(file, name) ? undefined : this.#treeHelpers.homeOf(name));
    this.#followed = new FollowedFile(file, this.#dialect, this.#rangeName, cache, homeOf);
    const helpersOf = (other: SourceFile) => this.#treeHelpers.helpersOf(other);
    this.#tree = summariesOfTree(index, this.#followed.rulesWith(new Map()), helpersOf);
    this.#callees = new Summaries(file, () => undefined, this.#tree);
  }

  /**
   * Goes through the file in steps, between which there may be a pause; what the last one gives is the analysis. Small steps
   * are more work in all.
   */
  *steps(small: boolean): Generator<void, FileAnalysis> {
    const callsApi = mentionsCallOf([...apiNames, this.#rangeName]);
    const elsewhere = this.#treeHelpers.seenFrom(this.#file);
    const callsHelper = mentionsCallOf([...elsewhere.keys()]);
    const runsCallbacks = mentionsCallOf(sectionRunners);
    const { path, functions, text } = this.#file;
    const silent: FileAnalysis = { path, functions: [], notAnalysed: [] };
    if (![callsApi, callsHelper, runsCallbacks, entryUpdate].some((what) => what.test(text))) {
      return applySuppressions(this.#file, silent, this.#options);
    }
    this.#cache.anew.clear();
    const known = this.#cache.marksFor(this.#rangeName);
    const marks = new Map(functions.map((entry) => [entry, known.of(entry.text, () => marksOf(entry, callsApi))]));
    const users = functions.filter((entry) => marks.get(entry)?.callsApi);
    const { concerned, helpers, interrupting } = this.#findHelpers(users, elsewhere);
    this.#helpers = helpers;
    this.#interrupting = interrupting;
    this.#callees = this.#calleesWith(helpers);
    const calls: KnownCalls = {
      namesCalledBy: (entry) => marks.get(entry)?.called ?? new Set(),
      sitesOf: (entry) => this.#followed.callSitesOf(entry, helpers),
    };
    const callbacks = findCallbacks(this.#file, calls, concerned);
    const inMode = functions.filter((entry) => concerned.includes(entry) || callbacks.has(entry.name));
    const ranged = this.#functionsWithRange(users);
    const cutsRange = ({ called, cutsAddresses }: TextMarks) =>
      cutsAddresses && ranged.some((name) => called.has(name));
    const others = functions.filter((entry) => {
      const mark = marks.get(entry);
      return !inMode.includes(entry) && mark && (mark.updatesEntries || cutsRange(mark));
    });
    const analysed: AnalysedFunction['analysis'][] = [];
    for (const entry of inMode) {
      const calledBack = callbacks.get(entry.name) ?? [];
      if (small && !this.#known(entry, helpers, calledBack))
        yield* this.#callees.prepare(entry.text, this.#cache.questions);
      analysed.push(this.#analyse(entry, helpers, calledBack).analysis);
      yield;
    }
    for (const entry of others) {
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
    return applySuppressions(this.#file, analysis, this.#options);
  }

  /** Functions that give a section its range, by their text: what their callers take for the end of it bears on that. */
  #functionsWithRange(users: readonly FunctionEntry[]): readonly string[] {
    const rangeCall = mentionsCallOf([...rangeNames, this.#rangeName]);
    return users.flatMap(({ name, text }) => (rangeCall.test(text) ? name : []));
  }

  /** `elsewhere` are helpers of other files that the file may call. */
  #findHelpers(users: readonly FunctionEntry[], elsewhere: Helpers): HelpersOfFile<FunctionEntry> {
    const given = new Map([...elsewhere, ...macroHelpers(this.#file.macros, this.#rangeName)]);
    const summaryOf = (entry: FunctionEntry, helpers: Helpers) => this.#followed.summaryOf(entry, helpers);
    const said = this.#treeHelpers.elsewhere(this.#file);
    return new HelperSearch(this.#file.functions, given, summaryOf, said).find(users);
  }

  /** What is known of callees, from the version before too where it still holds. */
  #calleesWith(helpers: Helpers): Summaries {
    const rules = this.#followed.rulesWith(helpers);
    const follow: FollowCalled = ({ entry, file }) => regionsOf(followEntry(entry, file, rules, followCalled));
    const names = this.#cache.heedNames(this.#file, helpers);
    return this.#cache.callees(
      this.#tree,
      (known) => known.update(this.#file, follow, names),
      () => new Summaries(this.#file, follow, this.#tree),
    );
  }

  /** `calledBack` tells how a section comes to call the function back; empty when none does. */
  #analyse(entry: FunctionEntry, helpers: Helpers, calledBack: readonly Note[]): AnalysedFunction {
    const known = this.#known(entry, helpers, calledBack);
    if (!known) this.#cache.anew.add(entry.name);
    const analysed = known ?? this.#analyseAnew(entry, helpers, calledBack);
    this.#cache.functions.set(this.#keyOf(entry, helpers, calledBack), analysed);
    return analysed;
  }

  /** An earlier analysis of a function of the same text, where it still holds. */
  #known(entry: FunctionEntry, helpers: Helpers, calledBack: readonly Note[]): AnalysedFunction | undefined {
    const known = this.#cache.functions.get(this.#keyOf(entry, helpers, calledBack));
    if (known?.summaries !== this.#callees) return undefined;
    const { revision } = this.#callees;
    if (known.callees?.stillHolds(known.revision === revision) === false) return undefined;
    const here = moved(known, entry.start);
    return here && { ...here, revision };
  }

  #keyOf(entry: FunctionEntry, helpers: Helpers, calledBack: readonly Note[]): string {
    const { severities = {} } = this.#options;
    const called = [this.#interrupting.has(entry.name), relocate(calledBack, -entry.start)];
    return `${JSON.stringify([severities, called])}${this.#followed.keyOf(entry, helpers)}`;
  }

  #analyseAnew(entry: FunctionEntry, helpers: Helpers, calledBack: readonly Note[]): AnalysedFunction {
    const { name, nameRange, start } = entry;
    const { revision } = this.#callees;
    const found = { start, summaries: this.#callees, revision, anchors: [] };
    const refused = (reason: string, { start: from, end }: Range = nameRange): AnalysedFunction => ({
      ...found,
      analysis: { functions: [], notAnalysed: [{ function: name, range: { start: from, end }, reason }] },
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
      implementsHooks: this.#followed.implementsHooks,
      calledBack,
      callees,
    };
    try {
      const analysis = checkFunction(entry, context, this.#options.severities ?? {});
      for (const variable of variablesBehindCalls(regions, this.#file)) callees.operationsOf(variable);
      return { ...found, analysis, callees, anchors: anchorsOf(analysis, callees) };
    } catch (error) {
      return refused(`finding its sections failed: ${messageOf(error)}`);
    }
  }

  /** Follows a function from the state in which it is called, as far as anything tells it. */
  #followAsCalled(entry: FunctionEntry, helpers: Helpers, isCalledBack: boolean): Followed {
    if (isCalledBack) return this.#followed.followAs(entry, helpers, followCalled);
    const followed = this.#followed.follow(entry, helpers);
    return this.#hasLostHalf(followed) ? this.#followed.followAs(entry, helpers, followAlone) : followed;
  }

  /** True for a function that does half of something, or interrupts it, and does so for nobody. */
  #hasLostHalf(followed: Followed): boolean {
    if ('refused' in followed) return false;
    const { name } = followed.definition;
    const { role } = followed;
    return role === 'inside' ? !this.#interrupting.has(name) : sideOf(role) === 'closes' && !this.#helpers.has(name);
  }
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
