import { existsSync, statSync } from 'node:fs';
import { isAbsolute, relative, resolve, sep } from 'node:path';
import type { SourceTree } from '../core/source-tree.ts';
import { emptyTree, overlayTree } from '../host/overlay-tree.ts';
import { diskTree, findTreeRoot } from '../host/source-tree.ts';
import { CannotRun } from './exit.ts';

/** Where a command works: a kernel tree, or just the working directory when its files lie in none. */
export interface Workspace {
  /** Absolute path that the files of a result are relative to. */
  readonly base: string;
  /** True when `base` is the root of a kernel tree. */
  readonly inTree: boolean;
  readonly tree: SourceTree;
}

export function isFolder(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false;
}

function givenTree(folder: string): string {
  const root = resolve(folder);
  if (!existsSync(root)) throw new CannotRun(`${folder}: no such folder; --tree takes the root of a kernel tree`);
  if (!isFolder(root)) throw new CannotRun(`${folder}: not a folder; --tree takes the root of a kernel tree`);
  if (findTreeRoot(root) !== root) {
    const outer = findTreeRoot(root);
    throw new CannotRun(
      outer === undefined
        ? `${folder}: not a kernel tree, it has no include/linux and mm; --tree takes the root of one`
        : `${folder}: inside a kernel tree, not its root; say --tree ${outer}`,
    );
  }
  return root;
}

/**
 * Chooses the tree: the one given, else the one that the paths lie in, else the one around the working directory when no
 * paths are given. Paths in different trees are an error, since a result has one base.
 */
export function openWorkspace(tree: string | undefined, paths: readonly string[]): Workspace {
  if (tree !== undefined) {
    const base = givenTree(tree);
    return { base, inTree: true, tree: diskTree(base) };
  }
  const roots = new Set((paths.length > 0 ? paths : ['.']).map((path) => findTreeRoot(path)));
  const [base, other] = roots;
  if (roots.size > 1) {
    const [first, second] = [base, other].map((root) => root ?? 'no kernel tree');
    throw new CannotRun(`the paths lie in different trees (${first} and ${second}); check them one by one`);
  }
  if (base === undefined) return { base: process.cwd(), inTree: false, tree: emptyTree };
  return { base, inTree: true, tree: diskTree(base) };
}

/** Absolute path of what the user named: from the working directory, else from the root of the tree. */
export function locate(workspace: Workspace, path: string): string {
  const here = resolve(path);
  if (existsSync(here) || isAbsolute(path)) return here;
  const inTree = resolve(workspace.base, path);
  return existsSync(inTree) ? inTree : here;
}

/** A file's name in results: relative to the base, with forward slashes. */
export function nameOf(workspace: Workspace, absolute: string): string {
  return relative(workspace.base, absolute).replaceAll(sep, '/');
}

/** How a file of a result is spelt for people and their editors: from the working directory, or whole when that is shorter. */
export function spell(workspace: Workspace, name: string): string {
  const absolute = resolve(workspace.base, name);
  const fromHere = relative(process.cwd(), absolute);
  return fromHere.length <= absolute.length ? fromHere : absolute;
}

/** The tree with one file in it, by a name that the tree can be asked for, wherever that file lies. */
export function treeWith(workspace: Workspace, absolute: string, text: string): { tree: SourceTree; name: string } {
  const inside = nameOf(workspace, absolute);
  const outside = inside.startsWith('../') || isAbsolute(inside);
  const name = outside ? inside.slice(inside.lastIndexOf('/') + 1) : inside;
  return { tree: overlayTree(workspace.tree, new Map([[name, text]])), name };
}
