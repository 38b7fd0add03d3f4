import { parentPort } from 'node:worker_threads';
import { SimulationError } from '../core/simulator/simulate.ts';
import { compareWithRevision } from './git/compare.ts';
import { GitFailure } from './git/revision.ts';
import { inlineRows } from './inlining.ts';
import { overlayTree } from './overlay-tree.ts';
import { loadKernelParser } from './parser.ts';
import { type RecordingTree, recordingTree } from './recording-tree.ts';
import { carryOutJob, type SimulatorParts } from './simulator-jobs.ts';
import { type DiskTree, diskTree } from './source-tree.ts';
import type { FromWorker, SimulationJob, ToWorker } from './worker-messages.ts';

/** A kernel tree as jobs see it. */
interface JobTree {
  readonly disk: DiskTree;
  readonly open: Map<string, string>;
  readonly tree: RecordingTree;
}

// The simulator's thread: answers one job after the other, and keeps what it has read and compiled for the next.
inlineRows();
const trees = new Map<string, JobTree>();
const parts: SimulatorParts = { parser: loadKernelParser(), treeOf, compare };

function treeOf({ root, open }: SimulationJob): RecordingTree | undefined {
  if (root === undefined) return undefined;
  let known = trees.get(root);
  if (!known) {
    const disk = diskTree(root);
    const texts = new Map<string, string>();
    known = { disk, open: texts, tree: recordingTree(overlayTree(disk, texts)) };
    trees.set(root, known);
  }
  // The disk may have changed since the last job; what is compiled of unchanged texts is kept all the same.
  known.disk.forget();
  known.tree.forgetAsked();
  known.open.clear();
  for (const [path, text] of open) known.open.set(path, text);
  return known.tree;
}

function compare(...asked: Parameters<SimulatorParts['compare']>): ReturnType<SimulatorParts['compare']> {
  try {
    return compareWithRevision(...asked);
  } catch (error) {
    throw error instanceof GitFailure ? new SimulationError(error.message) : error;
  }
}

function say(message: FromWorker): void {
  parentPort?.postMessage(message);
}

parentPort?.on('message', (message: ToWorker) => void carryOutJob(message, parts, say).then(say));
