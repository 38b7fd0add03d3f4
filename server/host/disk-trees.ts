import { dirname, relative, sep } from 'node:path';
import type { KernelParser } from '../core/syntax/source-file.ts';
import { TreeSearch } from './search/tree-search.ts';
import { readSourceText } from './source-text.ts';
import { type DiskTree, diskTree, findTreeRoot } from './source-tree.ts';
import { type IndexEvents, TreeIndex } from './tree-index.ts';

/** The kernel trees of this machine's disk, as the language server asks for them. */
export const diskTrees = {
  placeOf(file: string) {
    const root = findTreeRoot(dirname(file));
    return root === undefined ? undefined : { root, path: pathIn(root, file) };
  },
  open: diskTree,
  read: readSourceText,
  searchFolder: (folder: string, marks?: readonly string[]) => new TreeSearch([folder], undefined, marks),
  search(root: string) {
    const search = new TreeSearch([root], root);
    return {
      async *found() {
        for await (const file of search.found()) yield pathIn(root, file);
      },
      end: () => search.end(),
    };
  },
  index: (tree: DiskTree, parser: Promise<KernelParser>, events: IndexEvents) => new TreeIndex(tree, parser, events),
};

function pathIn(root: string, file: string): string {
  return relative(root, file).replaceAll(sep, '/');
}
