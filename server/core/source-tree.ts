/**
 * What the engine may ask about a kernel tree: the host answers, synchronously, from disk, cache or open documents.
 * Paths are relative to the tree's root with forward slashes.
 */
export interface SourceTree {
  read(path: string): string | undefined;
  /** Names in a folder, folders with a trailing slash; empty when there is no such folder. */
  list(path: string): readonly string[];
}
