import { statSync } from 'node:fs';
import { type AnalysisOptions, analyseFile, detectDialect, dialectHeader } from '../core/analyse.ts';
import type { Severity } from '../core/finding.ts';
import type { KernelParser } from '../core/syntax/source-file.ts';
import { TreeFunctionIndex } from '../host/function-index.ts';
import { loadKernelParser } from '../host/parser.ts';
import type { Unreadable } from '../host/source-files.ts';
import { readSourceText, UnreadableSource } from '../host/source-text.ts';
import { optionsFrom, readTreeSettings, type TreeSettings, treeSettingsFile } from '../host/tree-settings.ts';
import { addAnalysis, type CheckResult, emptyResult } from './check-result.ts';
import { CannotRun, defectText, type ExitCode } from './exit.ts';
import { lazyFiles } from './lazy-files.ts';
import { openBaselines, reportCheck } from './report-check.ts';
import { standIn } from './stand-in.ts';
import type { Terminal } from './terminal.ts';
import { locate, nameOf, openWorkspace, spell, type Workspace } from './workspace.ts';

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

/** Something to check: a file's name in results, and its text, which may throw `UnreadableSource`. */
interface Candidate {
  readonly name: string;
  text(): string;
}

/** Files to check: those named, and those of named folders that mention lazy MMU mode; each once, in the order met. */
function chooseFiles(
  paths: readonly string[],
  unreadable: (what: Unreadable) => void,
  terminal: Terminal,
): Set<string> {
  const chosen = new Set<string>();
  for (const path of paths) {
    const found = statSync(path, { throwIfNoEntry: false });
    if (!found) unreadable({ path, reason: 'no such file or folder' });
    else if (!found.isDirectory()) chosen.add(path);
    else for (const file of lazyFiles(path, unreadable, terminal)) chosen.add(file);
  }
  return chosen;
}

/** Adds what is found in one file. Throws `UnreadableSource`. */
function checkFile(
  { name, text }: Candidate,
  parser: KernelParser,
  options: AnalysisOptions,
  result: CheckResult,
): void {
  const source = parser.parse(name, text());
  try {
    addAnalysis(result, name, source, analyseFile(source, options));
  } finally {
    source.dispose();
  }
}

/** Where to check, and what there: the named paths, the whole tree without any, or the one text that stands in for a file. */
function chooseWork(
  paths: readonly string[],
  { tree, as }: CheckOptions,
): { workspace: Workspace; candidates: (result: CheckResult, terminal: Terminal) => readonly Candidate[] } {
  if (as !== undefined) {
    const { workspace, name, text } = standIn(tree, as, paths);
    return { workspace, candidates: () => [{ name, text: () => text }] };
  }
  const workspace = openWorkspace(tree, paths);
  if (paths.length === 0 && !workspace.inTree)
    throw new CannotRun('no kernel tree here; run in one, name files, or say --tree DIR');
  const named = paths.length > 0 ? paths.map((path) => locate(workspace, path)) : [workspace.base];
  return {
    workspace,
    candidates(result, terminal) {
      const unreadable = ({ path, reason }: Unreadable) =>
        result.unreadable.push({ file: nameOf(workspace, path), reason });
      return [...chooseFiles(named, unreadable, terminal)].map((path) => ({
        name: nameOf(workspace, path),
        text: () => readSourceText(path),
      }));
    },
  };
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

/** Checks files, folders or the whole tree. The exit code says 1 for findings, and 2 as soon as anything could not be checked. */
export async function check(paths: readonly string[], options: CheckOptions, terminal: Terminal): Promise<ExitCode> {
  const baselines = openBaselines(options);
  const { workspace, candidates } = chooseWork(paths, options);
  const settings = settingsOf(workspace);
  const loading = loadKernelParser();
  const result = emptyResult();
  const files = candidates(result, terminal);
  const parser = await loading;
  const header = workspace.tree.read(dialectHeader);
  const dialect = header === undefined ? undefined : detectDialect(header);
  const index = workspace.inTree ? new TreeFunctionIndex(workspace.tree, parser) : undefined;
  const analysis = { dialect, index, ...optionsFrom(settings) };
  for (const file of files) {
    terminal.progress(`checking ${file.name} (${result.files + 1} of ${files.length})`);
    try {
      checkFile(file, parser, analysis, result);
    } catch (error) {
      const reason = error instanceof UnreadableSource ? error.message : defectText(error);
      result.unreadable.push({ file: file.name, reason });
    }
  }
  return reportCheck(result, workspace, options, baselines, terminal);
}
