import type { SourceTree } from '../../core/source-tree.ts';
import type { RecordingTree } from '../recording-tree.ts';
import { gitTree } from './git-tree.ts';
import type { Revision } from './revision.ts';

/**
 * The tree of a revision, for a reader that has read `recorded` before: what was asked there is likely to be asked here,
 * and is read by one process of git at the first question after the recording has grown.
 */
export function revisionTree(revision: Revision, recorded: RecordingTree): SourceTree {
  const tree = gitTree(revision);
  let known = 0;
  return {
    read(path) {
      if (recorded.asked.size > known) {
        known = recorded.asked.size;
        tree.prefetch([...recorded.asked, path]);
      }
      return tree.read(path);
    },
    list: (path) => tree.list(path),
  };
}
