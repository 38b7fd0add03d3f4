import {
  type AnalysisOptions,
  analyseFile,
  detectDialect,
  dialectHeader,
  helpersAcrossFiles,
} from '../core/analyse.ts';
import type { Severity } from '../core/finding.ts';
import type { FunctionIndex } from '../core/summaries/function-index.ts';
import type { KernelParser } from '../core/syntax/source-file.ts';
import { definedNames, indexNames } from '../host/defined-names.ts';
import { TreeFunctionIndex } from '../host/function-index.ts';
import { loadKernelParser } from '../host/parser.ts';
import { TreeSearch } from '../host/search/tree-search.ts';
import { expectShortRun } from '../host/short-run.ts';
import type { Unreadable } from '../host/source-files.ts';
import { UnreadableSource } from '../host/source-text.ts';
import { optionsFrom, readTreeSettings, type TreeSettings, treeSettingsFile } from '../host/tree-settings.ts';
import { addAnalysis, type CheckResult, emptyResult, sortResult } from './check-result.ts';
import { type Candidate, type CheckWork, candidatesOf, chooseWork, foldersOf, inOrderOf } from './check-work.ts';
import { CannotRun, defectText, type ExitCode } from './exit.ts';
import { openBaselines, reportCheck } from './report-check.ts';
import type { Terminal } from './terminal.ts';
import { nameOf, spell, type Workspace } from './workspace.ts';

export interface CheckOptions {
  readonly tree?: string;
  readonly format: 'text' | 'json' | 'sarif' | 'github';
  /** Least severity reported; the default keeps hints back in text. */
  readonly severity?: Severity;
  readonly hints?: boolean;
  /** File of the tree that the one named file stands in for. */
  readonly as?: string;
  /** File with findings that are left out. */
  readonly baseline?: string;
  /** File to write all findings to, instead of printing them. */
  readonly writeBaseline?: string;
}

/** Adds what is found in one file. */
function checkFile(
  { name, text }: Candidate,
  parser: KernelParser,
  options: AnalysisOptions,
  result: CheckResult,
): void {
  try {
    const source = parser.parse(name, text());
    addAnalysis(result, name, source, analyseFile(source, options));
  } catch (error) {
    const reason = error instanceof UnreadableSource ? error.message : defectText(error);
    result.unreadable.push({ file: name, reason });
  }
}

/** What the tree's own file says. Throws `CannotRun` when it is wrong: to go on would report what nobody wants. */
function settingsOf(workspace: Workspace): TreeSettings {
  const { settings, problems } = readTreeSettings(
    spell(workspace, treeSettingsFile),
    workspace.tree.read(treeSettingsFile),
  );
  if (problems.length > 0) throw new CannotRun(problems.join('\n'));
  return settings;
}

/** The functions of the tree, with those of the text that stands in for one of its files. */
async function indexOf(
  { workspace, standIn }: CheckWork,
  parser: KernelParser,
  search: TreeSearch,
): Promise<FunctionIndex | undefined> {
  if (!workspace.inTree) return undefined;
  const names = await search.names;
  if (standIn && names.has(standIn.name)) names.set(standIn.name, definedNames(standIn.name, standIn.text));
  return new TreeFunctionIndex(workspace.tree, parser, indexNames(names));
}

/** Checks files, folders or the whole tree. The exit code says 1 for findings, and 2 as soon as anything could not be checked. */
export async function check(paths: readonly string[], options: CheckOptions, terminal: Terminal): Promise<ExitCode> {
  expectShortRun();
  const baselines = openBaselines(options);
  const work = chooseWork(paths, options.tree, options.as);
  const { workspace } = work;
  const settings = settingsOf(workspace);
  const searches = [new TreeSearch(foldersOf(work), workspace.inTree ? workspace.base : undefined)];
  const result = emptyResult();
  try {
    const parser = await loadKernelParser();
    const header = workspace.tree.read(dialectHeader);
    const dialect = header === undefined ? undefined : detectDialect(header);
    const analysis = { dialect, index: await indexOf(work, parser, searches[0]), ...optionsFrom(settings) };
    const helpers = helpersAcrossFiles(analysis);
    if (helpers.length > 0) searches.push(new TreeSearch(foldersOf(work), undefined, helpers));
    const unreadable = ({ path, reason }: Unreadable) =>
      result.unreadable.push({ file: nameOf(workspace, path), reason });
    for await (const file of candidatesOf(work, searches, unreadable)) {
      terminal.progress(`checking ${file.name} (${searches[0].looked} files looked at)`);
      checkFile(file, parser, analysis, result);
    }
  } finally {
    await Promise.all(searches.map((search) => search.end()));
  }
  sortResult(result, inOrderOf(work));
  return reportCheck(result, workspace, options, baselines, terminal);
}
