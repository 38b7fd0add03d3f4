import type { KernelParser } from '../core/syntax/source-file.ts';
import type { TreeSearch } from '../host/search/tree-search.ts';
import type { StartSimulatorThread } from '../host/simulator-thread.ts';
import type { DiskTree } from '../host/source-tree.ts';
import type { IndexEvents, TreeIndex } from '../host/tree-index.ts';

/** What the server needs of the process, or of the browser, that it runs in. */
export interface Platform {
  readonly parser: Promise<KernelParser>;
  readonly startSimulatorThread: StartSimulatorThread;
  /** Kernel trees on disk; absent where there is none, and every document stands alone. */
  readonly disk?: DiskTrees;
}

/** The kernel trees of a disk. */
export interface DiskTrees {
  /** The tree that a file lies in, and its path there; both names of the file system are absolute. */
  placeOf(file: string): { readonly root: string; readonly path: string } | undefined;
  open(root: string): DiskTree;
  /** Text of a C file by its absolute path. Throws with the reason when it cannot be read. */
  read(file: string): string;
  /** Looks for files of a folder that hold one of the marks, by default those of lazy MMU mode. */
  searchFolder(folder: string, marks?: readonly string[]): TreeSearch;
  /** Looks for the files of a tree that lazy MMU mode concerns. */
  search(root: string): LazyFileSearch;
  /** The index of a tree's functions, not begun yet. */
  index(tree: DiskTree, parser: Promise<KernelParser>, events: IndexEvents): TreeIndex;
}

/** A search that is under way. */
export interface LazyFileSearch {
  /** Paths in the tree, as they are found. */
  found(): AsyncIterable<string>;
  end(): Promise<void>;
}
