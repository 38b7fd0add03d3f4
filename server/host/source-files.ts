import { type Dirent, readdirSync } from 'node:fs';
import { join, sep } from 'node:path';
import { reasonOf } from './source-text.ts';

/** Something of the walk that could not be looked at. */
export interface Unreadable {
  readonly path: string;
  readonly reason: string;
}

const sourceName = /\.[ch]$/;
/** Written by the build beside its modules; never written by people. */
const generatedName = /\.mod\.c$/;

const generatedFolder = join('include', 'generated');

/** A folder made by `make O=…` links back to its sources; headers that configuration writes are under include/generated. */
function isBuildOutput(path: string, entries: readonly Dirent[]): boolean {
  return path.endsWith(generatedFolder) || entries.some((entry) => entry.name === 'source' && entry.isSymbolicLink());
}

interface FolderEntry {
  readonly path: string;
  readonly isFolder: boolean;
}

/** C files and folders in a folder, by name, without hidden folders, build output and symbolic links. */
function entriesOf(folder: string, unreadable: (what: Unreadable) => void): readonly FolderEntry[] {
  let entries: Dirent[];
  try {
    entries = readdirSync(folder, { withFileTypes: true });
  } catch (error) {
    unreadable({ path: folder, reason: reasonOf(error) });
    return [];
  }
  if (isBuildOutput(folder, entries)) return [];
  const prefix = join(folder, sep);
  return entries
    .filter(
      (entry) =>
        !entry.name.startsWith('.') && entry.name !== 'node_modules' && (entry.isDirectory() || isSource(entry)),
    )
    .sort((a, b) => (a.name < b.name ? -1 : 1))
    .map((entry) => ({ path: prefix + entry.name, isFolder: entry.isDirectory() }));
}

function isSource(entry: Dirent): boolean {
  return entry.isFile() && sourceName.test(entry.name) && !generatedName.test(entry.name);
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
