import { statSync } from 'node:fs';
import { analyseFile } from '../core/analyse.ts';
import type { SimulationEnvironment } from '../core/simulator/simulate.ts';
import { suggestion } from '../core/simulator/simulation-error.ts';
import type { SourceTree } from '../core/source-tree.ts';
import type { FunctionEntry, SourceFile } from '../core/syntax/source-file.ts';
import { loadKernelParser } from '../host/parser.ts';
import { readSourceText, UnreadableSource } from '../host/source-text.ts';
import { CannotRun } from './exit.ts';
import { locate, openWorkspace, spell, treeWith, type Workspace } from './workspace.ts';

/** A walker that was named on the command line, found and read. */
export interface SimulationTarget {
  readonly workspace: Workspace;
  readonly absolute: string;
  /** Name of the file in its tree. */
  readonly file: string;
  /** As people are told of the file. */
  readonly spelled: string;
  readonly source: SourceFile;
  readonly entry: FunctionEntry;
  readonly environment: SimulationEnvironment & { readonly tree: SourceTree };
}

const example = 'mm/mprotect.c:change_pte_range';

/** `FILE:FUNCTION`, taken apart at the last colon. Throws a CannotRun that shows the form. */
export function splitTarget(target: string): { path: string; walker: string } {
  const colon = target.lastIndexOf(':');
  const walker = target.slice(colon + 1);
  if (colon < 1 || !/^\w+$/.test(walker))
    throw new CannotRun(
      `${target === '' ? '' : `${target}: `}say which file and which function of it, as in ${example}`,
    );
  return { path: target.slice(0, colon), walker };
}

function readText(path: string, absolute: string): string {
  if (statSync(absolute, { throwIfNoEntry: false })?.isDirectory())
    throw new CannotRun(`${path}: is a folder; name a file of it and a function, as in ${example}`);
  try {
    return readSourceText(absolute);
  } catch (error) {
    if (error instanceof UnreadableSource) throw new CannotRun(`${path}: ${error.message}`);
    throw error;
  }
}

function findWalker(path: string, walker: string, source: SourceFile): FunctionEntry {
  const entry = source.functions.find(({ name }) => name === walker);
  if (entry !== undefined && entry.problems.length === 0) return entry;
  if (entry !== undefined) {
    const [{ start, reason }] = entry.problems;
    throw new CannotRun(`${path}:${source.lines.lineOf(start)}: ${walker}() cannot be read: ${reason}`);
  }
  const near = suggestion(
    walker,
    source.functions.map(({ name }) => name),
  );
  const withSections = analyseFile(source)
    .functions.filter(({ sections }) => sections.length > 0)
    .map(({ name }) => name);
  const others = withSections.length > 0 ? `; functions with lazy MMU sections: ${withSections.join(', ')}` : '';
  throw new CannotRun(`${path}: there is no function ${walker}${near}${others}`);
}

/** Opens a walker by what the user typed. Throws a CannotRun that says what is wrong and what to do. */
export async function openTarget(target: string, treeOption: string | undefined): Promise<SimulationTarget> {
  const { path, walker } = splitTarget(target);
  const workspace = openWorkspace(treeOption, [path]);
  const absolute = locate(workspace, path);
  const text = readText(path, absolute);
  const parser = await loadKernelParser();
  const { tree, name } = treeWith(workspace, absolute, text);
  const source = parser.parse(name, text);
  const entry = findWalker(path, walker, source);
  const environment = { parser, tree, text };
  return { workspace, absolute, file: name, spelled: spell(workspace, name), source, entry, environment };
}
