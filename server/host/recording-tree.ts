import type { SourceTree } from '../core/source-tree.ts';

/** A tree that remembers which files it was asked for. */
export interface RecordingTree extends SourceTree {
  readonly asked: ReadonlySet<string>;
  /** Begins to remember anew. */
  forgetAsked(): void;
}

/** Wraps a tree so that another one can be told ahead what will be read of it. */
export function recordingTree(base: SourceTree): RecordingTree {
  const asked = new Set<string>();
  return {
    asked,
    forgetAsked: () => asked.clear(),
    read(path) {
      asked.add(path);
      return base.read(path);
    },
    list: (path) => base.list(path),
  };
}
