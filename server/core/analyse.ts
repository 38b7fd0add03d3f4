import type { FileAnalysis } from './analysis.ts';
import { AnalysisCache } from './analysis-cache.ts';
import { AnalysisRun } from './analysis-run.ts';
import type { Finding } from './finding.ts';
import { defaultRangeName } from './kernel/api.ts';
import type { Dialect } from './kernel/dialect.ts';
import type { SeverityChoices } from './rules/rule.ts';
import type { FunctionIndex } from './summaries/function-index.ts';
import type { SourceFile } from './syntax/source-file.ts';
import { helpersOfTree } from './tree-helpers.ts';

export type { AnalysisCache } from './analysis-cache.ts';
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
  /** The index is still being made: what may be known by it only is not judged yet. */
  readonly indexIsComing?: boolean;
  /** By slug, over the rules' own. */
  readonly severities?: SeverityChoices;
}

/** `like` is that of the same document with another index. */
export function createAnalysisCache(like?: AnalysisCache): AnalysisCache {
  return new AnalysisCache(like);
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
  const steps = new AnalysisRun(file, options, cache ?? createAnalysisCache()).steps(false);
  for (;;) {
    const step = steps.next();
    if (step.done) return step.value;
  }
}

/**
 * Names of functions and macros of a tree that enter or leave the mode for callers in other files: a file that mentions one
 * is worth an analysis.
 */
export function helpersAcrossFiles({ index, dialect, rangeName }: AnalysisOptions): readonly string[] {
  if (!index || !dialect) return [];
  return helpersOfTree(index, dialect, rangeName ?? dialect.rangeName ?? defaultRangeName).names;
}

/**
 * The same in steps, between which other work can be done. It may be left off: what was found out until then is in the cache,
 * so that the next analysis has less to do.
 */
export function analysisSteps(
  file: SourceFile,
  options: AnalysisOptions = {},
  cache: AnalysisCache = createAnalysisCache(),
): Generator<void, FileAnalysis> {
  return new AnalysisRun(file, options, cache).steps(true);
}
