import type { AnalysisCache } from './analysis-cache.ts';
import { type CallSites, callSitesOf } from './callbacks/call-sites.ts';
import type { Dialect } from './kernel/dialect.ts';
import { isInterruptHandler } from './kernel/interrupts.ts';
import { type Followed, followEntry, regionsOf } from './regions/follow-entry.ts';
import type { followMode } from './regions/function-regions.ts';
import { type Summary, summarise } from './regions/helpers.ts';
import type { Helpers, LazyRules } from './regions/lazy-domain.ts';
import type { FunctionEntry, MacroDefinition, SourceFile } from './syntax/source-file.ts';

/** The functions of one version of a file, each followed at most once for the same helpers. */
export class FollowedFile {
  readonly #file: SourceFile;
  readonly #dialect: Dialect;
  readonly #rangeName: string;
  readonly #cache: AnalysisCache;
  readonly #homeOf: LazyRules['homeOf'];
  readonly #followed = new Map<string, Followed>();
  /** Keys of functions, for the helpers that were asked about last. */
  readonly #keys = new Map<FunctionEntry, string>();
  #keysFor: Helpers = new Map();
  /** The file defines hooks of the API itself. */
  readonly implementsHooks: boolean;

  constructor(
    file: SourceFile,
    dialect: Dialect,
    rangeName: string,
    cache: AnalysisCache,
    homeOf?: LazyRules['homeOf'],
  ) {
    this.#file = file;
    this.#dialect = dialect;
    this.#rangeName = rangeName;
    this.#cache = cache;
    this.#homeOf = homeOf;
    this.implementsHooks = file.functions.some(({ name }) => isHook(name)) || [...file.macros.keys()].some(isHook);
  }

  /** Follows a function as the analysis takes it to be called. */
  follow(entry: FunctionEntry, helpers: Helpers): Followed {
    const key = this.keyOf(entry, helpers);
    const followed = this.#followed.get(key) ?? this.followAs(entry, helpers);
    this.#followed.set(key, followed);
    return followed;
  }

  /** Follows a function from a state in which it is called. */
  followAs(entry: FunctionEntry, helpers: Helpers, follow?: typeof followMode): Followed {
    return followEntry(entry, this.#file, this.rulesWith(helpers), follow);
  }

  summaryOf(entry: FunctionEntry, helpers: Helpers): Summary | undefined {
    return this.#cache.summaries.of(this.keyOf(entry, helpers), () => {
      const regions = regionsOf(this.follow(entry, helpers));
      return regions && summarise(regions);
    });
  }

  callSitesOf(entry: FunctionEntry, helpers: Helpers): CallSites | undefined {
    return this.#cache.callSites.of(this.keyOf(entry, helpers), () => {
      const regions = regionsOf(this.follow(entry, helpers));
      return regions && callSitesOf(regions, entry.start);
    });
  }

  rulesWith(helpers: Helpers): LazyRules {
    return {
      nests: this.#dialect.generation === 'nestable',
      rangeName: this.#rangeName,
      helpers,
      homeOf: this.#homeOf,
    };
  }

  /** Everything in its own text that the analysis of a function depends on. */
  keyOf(entry: FunctionEntry, helpers: Helpers): string {
    if (this.#keysFor !== helpers) this.#keys.clear();
    this.#keysFor = helpers;
    const key = this.#keys.get(entry) ?? this.#makeKey(entry, helpers);
    this.#keys.set(entry, key);
    return key;
  }

  #makeKey(entry: FunctionEntry, helpers: Helpers): string {
    const { name, text } = entry;
    const called = [...helpers].flatMap(([helper, outcomes]) =>
      text.includes(helper) ? [[helper, outcomes, this.#homeOf?.(helper)]] : [],
    );
    const macros = macrosBehind(text, this.#file.macros.values());
    const surroundings = [
      this.#file.path,
      this.#dialect,
      this.#rangeName,
      this.implementsHooks,
      isInterruptHandler(this.#file, name),
      called,
      macros.map((macro) => `${macro.name} ${macro.body}`),
    ];
    return `${JSON.stringify(surroundings)}${text}`;
  }
}

/** Macros of the file that a text mentions, and those that these mention. */
function macrosBehind(text: string, macros: Iterable<MacroDefinition>): readonly MacroDefinition[] {
  const all = [...macros];
  const found = new Set(all.filter(({ name }) => text.includes(name)));
  for (const { body } of found) for (const macro of all) if (body.includes(macro.name)) found.add(macro);
  return [...found];
}

function isHook(name: string): boolean {
  return /^arch_(?:enter|leave|flush)_lazy_mmu_mode$/.test(name);
}
