import { statSync } from 'node:fs';
import { type AnalysisOptions, analyseFile, detectDialect, dialectHeader } from '../core/analyse.ts';
import type { Severity } from '../core/finding.ts';
import type { KernelParser } from '../core/syntax/source-file.ts';
import { loadKernelParser } from '../host/parser.ts';
import type { Unreadable } from '../host/source-files.ts';
import { readSourceText, UnreadableSource } from '../host/source-text.ts';
import { addAnalysis, type CheckResult, emptyResult, withSeverity } from './check-result.ts';
import { CannotRun, defectText, type ExitCode, exitCodes } from './exit.ts';
import { checkJson } from './format/check-json.ts';
import { checkText, summary } from './format/check-text.ts';
import { lazyFiles } from './lazy-files.ts';
import type { Terminal } from './terminal.ts';
import { locate, nameOf, openWorkspace, spell, type Workspace } from './workspace.ts';

export interface CheckOptions {
  readonly tree?: string;
  readonly format: 'text' | 'json';
  /** Least severity reported; the default keeps hints back in text. */
  readonly severity?: Severity;
  readonly hints?: boolean;
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
  path: string,
  parser: KernelParser,
  workspace: Workspace,
  options: AnalysisOptions,
  result: CheckResult,
): void {
  const name = nameOf(workspace, path);
  const source = parser.parse(name, readSourceText(path));
  try {
    addAnalysis(result, name, source.lines, analyseFile(source, options));
  } finally {
    source.dispose();
  }
}

/** Checks files, folders or the whole tree. The exit code says 1 for findings, and 2 as soon as anything could not be checked. */
export async function check(paths: readonly string[], options: CheckOptions, terminal: Terminal): Promise<ExitCode> {
  const workspace = openWorkspace(options.tree, paths);
  if (paths.length === 0 && !workspace.inTree)
    throw new CannotRun('no kernel tree here; run in one, name files, or say --tree DIR');
  const loading = loadKernelParser();
  const result = emptyResult();
  const unreadable = ({ path, reason }: Unreadable) =>
    result.unreadable.push({ file: nameOf(workspace, path), reason });

  const named = paths.length > 0 ? paths.map((path) => locate(workspace, path)) : [workspace.base];
  const files = chooseFiles(named, unreadable, terminal);
  const parser = await loading;
  const header = workspace.tree.read(dialectHeader);
  const dialect = header === undefined ? undefined : detectDialect(header);
  for (const path of files) {
    terminal.progress(`checking ${nameOf(workspace, path)} (${result.files + 1} of ${files.size})`);
    try {
      checkFile(path, parser, workspace, { dialect }, result);
    } catch (error) {
      unreadable({ path, reason: error instanceof UnreadableSource ? error.message : defectText(error) });
    }
  }
  return report(result, workspace, options, terminal);
}

function report(result: CheckResult, workspace: Workspace, options: CheckOptions, terminal: Terminal): ExitCode {
  const json = options.format === 'json';
  const least = options.hints ? 'hint' : (options.severity ?? (json ? 'hint' : 'information'));
  const shown = withSeverity(result, least);
  const toPath = (file: string) => spell(workspace, file);

  terminal.progress(undefined);
  terminal.print(json ? checkJson(shown) : checkText(shown, toPath, terminal));
  for (const { file, reason } of shown.unreadable) terminal.say(`lazy-mmu: ${toPath(file)}: ${reason}`);
  if (!json)
    for (const { file, line, function: name, reason } of shown.notAnalysed)
      terminal.say(`lazy-mmu: ${toPath(file)}:${line}: ${name}() was not analysed: ${reason}`);
  if (terminal.watched && !json) terminal.say(summary(shown, result.findings.length - shown.findings.length));

  if (shown.unreadable.length > 0 || shown.notAnalysed.length > 0) return exitCodes.couldNotRun;
  return shown.findings.some(({ severity }) => severity !== 'hint') ? exitCodes.findings : exitCodes.clean;
}
