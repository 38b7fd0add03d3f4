/**
 * What keeps the scheduler from taking the CPU away: include/linux/preempt.h, spinlock.h, spinlock_rt.h (6.12, 7.2, 7.3).
 * The kernel is taken for a preemptible one (CONFIG_PREEMPTION).
 */
export class Preemption {
  /** CONFIG_PREEMPT_RT: spinlocks sleep while they are taken, and leave preemption on. */
  sleepingLocks = false;
  readonly #warn: (message: string) => void;
  #disabled = 0;
  #locks = 0;
  #deferred: (() => void)[] = [];

  /** `warn` is told what the kernel would complain about, at the place that is being executed. */
  constructor(warn: (message: string) => void) {
    this.#warn = warn;
  }

  /** As at the start of a run. */
  reset(): void {
    this.sleepingLocks = false;
    this.#disabled = 0;
    this.#locks = 0;
    this.#deferred = [];
  }

  get state(): string {
    return [this.#disabled, this.#locks, this.#deferred.length].join(' ');
  }

  get isPossible(): boolean {
    return this.#disabled === 0 && (this.sleepingLocks || this.#locks === 0);
  }

  /** Spinlocks that are held. */
  get locks(): number {
    return this.#locks;
  }

  /** preempt_disable(), by itself: a machine's lazy MMU mode calls it. */
  get isDisabled(): boolean {
    return this.#disabled > 0;
  }

  disable(): void {
    this.#disabled++;
  }

  enable(): void {
    if (this.#disabled > 0) this.#disabled--;
    this.#catchUp();
  }

  lock(): void {
    if (this.sleepingLocks && this.#disabled > 0)
      this.#warn('a spinlock, which sleeps with CONFIG_PREEMPT_RT, is taken while preemption is disabled');
    this.#locks++;
  }

  unlock(): void {
    if (this.#locks > 0) this.#locks--;
    this.#catchUp();
  }

  /** Does something as soon as the task may be preempted; says whether that is now. */
  whenPossible(action: () => void): boolean {
    if (this.isPossible) {
      action();
      return true;
    }
    this.#deferred.push(action);
    return false;
  }

  #catchUp(): void {
    if (this.#deferred.length === 0 || !this.isPossible) return;
    const waiting = this.#deferred;
    this.#deferred = [];
    for (const action of waiting) action();
  }
}
