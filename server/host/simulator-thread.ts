import type { FromWorker, ToWorker } from './worker-messages.ts';

/** A thread that carries out jobs as `simulator-jobs.ts` does. */
export interface SimulatorThread {
  post(message: ToWorker): void;
  end(): Promise<void>;
}

/** What a thread tells of itself. */
export interface ThreadEvents {
  message(message: FromWorker): void;
  /** It is gone, and does nothing any more. */
  lost(reason: unknown): void;
  /** It has printed something, which is for the log. */
  printed(text: string): void;
}

export type StartSimulatorThread = (events: ThreadEvents) => SimulatorThread;
