import { type CancellationToken, Emitter, type Event } from 'vscode-languageserver';

/** A clock that can be replaced in tests. Times are milliseconds. */
export interface Clock {
  now(): number;
  /** Returns what calls it off. */
  after(delay: number, run: () => void): () => void;
}

export const systemClock: Clock = {
  now: () => performance.now(),
  after(delay, run) {
    const timer = setTimeout(run, delay);
    return () => clearTimeout(timer);
  },
};

// Milliseconds.
/** A pause that is always waited for: long enough for changes that have queued up to be read in one go. */
const shortestPause = 2;
/** An analysis that took longer is followed by as long a rest, so that typing in a slow file costs half a processor. */
const cheapAnalysis = 20;
const longestRest = 150;
/** Whoever never pauses still gets findings. */
const longestWait = 600;

interface Waiting {
  readonly since: number;
  callOff: () => void;
  readonly done: Emitter<void>;
}

/**
 * Decides when a document is analysed: once, soon after its last change. Requests wait for that, so that a burst of
 * changes and the requests between them cost one analysis, and every answer is for the newest text.
 */
export class AnalysisQueue<Key extends object> {
  readonly #analyse: (key: Key) => void;
  readonly #clock: Clock;
  readonly #waiting = new Map<Key, Waiting>();
  /** When documents may be analysed again. */
  readonly #rested = new WeakMap<Key, number>();

  /** `analyse` must not throw. */
  constructor(analyse: (key: Key) => void, clock: Clock = systemClock) {
    this.#analyse = analyse;
    this.#clock = clock;
  }

  /** Asks for an analysis after the pause, however many are already asked for. */
  changed(key: Key): void {
    const now = this.#clock.now();
    const known = this.#waiting.get(key);
    known?.callOff();
    const since = known?.since ?? now;
    const pause = Math.max((this.#rested.get(key) ?? 0) - now, shortestPause);
    const delay = Math.max(Math.min(pause, since + longestWait - now), 0);
    const callOff = this.#clock.after(delay, () => this.#run(key));
    if (known) known.callOff = callOff;
    else this.#waiting.set(key, { since, callOff, done: new Emitter() });
  }

  /** Resolves in the same turn as the analysis of the newest text, at once when there is none to wait for, or when cancelled. */
  settled(key: Key, token: CancellationToken): Promise<void> {
    const waiting = this.#waiting.get(key);
    if (!waiting || token.isCancellationRequested) return Promise.resolve();
    return first([waiting.done.event, token.onCancellationRequested]);
  }

  /** Forgets a document that was closed; those who wait for it are let go. */
  forget(key: Key): void {
    const waiting = this.#waiting.get(key);
    waiting?.callOff();
    this.#waiting.delete(key);
    waiting?.done.fire();
  }

  #run(key: Key): void {
    const waiting = this.#waiting.get(key);
    this.#waiting.delete(key);
    const start = this.#clock.now();
    this.#analyse(key);
    const end = this.#clock.now();
    const took = end - start;
    this.#rested.set(key, took > cheapAnalysis ? end + Math.min(took, longestRest) : end);
    waiting?.done.fire();
  }
}

/** Resolves with the first event, and listens to none of them afterwards. */
function first(events: readonly Event<unknown>[]): Promise<void> {
  return new Promise((resolve) => {
    const listeners = events.map((event) =>
      event(() => {
        for (const listener of listeners) listener.dispose();
        resolve();
      }),
    );
  });
}
