import { entryBits as bits } from '../machine/entry.ts';
import { event } from '../machine/events.ts';
import { entrySize } from '../machine/page-tables.ts';
import { perWorld } from '../machine/per-world.ts';
import type { World } from '../machine/world.ts';
import { hardwareValid, storedEntry } from './entry-s390.ts';
import { isLocal, recordIpte } from './s390.ts';

/** A shift, since V8 gives a quotient that it cannot know to be whole to no array without looking at it. */
const entryShift = Math.log2(entrySize);

/** PTE_POISON, the value of a slot that is not cached: _PAGE_LARGE since v3, and 0 before. A store of it is lost. */
const poisons = { v2: 0, v5: bits.swap, v6: bits.swap } as const;

/**
 * The per-CPU cache of a range: what the section has stored and the hardware table does not hold yet. Slots count from
 * the first entry of the range, not from that of the table. Nothing compares address spaces: an address is enough.
 */
export class IpteRange {
  readonly #world: World;
  readonly #cache: Float64Array;
  readonly #poison: number;
  /** Entries that one execution of the instruction gets through. */
  readonly #step: number;
  /** CONFIG_KASAN, which patches 3 and 4 of the series (v3 to v6) have mark the entries of the range as not to be touched. */
  readonly #hasShadow: boolean;
  #mm = 0;
  #base = 0;
  /** Address behind its last entry. */
  #limit = 0;
  #entries = 0;
  /** Slots touched so far, half-open. */
  #start = 0;
  #end = 0;

  constructor(world: World) {
    this.#world = world;
    this.#poison = poisons[world.options.series];
    this.#step = Number(world.options.ipteStep);
    this.#hasShadow = world.options.series !== 'v2' && world.config['CONFIG_KASAN'] === true;
    this.#cache = new Float64Array(world.tables.entries).fill(this.#poison);
  }

  get armed(): boolean {
    return this.#mm !== 0;
  }

  /** Between sections no range is armed, and nothing is cached. */
  get state(): string {
    return this.#mm === 0 ? '' : [this.#mm, this.#base, this.#entries, ...this.#cache].join(' ');
  }

  /** The address space of the range; 0 when none is armed. */
  get mm(): number {
    return this.#mm;
  }

  covers(address: number): boolean {
    return address >= this.#base && address < this.#limit;
  }

  arm(mm: number, start: number, end: number, firstEntry: number): void {
    this.#mm = mm;
    this.#base = firstEntry;
    this.#entries = Math.min((end - start) / this.#world.pageSize, this.#cache.length);
    this.#limit = firstEntry + this.#entries * entrySize;
    this.#start = this.#entries;
    this.#end = 0;
    this.#changeShadow(1);
  }

  disarm(): void {
    this.apply();
    if (this.armed) this.#changeShadow(1);
    this.#mm = 0;
    this.#base = 0;
    this.#limit = 0;
    this.#entries = 0;
  }

  /** Nothing is armed, and nothing was stored. */
  forget(): void {
    this.#cache.fill(this.#poison);
    this.#mm = 0;
    this.#base = 0;
    this.#limit = 0;
    this.#entries = 0;
    this.#start = 0;
    this.#end = 0;
  }

  /** Leaves the range and enters it again: between the two `pause` runs, and the range is nobody's. */
  rearm(pause: () => void): void {
    const [mm, base, entries] = [this.#mm, this.#base, this.#entries];
    this.disarm();
    pause();
    this.arm(mm, 0, entries * this.#world.pageSize, base);
  }

  /** What this CPU sees: the cached value, else that of the table. */
  read(address: number): number {
    const cached = this.#cache[this.#slotOf(address)];
    if (cached !== this.#poison) return cached;
    this.#changeShadow(2);
    return this.#world.tables.read(address);
  }

  /** Index in the cache of an address that the range covers. */
  #slotOf(address: number): number {
    return (address - this.#base) >> entryShift;
  }

  /** What it covers now, to be asked when it covers something else. */
  coverage(): (address: number) => boolean {
    const [start, end] = [this.#base, this.#limit];
    return (address) => address >= start && address < end;
  }

  /** Values that wait, in the order of their entries. */
  waiting(): readonly { readonly address: number; readonly entry: number }[] {
    const waiting: { address: number; entry: number }[] = [];
    for (let slot = this.#start; slot < this.#end; slot++) {
      const entry = this.#cache[slot];
      if (entry !== this.#poison) waiting.push({ address: this.#base + slot * entrySize, entry });
    }
    return waiting;
  }

  /** Entries that wait in it. */
  get cached(): number {
    return this.#cache.reduce((count, entry) => (entry === this.#poison ? count : count + 1), 0);
  }

  isCached(address: number): boolean {
    return this.#cache[this.#slotOf(address)] !== this.#poison;
  }

  write(address: number, entry: number): void {
    const slot = this.#slotOf(address);
    this.#cache[slot] = entry;
    if (slot < this.#start) this.#start = slot;
    if (slot >= this.#end) this.#end = slot + 1;
  }

  /**
   * Brings the table up to date: one IPTE per run of consecutive cached entries that are valid in the table as it is now;
   * entries that are invalid there need none.
   */
  apply(): void {
    if (this.#start >= this.#end) return;
    const { tables, options } = this.#world;
    const cache = this.#cache;
    const poison = this.#poison;
    const last = this.#end;
    const isFirstSeries = options.series === 'v2';
    if (isFirstSeries && cache[last - 1] === poison)
      this.#world.stop('bug', 'the batch ends with an entry of value 0, and ipte_batch.c (v2) follows a null pointer');
    const entries = tables.entriesFrom(this.#base, last);
    for (let slot = this.#start; slot < last; ) {
      if (cache[slot] === poison) {
        slot++;
        continue;
      }
      const valid = hardwareValid(entries[slot]);
      let end = slot + 1;
      while (end < last && cache[end] !== poison && hardwareValid(entries[end]) === valid) end++;
      if (valid) this.#invalidate(slot, end);
      this.#changeShadow(2);
      for (; slot < end; slot++) {
        entries[slot] = isFirstSeries ? cache[slot] : storedEntry(cache[slot]);
        cache[slot] = poison;
      }
    }
    this.#start = this.#entries;
    this.#end = 0;
  }

  /** Marks entries, or takes the mark away; both where one is about to be read or stored. */
  #changeShadow(times: number): void {
    if (this.#hasShadow) this.#world.events.count(event.kasan_shadow, times);
  }

  #invalidate(start: number, end: number): void {
    const local = isLocal(this.#world, this.#mm);
    for (let slot = start; slot < end; slot += this.#step)
      recordIpte(this.#world, this.#base + slot * entrySize, Math.min(this.#step, end - slot), local);
  }
}

export const rangeOf = perWorld(
  (world) => new IpteRange(world),
  (range) => range.forget(),
);
