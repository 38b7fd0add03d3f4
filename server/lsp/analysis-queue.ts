import { type CancellationToken, Emitter, type Event } from 'vscode-languageserver';
import { nextTurn } from './next-turn.ts';

/** A clock that can be replaced in tests. Times are milliseconds. What plans a run returns what calls it off. */
export interface Clock {
  now(): number;
  after(delay: number, run: () => void): () => void;
  /** As soon as all messages are handled that have come. */
  soon(run: () => void): () => void;
}

/**
 * Turns of the event loop that handle one message more, if there is one: in each the connection takes one from its queue, or
 * reads what has come meanwhile. One more is for a message that was read and not queued yet.
 */
const turnsForMessages = 3;

export const systemClock: Clock = {
  now: () => performance.now(),
  after(delay, run) {
    const timer = setTimeout(run, delay);
    return () => clearTimeout(timer);
  },
  soon(run) {
    let callOff: () => void;
    const wait = (turns: number): void => {
      callOff = nextTurn(() => (turns > 1 ? wait(turns - 1) : run()));
    };
    wait(turnsForMessages);
    return () => callOff();
  },
};

// Milliseconds.
/** An analysis that took longer is followed by as long a rest, so that typing in a slow file costs half a processor. */
const cheapAnalysis = 20;
const longestRest = 150;
/** Whoever sends changes without end still gets findings. */
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

  /** Asks for an analysis, however many are already asked for: after the rest, and after all changes that have come. */
  changed(key: Key): void {
    const now = this.#clock.now();
    const known = this.#waiting.get(key);
    const since = known?.since ?? now;
    if (known && now - since >= longestWait) return;
    known?.callOff();
    const rest = (this.#rested.get(key) ?? 0) - now;
    const run = () => this.#run(key);
    const callOff = rest > 0 ? this.#clock.after(rest, run) : this.#clock.soon(run);
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
