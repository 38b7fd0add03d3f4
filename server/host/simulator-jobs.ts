import { replayWalker } from '../core/simulator/replay/replay-walker.ts';
import {
  SimulationCancelled,
  type SimulationControl,
  type SimulationEnvironment,
  SimulationError,
  simulate,
} from '../core/simulator/simulate.ts';
import type { SimulationComparison } from '../core/simulator/studies/comparison.ts';
import { studyLocks } from '../core/simulator/studies/locks/lock-study.ts';
import { sweepWalker } from '../core/simulator/studies/sweep/sweep.ts';
import type { KernelParser } from '../core/syntax/source-file.ts';
import type { RecordingTree } from './recording-tree.ts';
import type { FromWorker, SimulationJob, Study, ToWorker } from './worker-messages.ts';

/** What jobs are carried out with. */
export interface SimulatorParts {
  readonly parser: Promise<KernelParser>;
  /** The tree of a job as it is now; undefined outside any. It stays one object: what was compiled is kept for that tree. */
  treeOf(job: SimulationJob): RecordingTree | undefined;
  /** Compares a walker with a revision. Throws a SimulationError where it cannot be read. */
  compare(
    request: SimulationJob['request'],
    study: Extract<Study, { kind: 'comparison' }>,
    environment: SimulationEnvironment,
    control: SimulationControl,
  ): { readonly comparison: SimulationComparison; readonly commit: string };
}

/** Carries a job out, to its last message; `say` gets those before it. Never rejects. */
export async function carryOutJob(
  { job, calledOff }: ToWorker,
  parts: SimulatorParts,
  say: (message: FromWorker) => void,
): Promise<FromWorker> {
  try {
    const environment = { parser: await parts.parser, tree: parts.treeOf(job), text: job.text };
    return study(job, environment, parts, {
      shouldStop: () => calledOff !== undefined && Atomics.load(calledOff, 0) !== 0,
      progress: (fraction, message) => say({ type: 'progress', progress: { fraction, message } }),
      clock: () => performance.now(),
    });
  } catch (error) {
    if (error instanceof SimulationCancelled) return { type: 'called-off' };
    if (error instanceof SimulationError) return { type: 'refused', message: error.message };
    const { message, stack } = error instanceof Error ? error : new Error(String(error));
    return { type: 'failed', message: `The simulator failed: ${message}.`, stack: stack ?? message };
  }
}

function study(
  { request, study }: SimulationJob,
  environment: SimulationEnvironment & { readonly tree?: RecordingTree },
  { compare }: SimulatorParts,
  control: SimulationControl,
): FromWorker {
  switch (study?.kind) {
    case undefined:
      return {
        type: 'report',
        report: simulate(request, environment, control),
        read: [...(environment.tree?.asked ?? [])].filter((path) => path !== request.file),
      };
    case 'sweep':
      return { type: 'sweep', sweep: sweepWalker({ ...request, sweep: study.sweep }, environment, control) };
    case 'comparison':
      return { type: 'comparison', ...compare(request, study, environment, control) };
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
