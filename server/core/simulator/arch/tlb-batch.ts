import { batchOutcome } from '../machine/events.ts';
import type { LazyHooks } from '../machine/lazy-mode.ts';
import { entrySize } from '../machine/page-tables.ts';
import type { World } from '../machine/world.ts';

/** PPC64_TLB_BATCH_NR and TLB_BATCH_NR. */
const batchEntries = 192;

/** What a machine does with the entries of one address space that a batch has collected. */
export type BatchFlush = (mm: number, entries: number) => void;

/**
 * Changed entries of one address space whose translations the CPU has yet to flush, as powerpc keeps them for its hash
 * table and sparc64 for its TLB: struct ppc64_tlb_batch, struct tlb_batch.
 */
export class TlbBatch {
  readonly #world: World;
  readonly #runEvent: number;
  readonly #flushEntries: BatchFlush;
  readonly #addresses = new Float64Array(batchEntries);
  #entries = 0;
  #mm = 0;
  #kind = 0;
  /** `active` of the batch, which 6.12 asks; later kernels ask the task. */
  #active = false;
  /** _TLF_LAZY_MMU of the task that the CPU was taken from. */
  #activeBeforeSwitch = false;

  /** `runEvent` is the event that consecutive entries of a flush are recorded under. */
  constructor(world: World, runEvent: number, flushEntries: BatchFlush) {
    this.#world = world;
    this.#runEvent = runEvent;
    this.#flushEntries = flushEntries;
  }

  get state(): string {
    return [this.#mm, this.#kind, this.#active, ...this.#addresses.subarray(0, this.#entries)].join(' ');
  }

  /** Whether changes are collected now. In an interrupt 6.12 goes on collecting, later kernels do not. */
  get isOpen(): boolean {
    return this.#active || this.#world.lazy.active;
  }

  /** Nothing is collected, and nobody collects. */
  forget(): void {
    this.#entries = 0;
    this.#mm = 0;
    this.#kind = 0;
    this.#active = false;
  }

  /** Collects an entry of an address space; entries of another one, or of another kind of page, are flushed before. */
  add(mm: number, kind: number, address: number): void {
    this.#world.events.batch(batchOutcome.taken);
    if (mm !== this.#mm || kind !== this.#kind) this.flush();
    this.#mm = mm;
    this.#kind = kind;
    this.#addresses[this.#entries++] = address;
    if (this.#entries === batchEntries) this.flush();
  }

  /** Flushes what was collected of any other address space. */
  flushOthers(mm: number): void {
    if (mm !== this.#mm) this.flush();
  }

  /** Flushes one entry that is not collected. */
  flushNow(mm: number, address: number): void {
    this.#world.events.batch(batchOutcome.idle);
    this.#flushEntries(mm, 1);
    this.#world.events.run(this.#runEvent, this.#world.tables, address, 1);
  }

  flush(): void {
    if (this.#entries === 0) return;
    this.#flushEntries(this.#mm, this.#entries);
    const { events, tables } = this.#world;
    let first = 0;
    for (let i = 0; i < this.#entries; i++) {
      const isLast = i + 1 === this.#entries || this.#addresses[i + 1] !== this.#addresses[i] + entrySize;
      if (!isLast) continue;
      events.run(this.#runEvent, tables, this.#addresses[first], i + 1 - first);
      first = i + 1;
    }
    this.#entries = 0;
  }

  /** Hooks of the lazy MMU mode, which keeps preemption disabled: the batch belongs to the CPU. */
  hooks(): LazyHooks {
    const { lazy, preemption } = this.#world;
    const enter = () => {
      preemption.disable();
      this.#active = lazy.legacyDepth > 0;
    };
    return {
      enter,
      enterRange: enter,
      leave: () => {
        this.flush();
        this.#active = false;
        preemption.enable();
      },
      // arch_flush_lazy_mmu_mode() is empty in 6.12; a nested disable of later kernels flushes.
      flush: () => {
        if (!this.#active) this.flush();
      },
      pending: {
        kind: 'flush',
        one: 'entry to flush',
        many: 'entries to flush',
        count: () => this.#entries,
        entry: () => undefined,
        waits: (address) => this.#addresses.subarray(0, this.#entries).includes(address),
      },
    };
  }

  /** arch/powerpc/kernel/process.c (6.12), __switch_to(): a task that sleeps in a section takes nothing with it. */
  switchHooks(): Required<Pick<LazyHooks, 'switchOut' | 'switchIn'>> {
    return {
      switchOut: () => {
        this.#activeBeforeSwitch = this.#active;
        if (!this.#active) return undefined;
        this.flush();
        this.#active = false;
        return '__switch_to() flushes the batch, and opens it again when the task runs again';
      },
      switchIn: () => {
        this.#active = this.#activeBeforeSwitch;
      },
    };
  }
}
