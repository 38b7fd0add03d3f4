/** A window that was hidden draws no frames; what has gone by meanwhile counts as one, in milliseconds. */
const longestFrame = 100;

/** Calls something for each frame that is drawn, for as long as it asks for more. */
export class Frames {
  /** Gets the milliseconds since the frame before; false ends it. */
  readonly #onFrame: (elapsed: number) => boolean;
  #last: number | undefined;

  constructor(onFrame: (elapsed: number) => boolean) {
    this.#onFrame = onFrame;
  }

  /** Begins, unless it runs already. */
  run(): void {
    if (this.#last !== undefined) return;
    this.#last = performance.now();
    requestAnimationFrame((now) => this.#frame(now));
  }

  #frame(now: number): void {
    const elapsed = Math.max(0, Math.min(now - (this.#last ?? now), longestFrame));
    this.#last = now;
    if (this.#onFrame(elapsed)) requestAnimationFrame((next) => this.#frame(next));
    else this.#last = undefined;
  }
}
