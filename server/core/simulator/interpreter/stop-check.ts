/** Work on C text was given up in the middle of it: what was being compiled is of no more use. */
export class WorkStopped extends Error {
  constructor() {
    super('the work was given up');
    this.name = 'WorkStopped';
  }
}

/**
 * Lets reading and compiling be given up as well as running: whoever compiles asks, the run that it is done for answers.
 * A program is compiled for one run at a time.
 */
export class StopCheck {
  shouldStop: () => boolean = () => false;
  #happened = false;

  /** Something was left half compiled. */
  get happened(): boolean {
    return this.#happened;
  }

  /** Asked before every piece of work that may take milliseconds. Throws WorkStopped. */
  check(): void {
    if (!this.shouldStop()) return;
    this.#happened = true;
    throw new WorkStopped();
  }
}
