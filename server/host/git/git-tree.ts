import { posix } from 'node:path';
import type { SourceTree } from '../../core/source-tree.ts';
import { git, type Revision } from './revision.ts';

export interface GitTree extends SourceTree {
  /** Reads many files by one process; `read` then knows them. Paths that are not there are no error. */
  prefetch(paths: Iterable<string>): void;
}

/**
 * The files of a folder as they were in a revision, read from the objects of git: nothing is checked out. Every answer is
 * remembered, since a commit does not change. A path that leads out of the folder does not exist.
 */
export function gitTree(revision: Revision): GitTree {
  const texts = new Map<string, string | undefined>();
  const folders = new Map<string, readonly string[]>();

  function prefetch(paths: Iterable<string>): void {
    const wanted = [...new Set([...paths].map(normalise))].filter(
      (path): path is string => path !== undefined && !texts.has(path),
    );
    if (wanted.length === 0) return;
    const names = wanted.map((path) => `${revision.commit}:${revision.prefix}${path}\n`);
    const { output } = git(revision.folder, ['cat-file', '--batch', '--follow-symlinks'], names.join(''));
    const found = output === undefined ? [] : [...batchAnswers(output)];
    for (const [index, path] of wanted.entries()) texts.set(path, found[index]);
  }

  function listFolder(path: string): readonly string[] {
    const { output } = git(revision.folder, [
      'ls-tree',
      '-z',
      '--full-tree',
      `${revision.commit}:${revision.prefix}${path}`,
    ]);
    if (output === undefined) return [];
    const lines = output.toString('utf8').split('\0').slice(0, -1);
    return lines
      .map((line) => {
        const name = line.slice(line.indexOf('\t') + 1);
        return / tree /.test(line.slice(0, line.indexOf('\t'))) ? `${name}/` : name;
      })
      .sort();
  }

  return {
    prefetch,
    read(path) {
      const normal = normalise(path);
      if (normal === undefined) return undefined;
      prefetch([normal]);
      return texts.get(normal);
    },
    list(path) {
      const normal = normalise(path);
      if (normal === undefined) return [];
      const known = folders.get(normal) ?? listFolder(normal);
      folders.set(normal, known);
      return known;
    },
  };
}

/** A path inside the folder in its one spelling; the batch protocol separates names by lines. */
function normalise(path: string): string | undefined {
  const normal = posix.normalize(path).replace(/\/$/, '');
  if (posix.isAbsolute(normal) || normal === '..' || normal.startsWith('../') || /[\n\0]/.test(normal))
    return undefined;
  return normal === '.' ? '' : normal;
}

const lineFeed = 0x0a;

/**
 * Texts of `git cat-file --batch --follow-symlinks`, one for each name that it was asked for; undefined for what is no
 * file. See git-cat-file(1), BATCH OUTPUT.
 */
export function* batchAnswers(output: Buffer): Generator<string | undefined> {
  for (let at = 0; at < output.length; ) {
    const end = output.indexOf(lineFeed, at);
    if (end < 0) return;
    const header = output.toString('utf8', at, end);
    at = end + 1;
    if (/ (missing|ambiguous)$/.test(header)) {
      yield undefined;
      continue;
    }
    const { kind, size } = /^(?:[0-9a-f]+ )?(?<kind>\w+) (?<size>\d+)$/.exec(header)?.groups ?? {};
    if (size === undefined) return;
    const next = at + Number(size);
    yield kind === 'blob' ? output.toString('utf8', at, next) : undefined;
    at = next + 1;
  }
}
