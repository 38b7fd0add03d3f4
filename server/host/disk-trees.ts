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
    return root === undefined ? undefined : { root, path: relative(root, file).replaceAll(sep, '/') };
  },
  open: diskTree,
  read: readSourceText,
  search: (folder: string, marks?: readonly string[]) => new TreeSearch([folder], undefined, marks),
  index: (tree: DiskTree, parser: Promise<KernelParser>, events: IndexEvents) => new TreeIndex(tree, parser, events),
};
