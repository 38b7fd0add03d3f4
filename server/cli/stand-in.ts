import { readFileSync } from 'node:fs';
import { isAbsolute, resolve } from 'node:path';
import { overlayTree } from '../host/overlay-tree.ts';
import { readSourceText, UnreadableSource } from '../host/source-text.ts';
import { CannotRun } from './exit.ts';
import { isFolder, nameOf, openWorkspace, type Workspace } from './workspace.ts';

/** A text in the place of one file of a tree: what the file would be after an edit that nobody has saved. */
export interface StandIn {
  /** The tree with the text in it. */
  readonly workspace: Workspace;
  /** The file's name in the tree. */
  readonly name: string;
  readonly text: string;
}

/** What stands for standard input in place of a path, and its number: `process.stdin` would make reading it fail while it is empty. */
const standardInput = { path: '-', descriptor: 0 };

function readStandIn(path: string): string {
  if (path === standardInput.path) return readFileSync(standardInput.descriptor, 'utf8');
  try {
    return readSourceText(path);
  } catch (error) {
    if (error instanceof UnreadableSource) throw new CannotRun(`${path}: ${error.message}; --as takes one C file`);
    throw error;
  }
}

/**
 * Puts the one named file, or standard input for `-`, in the place of `as`, a path from the root of the tree. That file
 * need not be there yet, but its folder must be. Throws `CannotRun`.
 */
export function standIn(tree: string | undefined, as: string, paths: readonly string[]): StandIn {
  const [path, second] = paths;
  if (path === undefined || second !== undefined)
    throw new CannotRun(`--as ${as}: name the one file that stands in for it, or - for standard input`);
  const workspace = openWorkspace(tree, []);
  if (!workspace.inTree) throw new CannotRun(`--as ${as}: no kernel tree here; run in one, or say --tree DIR`);
  const absolute = resolve(workspace.base, as);
  const name = nameOf(workspace, absolute);
  if (name === '' || name.startsWith('../') || isAbsolute(name))
    throw new CannotRun(`--as ${as}: not a file of the tree ${workspace.base}; give its path from the root`);
  if (isFolder(absolute)) throw new CannotRun(`--as ${as}: a folder of the tree; give the path of one file`);
  if (!isFolder(resolve(absolute, '..')))
    throw new CannotRun(`--as ${as}: the tree ${workspace.base} has no such folder; give the path from its root`);
  const text = readStandIn(path);
  return { workspace: { ...workspace, tree: overlayTree(workspace.tree, new Map([[name, text]])) }, name, text };
}
