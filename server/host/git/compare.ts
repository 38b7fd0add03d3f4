import type { SimulationRequest } from '../../core/simulator/scenario.ts';
import type { SimulationControl, SimulationEnvironment } from '../../core/simulator/simulate.ts';
import {
  type ComparedSource,
  compareSources,
  type SimulationComparison,
} from '../../core/simulator/studies/comparison.ts';
import { emptyTree } from '../overlay-tree.ts';
import { type RecordingTree, recordingTree } from '../recording-tree.ts';
import { GitFailure, openRevision, type Revision } from './revision.ts';
import { revisionTree } from './revision-tree.ts';

/** A walker of a file, by the path of the file in the folder of a revision. */
export interface NamedWalker {
  readonly file: string;
  readonly function: string;
  /** The file lies in a kernel tree, whose headers it is read with. */
  readonly inTree: boolean;
}

/**
 * A walker as it was in a revision; undefined when the file was not there. `asked` is the tree that the newer walker is
 * read from: what it is asked for is read of the revision at once.
 */
export function sourceIn(
  revision: Revision,
  { file, function: name, inTree }: NamedWalker,
  { parser }: Pick<SimulationEnvironment, 'parser'>,
  asked: RecordingTree,
): ComparedSource | undefined {
  const tree = revisionTree(revision, asked);
  const text = tree.read(file);
  if (text === undefined) return undefined;
  return { label: revision.name, file, function: name, environment: { parser, text, tree: inTree ? tree : emptyTree } };
}

/**
 * Compares the walker of a request with what it was in a revision of the repository that `folder` lies in, the root of its
 * tree. Throws a GitFailure that says what is wrong with the revision, and what compareSources() throws.
 */
export function compareWithRevision(
  request: SimulationRequest,
  { revision: name, folder }: { readonly revision: string; readonly folder: string },
  environment: SimulationEnvironment,
  control: SimulationControl,
): { readonly comparison: SimulationComparison; readonly commit: string } {
  const revision = openRevision(folder, name);
  const asked = recordingTree(environment.tree ?? emptyTree);
  const walker = { file: request.file, function: request.function, inTree: environment.tree !== undefined };
  const before = sourceIn(revision, walker, environment, asked);
  if (before === undefined)
    throw new GitFailure(`${request.file}: not in ${name}, so there is nothing to compare with`);
  const after = { label: 'now', ...walker, environment: { ...environment, tree: asked } };
  return { comparison: compareSources(request, before, after, control), commit: revision.commit };
}
