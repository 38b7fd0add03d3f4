import { type Dirent, readdirSync } from 'node:fs';
import { join, sep } from 'node:path';
import { isPassedOver } from './passed-over.ts';
import { reasonOf } from './source-text.ts';

/** Something of the walk that could not be looked at. */
export interface Unreadable {
  readonly path: string;
  readonly reason: string;
}

const sourceName = /\.[ch]$/;
/** Written by the build beside its modules; never written by people. */
const generatedName = /\.mod\.c$/;

/** A folder made by `make O=…` links back to its sources. */
function isBuildOutput(entries: readonly Dirent[]): boolean {
  return entries.some((entry) => entry.name === 'source' && entry.isSymbolicLink());
}

interface FolderEntry {
  readonly path: string;
  readonly isFolder: boolean;
}

/** C files and folders in a folder, by name, without what a search passes over and symbolic links. */
function entriesOf(folder: string, unreadable: (what: Unreadable) => void): readonly FolderEntry[] {
  let entries: Dirent[];
  try {
    entries = readdirSync(folder, { withFileTypes: true });
  } catch (error) {
    unreadable({ path: folder, reason: reasonOf(error) });
    return [];
  }
  if (isBuildOutput(entries)) return [];
  const prefix = join(folder, sep);
  const siblings = new Set(entries.map(({ name }) => name));
  return entries
    .filter((entry) => (entry.isDirectory() ? isSearched(prefix, entry.name, siblings) : isSource(entry)))
    .sort((a, b) => (a.name < b.name ? -1 : 1))
    .map((entry) => ({ path: prefix + entry.name, isFolder: entry.isDirectory() }));
}

function isSearched(prefix: string, name: string, siblings: ReadonlySet<string>): boolean {
  if (name.startsWith('.') || name === 'node_modules') return false;
  return !isPassedOver((prefix + name).replaceAll(sep, '/'), siblings);
}

function isSource(entry: Dirent): boolean {
  const { name } = entry;
  return sourceName.test(name) && !name.startsWith('.') && entry.isFile() && !generatedName.test(name);
}

/**
 * C files under a folder, depth first and by name, or only those in it. Folders that cannot be read are told to
 * `unreadable`.
 */
export function* sourceFiles(
  folder: string,
  unreadable: (what: Unreadable) => void,
  recursive = true,
): Generator<string> {
  for (const { path, isFolder } of entriesOf(folder, unreadable)) {
    if (!isFolder) yield path;
    else if (recursive) yield* sourceFiles(path, unreadable);
  }
}

/** Folders in a folder that a walk goes into; none of one that cannot be read. */
export function subfolders(folder: string): readonly string[] {
  return entriesOf(folder, () => {}).flatMap(({ path, isFolder }) => (isFolder ? [path] : []));
}

/** Compares paths of a tree as a walk meets them: what is in a folder comes where the folder does. */
export function compareWalked(a: string, b: string): number {
  const [one, other] = [a, b].map((path) => path.replaceAll('/', '\0'));
  return one < other ? -1 : Number(one > other);
}
