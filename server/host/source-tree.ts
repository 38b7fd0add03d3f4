import { existsSync, readdirSync, readFileSync, realpathSync, statSync } from 'node:fs';
import { dirname, join, resolve, sep } from 'node:path';
import type { SourceTree } from '../core/source-tree.ts';
import { normalisePath } from './overlay-tree.ts';

/** What a whole kernel tree holds, and the least that a partial one needs for walkers and their headers. */
const wholeTree = ['Kbuild', 'Kconfig', 'MAINTAINERS', 'include/linux'];
const partialTree = ['include/linux', 'mm'];

function holds(folder: string, names: readonly string[]): boolean {
  return names.every((name) => existsSync(join(folder, name)));
}

/**
 * The kernel tree that a path lies in: the nearest folder, upwards from the path itself, that looks like the root of one.
 * A sparse checkout counts as long as it has include/linux and mm. Undefined outside any tree.
 */
export function findTreeRoot(path: string): string | undefined {
  for (let folder = resolve(path); ; folder = dirname(folder)) {
    if (holds(folder, wholeTree) || holds(folder, partialTree)) return folder;
    if (dirname(folder) === folder) return undefined;
  }
}

export interface DiskTree extends SourceTree {
  /** Absolute path of the root. */
  readonly root: string;
  /** Forgets what was read, of one path or of the whole tree, so that the next question goes to the disk again. */
  forget(path?: string): void;
}

/**
 * A kernel tree on disk. Every answer, "no such file" too, is read once and remembered until `forget`. A path that leads
 * out of the root, by `..` or through a symbolic link, does not exist, as does one that cannot be read.
 */
export function diskTree(root: string): DiskTree {
  const base = resolve(root);
  const texts = new Map<string, string | undefined>();
  const folders = new Map<string, readonly string[]>();

  /** Real path on disk of a normalised path; undefined when it is not there or a link leads out of the tree. */
  function locate(normal: string): string | undefined {
    try {
      // The one of JavaScript looks at each folder of a path, which costs more than reading the file does.
      const realBase = realpathSync.native(base);
      const real = realpathSync.native(join(base, normal));
      return real === realBase || real.startsWith(realBase.endsWith(sep) ? realBase : realBase + sep)
        ? real
        : undefined;
    } catch {
      return undefined;
    }
  }

  function readText(normal: string): string | undefined {
    const file = locate(normal);
    if (file === undefined) return undefined;
    try {
      return readFileSync(file, 'utf8');
    } catch {
      return undefined;
    }
  }

  function readFolder(normal: string): readonly string[] {
    const folder = locate(normal);
    if (folder === undefined) return [];
    try {
      return readdirSync(folder, { withFileTypes: true })
        .map((entry) => {
          const isFolder = entry.isSymbolicLink()
            ? statSync(join(folder, entry.name), { throwIfNoEntry: false })?.isDirectory()
            : entry.isDirectory();
          return isFolder ? `${entry.name}/` : entry.name;
        })
        .sort();
    } catch {
      return [];
    }
  }

  function remembered<Answer>(answers: Map<string, Answer>, path: string, none: Answer, ask: (path: string) => Answer) {
    // Answers are kept by the one spelling of a path, which most paths are in: those need no look at their parts.
    const normal = answers.has(path) ? path : normalisePath(path);
    if (normal === undefined) return none;
    const known = answers.get(normal);
    if (known !== undefined || answers.has(normal)) return known as Answer;
    const answer = ask(normal);
    answers.set(normal, answer);
    return answer;
  }

  return {
    root: base,
    read: (path) => remembered(texts, path, undefined, readText),
    list: (path) => remembered(folders, path, [], readFolder),
    forget(path) {
      const normal = path === undefined ? undefined : normalisePath(path);
      if (normal === undefined) {
        texts.clear();
        folders.clear();
      } else {
        texts.delete(normal);
        for (let folder = normal; folder !== ''; ) {
          folder = folder.slice(0, Math.max(folder.lastIndexOf('/'), 0));
          folders.delete(folder);
        }
      }
    },
  };
}
