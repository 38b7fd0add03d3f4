import type { SimulatorThread, StartSimulatorThread } from './simulator-thread.ts';
import type { FromWorker, SimulationJob, SimulationProgress } from './worker-messages.ts';

/** How a simulation ended. `refused` and `failed` have words for the user; the stack of a failure goes to the log. */
export type SimulationOutcome = Exclude<FromWorker, { type: 'progress' }>;

/** What happens to a simulation from outside, and what it tells while it runs. */
export interface SimulationControl {
  readonly signal: AbortSignal;
  /** Nobody waits for it: every other simulation goes first, and calls it off when it has begun. */
  readonly isBackground?: boolean;
  progress(progress: SimulationProgress): void;
}

interface Running {
  readonly job: SimulationJob;
  readonly control: SimulationControl;
  /** Absent where threads share no memory. */
  readonly calledOff?: Int32Array<SharedArrayBuffer>;
  readonly finish: (outcome: SimulationOutcome) => void;
}

/**
 * Milliseconds that a job which was called off may go on before its thread is ended. The job looks at the flag more often
 * than that; what the next one loses with the thread is what had been compiled.
 */
const usualGrace = 50;

/**
 * Runs simulations in a thread of their own, one at a time, so that the editor is answered meanwhile. The thread stays
 * for the next one, with what it has compiled; if it dies, the simulation that it ran fails and the next has a new one.
 */
export class Simulations {
  readonly #log: (text: string) => void;
  readonly #startThread: StartSimulatorThread;
  readonly #grace: number;
  readonly #queue: Running[] = [];
  #running: Running | undefined;
  #thread: SimulatorThread | undefined;
  #lastResort: ReturnType<typeof setTimeout> | undefined;

  /** `log` is told what the thread prints; `grace` in ms. */
  constructor(log: (text: string) => void, startThread: StartSimulatorThread, grace = usualGrace) {
    this.#log = log;
    this.#startThread = startThread;
    this.#grace = grace;
  }

  /** Never rejects. Answers `called-off` as soon as the signal aborts. */
  run(job: SimulationJob, control: SimulationControl): Promise<SimulationOutcome> {
    if (control.signal.aborted) return Promise.resolve({ type: 'called-off' });
    return new Promise((resolve) => {
      const callOff = () => this.#callOff(running);
      const finish = (outcome: SimulationOutcome) => {
        control.signal.removeEventListener('abort', callOff);
        resolve(outcome);
      };
      const running: Running = { job, control, calledOff: sharedWord(), finish };
      control.signal.addEventListener('abort', callOff);
      this.#queue.push(running);
      if (!control.isBackground && this.#running?.control.isBackground) this.#callOff(this.#running);
      this.#next();
    });
  }

  /** Starts the thread ahead of the first simulation. A thread that does not start is told by that simulation. */
  warm(): void {
    try {
      this.#thread ??= this.#start();
    } catch (error) {
      this.#log(String(error));
    }
  }

  /** Ends the thread; simulations that are under way are called off. */
  async dispose(): Promise<void> {
    for (const each of this.#queue.splice(0)) each.finish({ type: 'called-off' });
    this.#running?.finish({ type: 'called-off' });
    await this.#end();
  }

  #next(): void {
    if (this.#running) return;
    const urgent = this.#queue.findIndex(({ control }) => !control.isBackground);
    const [next] = this.#queue.splice(Math.max(urgent, 0), 1);
    if (!next) return;
    this.#running = next;
    try {
      this.#thread ??= this.#start();
      this.#thread.post({ job: next.job, calledOff: next.calledOff });
    } catch (error) {
      this.#finish(failure(error));
    }
  }

  #start(): SimulatorThread {
    const thread: SimulatorThread = this.#startThread({
      message: (message) => {
        if (thread === this.#thread) this.#receive(message);
      },
      lost: (reason) => {
        if (thread === this.#thread) this.#lost(failure(reason));
      },
      printed: this.#log,
    });
    return thread;
  }

  #receive(message: FromWorker): void {
    if (message.type !== 'progress') this.#finish(message);
    else if (!this.#running?.control.signal.aborted) this.#running?.control.progress(message.progress);
  }

  #finish(outcome: SimulationOutcome): void {
    clearTimeout(this.#lastResort);
    this.#lastResort = undefined;
    this.#running?.finish(outcome);
    this.#running = undefined;
    this.#next();
  }

  #lost(outcome: SimulationOutcome): void {
    this.#thread = undefined;
    if (!this.#running && outcome.type === 'failed') this.#log(outcome.stack);
    this.#finish(outcome);
  }

  #callOff(running: Running): void {
    if (running.calledOff) Atomics.store(running.calledOff, 0, 1);
    running.finish({ type: 'called-off' });
    const queued = this.#queue.indexOf(running);
    if (queued >= 0) this.#queue.splice(queued, 1);
    else if (running === this.#running && this.#keepsOthersWaiting(running))
      this.#lastResort ??= setTimeout(() => void this.#end(), this.#grace);
  }

  /** A job in the background that was called off may take its time, as long as nothing else is to be run. */
  #keepsOthersWaiting({ control }: Running): boolean {
    return !control.isBackground || this.#queue.some((each) => !each.control.isBackground);
  }

  async #end(): Promise<void> {
    const thread = this.#thread;
    this.#thread = undefined;
    this.#finish({ type: 'called-off' });
    await thread?.end();
  }
}

function failure(error: unknown): SimulationOutcome {
  const { message, stack } = error instanceof Error ? error : new Error(String(error));
  return { type: 'failed', message: `The simulator stopped: ${message}.`, stack: stack ?? message };
}

/** One 32-bit word that threads share; undefined in a page that is not isolated from others, which may share none. */
function sharedWord(): Int32Array<SharedArrayBuffer> | undefined {
  if (typeof SharedArrayBuffer === 'undefined') return undefined;
  return new Int32Array(new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT));
}
