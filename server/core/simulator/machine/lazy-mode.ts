/** What a machine does when the lazy MMU mode is entered and left: the arch_ hooks of include/linux/pgtable.h. */
export interface LazyHooks {
  enter(): void;
  /** With the range that the caller is about to change; arguments as of the range call. */
  enterRange(mm: number, start: number, end: number, firstEntry: number): void;
  leave(): void;
  flush(): void;
  /** The CPU turns to another task, in or out of a section. Returns what the machine does then, as a clause. */
  switchOut?(): string | undefined;
  /** The CPU turns back to the task. */
  switchIn?(): void;
  /** What waits for the end of the section, on machines where something does. */
  readonly pending?: Pending;
}

/**
 * What is still to come of a change: the new value into the table, the flush of translations of the old one, or the barriers
 * that show it to the hardware.
 */
export type PendingKind = 'update' | 'flush' | 'barrier';

/** Changes that a machine has taken note of in a section, and whose effect is still to come. */
export interface Pending {
  readonly kind: PendingKind;
  /** What waits, after the number 1 and after any other: 'queued update'. */
  readonly one: string;
  readonly many: string;
  count(): number;
  /** The value that is to come into an entry of a page table; undefined when the table is up to date. */
  entry(address: number): number | undefined;
  /** Something is still to come for an entry that holds `value`; `changed`: it has changed since nothing was. */
  waits(address: number, value: number, changed: boolean): boolean;
}

const nothingPending: Pending = {
  kind: 'update',
  one: '',
  many: '',
  count: () => 0,
  entry: () => undefined,
  waits: () => false,
};

/** Machines without a lazy MMU mode, or with nothing to do in it: no call of the API costs anything. */
export const noHooks: LazyHooks = {
  enter: () => undefined,
  enterRange: () => undefined,
  leave: () => undefined,
  flush: () => undefined,
};

/** The counters are u8 and wrap, as the kernel's do after their warning. */
const counterMaximum = 255;

/**
 * Task state of the lazy MMU mode: include/linux/pgtable.h and mm_types_task.h (7.2, 7.3), struct lazy_mmu_state, and the
 * older dialect (6.12), which has no counters and hands every call to the architecture.
 */
export class LazyMode {
  enableCount = 0;
  pauseCount = 0;
  /** Sections opened by the older dialect and not left yet. */
  legacyDepth = 0;
  inInterrupt = false;
  #warn: (message: string) => void = () => undefined;
  #hooks: LazyHooks = noHooks;
  /** False: the machine has no lazy mode, or the run is without it. */
  #present = false;

  /** As at the start of a run; the hooks stay. */
  reset(): void {
    this.enableCount = 0;
    this.pauseCount = 0;
    this.legacyDepth = 0;
    this.inInterrupt = false;
  }

  /** `warn` is told what the kernel's VM_WARN_ON would print. */
  install(hooks: LazyHooks, present: boolean, warn: (message: string) => void = () => undefined): void {
    this.#hooks = hooks;
    this.#present = present;
    this.#warn = warn;
  }

  /** is_lazy_mmu_mode_active(). During arch_leave it is already false, during arch_enter already true. */
  get active(): boolean {
    return !this.inInterrupt && this.enableCount > 0 && this.pauseCount === 0;
  }

  get state(): string {
    return [this.enableCount, this.pauseCount, this.legacyDepth, this.inInterrupt].join(' ');
  }

  /** The machine may batch: in either dialect. */
  get batching(): boolean {
    return this.active || (this.legacyDepth > 0 && !this.inInterrupt);
  }

  get pending(): Pending {
    return this.#hooks.pending ?? nothingPending;
  }

  enable(): void {
    if (this.#countEnable()) this.#hooks.enter();
  }

  /** The hint of a nested call is ignored: the hook runs only when the mode was off. */
  enableRange(mm: number, start: number, end: number, firstEntry: number): void {
    if (this.#countEnable()) this.#hooks.enterRange(mm, start, end, firstEntry);
  }

  /** A nested disable flushes although the mode stays on. */
  disable(): void {
    if (!this.#present || this.inInterrupt || this.pauseCount > 0) return;
    if (this.enableCount === 0) this.#warn('lazy_mmu_mode_disable() without lazy_mmu_mode_enable()');
    this.enableCount = (this.enableCount - 1) & counterMaximum;
    if (this.enableCount === 0) this.#hooks.leave();
    else this.#hooks.flush();
  }

  pause(): void {
    if (!this.inInterrupt) this.pauseTask();
  }

  /** __task_lazy_mmu_mode_pause(), which a context switch calls and no interrupt keeps from its work. */
  pauseTask(): void {
    if (!this.#present) return;
    if (this.pauseCount === counterMaximum) this.#warn('lazy_mmu_mode_pause() nested 255 times');
    const before = this.pauseCount;
    this.pauseCount = (before + 1) & counterMaximum;
    if (before === 0 && this.enableCount > 0) this.#hooks.leave();
  }

  /** Resumes with the plain hook: there is no resume that carries a range. */
  resume(): void {
    if (!this.inInterrupt) this.resumeTask();
  }

  /** __task_lazy_mmu_mode_resume(). */
  resumeTask(): void {
    if (!this.#present) return;
    if (this.pauseCount === 0) this.#warn('lazy_mmu_mode_resume() without lazy_mmu_mode_pause()');
    this.pauseCount = (this.pauseCount - 1) & counterMaximum;
    if (this.pauseCount === 0 && this.enableCount > 0) this.#hooks.enter();
  }

  legacyEnter(): void {
    if (!this.#present) return;
    if (this.legacyDepth++ > 0) this.#warn('arch_enter_lazy_mmu_mode() nested: not permitted');
    this.#hooks.enter();
  }

  /** Every leave takes effect, also that of an accidental nesting. */
  legacyLeave(): void {
    // The range call is of the newer dialect; where it took the place of an enter, this is what ends its section.
    if (this.legacyDepth === 0 && this.enableCount > 0) {
      this.disable();
      return;
    }
    if (!this.#present) return;
    if (this.legacyDepth === 0) this.#warn('arch_leave_lazy_mmu_mode() without arch_enter_lazy_mmu_mode()');
    else this.legacyDepth--;
    this.#hooks.leave();
  }

  legacyFlush(): void {
    if (this.#present && this.batching) this.#hooks.flush();
  }

  /**
   * Runs another task, which has opened no section, in the place of this one. The counters belong to the task; what the older
   * dialect keeps belongs to the CPU, and stays. Returns what the machine does at the switch, as a clause.
   */
  whileSwitchedOut(other: () => void): string | undefined {
    const done = this.#hooks.switchOut?.();
    const { enableCount, pauseCount } = this;
    this.enableCount = 0;
    this.pauseCount = 0;
    other();
    this.enableCount = enableCount;
    this.pauseCount = pauseCount;
    this.#hooks.switchIn?.();
    return done;
  }

  #countEnable(): boolean {
    if (!this.#present || this.inInterrupt || this.pauseCount > 0) return false;
    if (this.enableCount === counterMaximum) this.#warn('lazy_mmu_mode_enable() nested 255 times');
    const before = this.enableCount;
    this.enableCount = (before + 1) & counterMaximum;
    return before === 0;
  }
}
