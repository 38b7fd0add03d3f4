import { parentPort } from 'node:worker_threads';
import { replayWalker } from '../core/simulator/replay/replay-walker.ts';
import {
  SimulationCancelled,
  type SimulationControl,
  type SimulationEnvironment,
  SimulationError,
  simulate,
} from '../core/simulator/simulate.ts';
import { studyLocks } from '../core/simulator/studies/locks/lock-study.ts';
import { sweepWalker } from '../core/simulator/studies/sweep/sweep.ts';
import { compareWithRevision } from './git/compare.ts';
import { GitFailure } from './git/revision.ts';
import { inlineRows } from './inlining.ts';
import { loadKernelParser } from './parser.ts';
import { type RecordingTree, recordingTree } from './recording-tree.ts';
import { type DiskTree, diskTree, overlayTree } from './source-tree.ts';
import type { FromWorker, SimulationJob, ToWorker } from './worker-messages.ts';

/** A kernel tree as jobs see it. It stays one object: what was compiled from a tree is kept for that very tree. */
interface JobTree {
  readonly disk: DiskTree;
  readonly open: Map<string, string>;
  readonly tree: RecordingTree;
}

// The simulator's thread: answers one job after the other, and keeps what it has read and compiled for the next.
inlineRows();
const parser = loadKernelParser();
const trees = new Map<string, JobTree>();

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

function say(message: FromWorker): void {
  parentPort?.postMessage(message);
}

function carryOut(
  { request, study }: SimulationJob,
  environment: SimulationEnvironment & { readonly tree?: RecordingTree },
  control: SimulationControl,
): FromWorker {
  switch (study?.kind) {
    case undefined: {
      const report = simulate(request, environment, control);
      return {
        type: 'report',
        report,
        read: [...(environment.tree?.asked ?? [])].filter((path) => path !== request.file),
      };
    }
    case 'sweep':
      return { type: 'sweep', sweep: sweepWalker({ ...request, sweep: study.sweep }, environment, control) };
    case 'comparison':
      return { type: 'comparison', ...compareWithRevision(request, study, environment, control) };
    case 'replay': {
      const { machine, variant } = study;
      return { type: 'replay', replay: replayWalker({ ...request, machine, variant }, environment, control) };
    }
    case 'locks': {
      const { cpus, costs } = study;
      return { type: 'locks', locks: studyLocks({ ...request, cpus, costs }, environment, control) };
    }
  }
}

async function answer(job: SimulationJob, shouldStop: () => boolean): Promise<FromWorker> {
  try {
    const tree = treeOf(job);
    const environment = { parser: await parser, tree, text: job.text };
    const progress = (fraction: number, message: string) => say({ type: 'progress', progress: { fraction, message } });
    const control = { shouldStop, progress, clock: () => performance.now() };
    return carryOut(job, environment, control);
  } catch (error) {
    if (error instanceof SimulationCancelled) return { type: 'called-off' };
    if (error instanceof SimulationError || error instanceof GitFailure)
      return { type: 'refused', message: error.message };
    const { message, stack } = error instanceof Error ? error : new Error(String(error));
    return { type: 'failed', message: `The simulator failed: ${message}.`, stack: stack ?? message };
  }
}

parentPort?.on('message', ({ job, calledOff }: ToWorker) => {
  void answer(job, () => Atomics.load(calledOff, 0) !== 0).then(say);
});
