import { statSync } from 'node:fs';
import type { TreeSearch } from '../host/search/tree-search.ts';
import { compareWalked, type Unreadable } from '../host/source-files.ts';
import { readSourceText } from '../host/source-text.ts';
import { CannotRun } from './exit.ts';
import { standIn } from './stand-in.ts';
import { isFolder, locate, nameOf, openWorkspace, type Workspace } from './workspace.ts';

/** What to check in a workspace. */
export interface CheckWork {
  readonly workspace: Workspace;
  /** Absolute paths of files and folders, as they were named. */
  readonly named: readonly string[];
  /** The one text that stands in for a file of the tree, instead of files. */
  readonly standIn?: { readonly name: string; readonly text: string };
}

/** Something to check: a file's name in results, and its text, which may throw `UnreadableSource`. */
export interface Candidate {
  readonly name: string;
  text(): string;
}

/** The named paths, the whole tree without any, or with `as` the one file that stands in for it. Throws `CannotRun`. */
export function chooseWork(paths: readonly string[], tree: string | undefined, as: string | undefined): CheckWork {
  if (as !== undefined) {
    const { workspace, name, text } = standIn(tree, as, paths);
    return { workspace, named: [], standIn: { name, text } };
  }
  const workspace = openWorkspace(tree, paths);
  if (paths.length === 0 && !workspace.inTree)
    throw new CannotRun('no kernel tree here; run in one, name files, or say --tree DIR');
  return { workspace, named: paths.length > 0 ? paths.map((path) => locate(workspace, path)) : [workspace.base] };
}

/** Absolute paths of the folders that were named. */
export function foldersOf({ named }: CheckWork): readonly string[] {
  return named.filter(isFolder);
}

/** What to check, as it comes: named files, and files of named folders that lazy MMU mode concerns; each once. */
export async function* candidatesOf(
  { workspace, named, standIn }: CheckWork,
  searches: readonly TreeSearch[],
  unreadable: (what: Unreadable) => void,
): AsyncGenerator<Candidate> {
  const known = new Set<string>();
  function* candidate(path: string): Generator<Candidate> {
    if (known.has(path)) return;
    known.add(path);
    yield { name: nameOf(workspace, path), text: () => readSourceText(path) };
  }
  if (standIn) yield { name: standIn.name, text: () => standIn.text };
  for (const path of named) {
    const found = statSync(path, { throwIfNoEntry: false });
    if (!found) unreadable({ path, reason: 'no such file or folder' });
    else if (!found.isDirectory()) yield* candidate(path);
  }
  for (const search of searches) for await (const path of search.found()) yield* candidate(path);
  for (const what of searches[0].unreadable) unreadable(what);
}

/** Compares files of a result: they come in the order in which they, or folders that hold them, were named, and then in that of a walk. */
export function inOrderOf({ workspace, named }: CheckWork): (a: string, b: string) => number {
  const roots = named.map((path) => nameOf(workspace, path));
  const rank = (file: string) => roots.findIndex((root) => root === '' || file === root || file.startsWith(`${root}/`));
  return (a, b) => rank(a) - rank(b) || compareWalked(a, b);
}
