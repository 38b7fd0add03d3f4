import { nextTurn } from './next-turn.ts';

/** Milliseconds after which requests that have come meanwhile are answered. A step that takes longer is not interrupted. */
const slice = 4;

/** Work that nobody waits for, done in steps between requests: one piece for each key, the oldest first. */
export class Background<Key> {
  readonly #pieces = new Map<Key, Iterator<unknown>>();
  readonly #fault: (error: unknown) => void;
  readonly #now: () => number;
  #isPlanned = false;

  /** `fault` is told what a piece of work throws; the others go on. `now` gives milliseconds. */
  constructor(fault: (error: unknown) => void, now: () => number = () => performance.now()) {
    this.#fault = fault;
    this.#now = now;
  }

  /** Begins a piece of work, in the place of the one that is not done yet for the key. */
  begin(key: Key, steps: Iterator<unknown>): void {
    this.#pieces.set(key, steps);
    this.#plan();
  }

  callOff(key: Key): void {
    this.#pieces.delete(key);
  }

  #plan(): void {
    if (this.#isPlanned || this.#pieces.size === 0) return;
    this.#isPlanned = true;
    nextTurn(() => {
      this.#isPlanned = false;
      this.#work(this.#now() + slice);
      this.#plan();
    });
  }

  #work(until: number): void {
    for (const [key, steps] of this.#pieces) {
      try {
        while (!steps.next().done) if (this.#now() >= until) return;
      } catch (error) {
        this.#fault(error);
      }
      // The last step may have begun another piece for the same key.
      if (this.#pieces.get(key) === steps) this.#pieces.delete(key);
    }
  }
}
