import type { SourceTree } from '../core/source-tree.ts';

/** A path of a tree in its one spelling, `''` for the root; undefined when it is absolute or leads out of the tree. */
export function normalisePath(path: string): string | undefined {
  const slashed = path.replaceAll('\\', '/');
  if (slashed.includes('\0') || slashed.startsWith('/') || /^[a-zA-Z]:/.test(slashed)) return undefined;
  const names: string[] = [];
  for (const name of slashed.split('/')) {
    if (name === '' || name === '.') continue;
    if (name !== '..') names.push(name);
    else if (names.pop() === undefined) return undefined;
  }
  return names.join('/');
}

/**
 * A tree in which some files have other texts than on disk, or exist only here: the open documents of an editor.
 * The map is asked at each question, so that it may change under the tree. Its keys are paths of the tree.
 */
export function overlayTree(base: SourceTree, texts: ReadonlyMap<string, string>): SourceTree {
  return {
    read(path) {
      const normal = normalisePath(path);
      return normal === undefined ? undefined : (texts.get(normal) ?? base.read(normal));
    },
    list(path) {
      const folder = normalisePath(path);
      if (folder === undefined) return [];
      const names = new Set(base.list(folder));
      const prefix = folder === '' ? '' : `${folder}/`;
      for (const file of texts.keys()) {
        if (!file.startsWith(prefix)) continue;
        const rest = file.slice(prefix.length);
        const slash = rest.indexOf('/');
        names.add(slash === -1 ? rest : rest.slice(0, slash + 1));
      }
      return [...names].sort();
    },
  };
}

/** A tree without files: for a walker that stands outside any kernel tree. */
export const emptyTree: SourceTree = { read: () => undefined, list: () => [] };
