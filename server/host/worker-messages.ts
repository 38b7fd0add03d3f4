import type { MachineName } from '../core/simulator/arch/names.ts';
import type { Replay } from '../core/simulator/replay/replay.ts';
import type { SimulationReport } from '../core/simulator/report.ts';
import type { SimulationRequest, Variant } from '../core/simulator/scenario.ts';
import type { SimulationComparison } from '../core/simulator/studies/comparison.ts';
import type { LockStudy } from '../core/simulator/studies/locks/lock-study.ts';
import type { SweepRange } from '../core/simulator/studies/sweep/axes.ts';
import type { SimulationSweep } from '../core/simulator/studies/sweep/sweep.ts';

/** What is asked of a walker beyond one run. */
export type Study =
  | { readonly kind: 'sweep'; readonly sweep: SweepRange }
  /** With the walker as it was in a revision of the repository that `folder`, an absolute path, lies in. */
  | { readonly kind: 'comparison'; readonly revision: string; readonly folder: string }
  /** One run, step by step. */
  | { readonly kind: 'replay'; readonly machine: MachineName; readonly variant: Variant }
  | { readonly kind: 'locks'; readonly cpus: number; readonly costs: Readonly<Record<string, number>> };

/** What is to be simulated, and where its C is read from. */
export interface SimulationJob {
  readonly request: SimulationRequest;
  /** Absent for a report of the one scenario. */
  readonly study?: Study;
  /** Text of the walker's file as it is now. */
  readonly text: string;
  /** Absolute path of the kernel tree; absent for a file outside any. */
  readonly root?: string;
  /** Texts that win over the disk, by path in the tree. */
  readonly open: ReadonlyMap<string, string>;
}

/** To the worker. */
export interface ToWorker {
  readonly job: SimulationJob;
  /**
   * One 32-bit word of shared memory: not 0 once the job is called off, which no message could tell a busy thread. Absent
   * where threads share no memory: the thread is ended then.
   */
  readonly calledOff?: Int32Array<SharedArrayBuffer>;
}

/** How far one job is: `fraction` of its runs is done, from 0 to 1; `message` says which one starts. */
export interface SimulationProgress {
  readonly fraction: number;
  readonly message: string;
}

/** From the worker, which has one job at a time: any number of `progress`, then one of the others. */
export type FromWorker =
  | { readonly type: 'progress'; readonly progress: SimulationProgress }
  | {
      readonly type: 'report';
      readonly report: SimulationReport;
      /** Paths in the tree that the answer rests on, besides the walker's own file; files that are not there, too. */
      readonly read: readonly string[];
    }
  | { readonly type: 'sweep'; readonly sweep: SimulationSweep }
  /** `commit` is the full name of the revision. */
  | { readonly type: 'comparison'; readonly comparison: SimulationComparison; readonly commit: string }
  | { readonly type: 'locks'; readonly locks: LockStudy }
  | { readonly type: 'replay'; readonly replay: Replay }
  | { readonly type: 'called-off' }
  /** The request cannot be carried out; `message` is for the user. */
  | { readonly type: 'refused'; readonly message: string }
  /** A defect of the simulator, with its stack. */
  | { readonly type: 'failed'; readonly message: string; readonly stack: string };
