import type { FileAnalysis } from './analysis.ts';
import { AnalysisRun } from './analysis-run.ts';
import type { Finding } from './finding.ts';
import type { Dialect } from './kernel/dialect.ts';
import type { FunctionRegions } from './regions/function-regions.ts';
import type { Summary } from './regions/helpers.ts';
import type { SeverityChoices } from './rules/rule.ts';
import type { FunctionIndex } from './summaries/function-index.ts';
import type { FunctionEntry, SourceFile } from './syntax/source-file.ts';

export { type Description, describeAt } from './describe.ts';
export { type Dialect, detectDialect, dialectHeader } from './kernel/dialect.ts';
export { allRules, ruleBySlug } from './rules/registry.ts';
export type { RuleDescription } from './rules/rule.ts';

export interface AnalysisOptions {
  /** Of the tree the file belongs to; told from the file's own calls when absent. */
  readonly dialect?: Dialect;
  /** Name of the range-carrying enable; by default the tree's own, else lazy_mmu_mode_enable_for_pte_range. */
  readonly rangeName?: string;
  /** Functions of other files of the tree; without it calls of them are not followed. */
  readonly index?: FunctionIndex;
  /** By slug, over the rules' own. */
  readonly severities?: SeverityChoices;
}

/** What was found out about one function, and where it stood then. */
export interface AnalysedFunction {
  readonly start: number;
  readonly analysis: Pick<FileAnalysis, 'functions' | 'notAnalysed'>;
  /** Functions and macros of the file that the findings depend on besides. */
  readonly consulted: readonly Consulted[];
}

/** A function or a macro as it was when it was looked at. */
export interface Consulted {
  readonly name: string;
  readonly text: string;
  readonly start: number;
}

/**
 * What the last analysis found out, by the text of functions. Give the same one again for the next version of a file, and
 * only functions that changed are analysed.
 */
export interface AnalysisCache {
  summaries: ReadonlyMap<string, Summary | undefined>;
  functions: ReadonlyMap<string, AnalysedFunction>;
  /** Functions that are called in sections, followed; by their entry in a file. */
  readonly called: WeakMap<FunctionEntry, { readonly key: string; readonly regions: FunctionRegions | undefined }>;
  /** Names of the functions of the file: a call may mean another one when there are others. */
  names: string;
}

export function createAnalysisCache(): AnalysisCache {
  return { summaries: new Map(), functions: new Map(), called: new WeakMap(), names: '' };
}

/** All findings of a file, in the order of the text. */
export function findingsIn({ functions, outside = [] }: FileAnalysis): readonly Finding[] {
  const all = [...functions.flatMap(({ findings }) => findings), ...outside];
  return all.sort((a, b) => a.range.start - b.range.start);
}

/**
 * Everything the engine says about one version of a file. Functions that neither call the API nor a helper of the file
 * that does are not looked at. Never throws: what cannot be analysed is listed with the reason.
 */
export function analyseFile(file: SourceFile, options: AnalysisOptions = {}, cache?: AnalysisCache): FileAnalysis {
  return new AnalysisRun(file, options, cache ?? createAnalysisCache()).analyse();
}
