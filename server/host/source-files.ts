import { closeSync, type Dirent, openSync, readdirSync, readSync } from 'node:fs';
import { join } from 'node:path';
import { fileMarks } from '../core/kernel/callback-runners.ts';
import { reasonOf } from './source-text.ts';

/** Something of the walk that could not be looked at. */
export interface Unreadable {
  readonly path: string;
  readonly reason: string;
}

const sourceName = /\.[ch]$/;
/** Written by the build beside its modules; never written by people. */
const generatedName = /\.mod\.c$/;

/** A folder made by `make O=…` links back to its sources; headers that configuration writes are under include/generated. */
function isBuildOutput(path: string, entries: readonly Dirent[]): boolean {
  return (
    path.endsWith(join('include', 'generated')) ||
    entries.some((entry) => entry.name === 'source' && entry.isSymbolicLink())
  );
}

/**
 * C files under a folder, depth first and by name, without hidden folders, build output and symbolic links.
 * Folders that cannot be read are told to `unreadable`.
 */
export function* sourceFiles(folder: string, unreadable: (what: Unreadable) => void): Generator<string> {
  let entries: Dirent[];
  try {
    entries = readdirSync(folder, { withFileTypes: true });
  } catch (error) {
    unreadable({ path: folder, reason: reasonOf(error) });
    return;
  }
  if (isBuildOutput(folder, entries)) return;
  entries.sort((a, b) => (a.name < b.name ? -1 : 1));
  for (const entry of entries) {
    if (entry.name.startsWith('.') || entry.name === 'node_modules') continue;
    const path = join(folder, entry.name);
    if (entry.isDirectory()) yield* sourceFiles(path, unreadable);
    else if (entry.isFile() && sourceName.test(entry.name) && !generatedName.test(entry.name)) yield path;
  }
}

/** Bytes read at once; few files of a kernel are larger. */
const bufferSize = 1 << 20;

/**
 * Tells which files hold one of the marks, reading into one buffer that all files share: most of a kernel tree is looked
 * at here and nowhere else. Throws what the file system throws.
 */
export function mentionFilter(marks: readonly string[] = fileMarks): (path: string) => boolean {
  const wanted = marks.map((mark) => Buffer.from(mark));
  const longest = Math.max(...wanted.map(({ length }) => length));
  const buffer = Buffer.allocUnsafe(bufferSize);
  return (path) => {
    const file = openSync(path, 'r');
    try {
      // What a read leaves at its end may be the first half of a mark: it is kept in front of the next read.
      for (let kept = 0; ; ) {
        const length = kept + readSync(file, buffer, kept, bufferSize - kept, null);
        const text = buffer.subarray(0, length);
        if (wanted.some((mark) => text.includes(mark))) return true;
        if (length < bufferSize) return false;
        kept = longest - 1;
        buffer.copy(buffer, 0, length - kept, length);
      }
    } finally {
      closeSync(file);
    }
  };
}
