import type { Places } from '../interpreter/places.ts';
import type { Site } from '../interpreter/runtime.ts';
import type { BatchCalls, EventCounts, EventName } from '../report.ts';
import { growthOf, type Repeat, type Repetition, type Tally } from '../tally.ts';
import type { PageTables } from './page-tables.ts';

/** Events in the order of reports; the index of one is what machines record. */
export const eventNames = [
  'ipte',
  'ipte_entries',
  'ipte_local',
  'ipte_global',
  'idte',
  'cspg',
  'rdp',
  'rdp_local',
  'uv_converts',
  'uv_destroys',
  'kasan_shadow',
  'dsb_ishst',
  'isb',
  'contpte_folds',
  'contpte_unfolds',
  'hypercalls',
  'mmu_update_entries',
  'ptwr_emul',
  'tlb_flush',
  'flush_dsb_ishst',
  'dsb_ish',
  'flush_isb',
  'dsb_nshst',
  'dsb_nsh',
  'tlbi',
  'tlbi_vale1is',
  'tlbi_vae1is',
  'tlbi_rvale1is',
  'tlbi_rvae1is',
  'tlbi_aside1is',
  'tlbi_vaale1is',
  'tlbi_rvaale1is',
  'tlbi_vmalle1is',
  'tlbi_vale1',
  'tlb_shootdowns',
  'invlpg',
  'full_flushes',
  'invlpgb',
  'tlbsync',
  'hpte_flushes',
  'hpte_entries',
  'hpte_local',
  'tlbie',
  'tlbiel',
  'tsb_flushes',
  'tsb_pages',
  'cross_calls',
  'ptep_get',
] as const satisfies readonly EventName[];

export const event = Object.fromEntries(eventNames.map((name, index) => [name, index])) as Readonly<
  Record<EventName, number>
>;

/**
 * What the batch code of a machine does with a primitive that calls it; the number is what machines record. Not in the order
 * of `BatchCalls`: objects with the same names in the same order are of one layout to V8, and those hold more than small numbers.
 */
export const batchOutcome = { passed: 1, taken: 0, idle: 2 } as const satisfies Readonly<
  Record<keyof BatchCalls, number>
>;

/** One slot per event, and one per outcome of batch code. */
const batchSlot = eventNames.length;
const slotsPerPlace = batchSlot + Object.keys(batchOutcome).length;

/** Runs kept for the report; a panel cannot draw more. */
const runLimit = 4096;

export interface RecordedRun {
  readonly event: EventName;
  readonly first: number;
  readonly entries: number;
  /** They are in a table that the walker moves or copies to. */
  readonly isDestination: boolean;
  /** Number of the place; -1 for the walker's caller. */
  readonly place: number;
}

/** Counts per place in the C text. Recording allocates only when code not seen before is reached. */
export class EventRecorder implements Tally {
  #site: Site = { current: 0, calls: new Float64Array(0) };
  #places: Places | undefined;
  #counts = new Float64Array(64 * slotsPerPlace);
  #recording = true;
  /** The usual case: the walker is running and counts, and the number of a place is that of its site. */
  #bySite = true;
  /** Executions of primitives when recording was paused. */
  #callsBefore = new Float64Array(0);
  #caller = false;
  readonly runs: RecordedRun[] = [];

  /** From where places are taken. Without `places` the number of a place is that of its site. */
  attach(site: Site, places?: Places): void {
    this.#site = site;
    this.#places = places;
    this.#change();
  }

  /** Nothing has happened. */
  reset(): void {
    this.#counts.fill(0);
    this.#change({ recording: true, caller: false });
    this.runs.length = 0;
  }

  /** Events from here on belong to the walker's caller, not to a line of its file. */
  enterCaller(): void {
    this.#change({ caller: true });
  }

  /** Events from here on belong to lines again. */
  leaveCaller(): void {
    this.#change({ caller: false });
  }

  /** Preparations of a scenario cost nothing. */
  pause(): void {
    this.#change({ recording: false });
    this.#callsBefore = this.#site.calls.slice();
  }

  resume(): void {
    this.#change({ recording: true });
    this.#site.calls.fill(0);
    this.#site.calls.set(this.#callsBefore);
  }

  get isRecording(): boolean {
    return this.#recording;
  }

  /** The walker is running, and what it does counts. */
  get inWalker(): boolean {
    return this.#recording && !this.#caller;
  }

  count(eventIndex: number, times = 1): void {
    const slot = (this.#site.current + 1) * slotsPerPlace + eventIndex;
    // Not just `if (this.#bySite)`: V8 would ask what kind of value it is.
    if (this.#bySite === true && slot < this.#counts.length) this.#counts[slot] += times;
    else if (this.#recording) this.#add(eventIndex, times);
  }

  /** A primitive called the batch code; `outcome` is one of `batchOutcome`. */
  batch(outcome: number): void {
    this.count(batchSlot + outcome);
  }

  /** One instruction or hypercall covered `entries` consecutive entries from an address on. */
  run(eventIndex: number, tables: PageTables, address: number, entries: number): void {
    if (!this.#recording || this.runs.length >= runLimit) return;
    const first = tables.indexOf(address);
    const { isDestination } = tables.tableOf(address);
    this.runs.push({ event: eventNames[eventIndex], first, entries, isDestination, place: this.#placeNow() });
  }

  record(): () => Repeat {
    const counts = this.#counts.slice();
    const calls = this.#site.calls.slice();
    const earlier = this.runs.length;
    return () => {
      const counted = growthOf(counts, this.#counts);
      const called = growthOf(calls, this.#site.calls);
      const covered = this.runs.slice(earlier);
      return (repetition) => {
        for (const [index, by] of counted) this.#counts[index] += by * repetition.times;
        for (const [index, by] of called) this.#site.calls[index] += by * repetition.times;
        this.#repeatRuns(covered, repetition);
      };
    };
  }

  #repeatRuns(covered: readonly RecordedRun[], { times, distance, step }: Repetition): void {
    if (covered.length === 0) return;
    for (let time = 0; time < times && this.runs.length < runLimit; time++) {
      for (const run of covered) this.runs.push({ ...run, first: run.first + distance + time * step });
    }
    this.runs.length = Math.min(this.runs.length, runLimit);
  }

  /** How often each event happened, by its index. */
  totals(): Float64Array {
    const totals = new Float64Array(eventNames.length);
    for (let row = 0; row < this.#counts.length; row += slotsPerPlace) {
      for (let index = 0; index < totals.length; index++) totals[index] += this.#counts[row + index];
    }
    return totals;
  }

  total(): EventCounts {
    const totals = this.totals();
    const named = Object.fromEntries(eventNames.map((name) => [name, 0])) as Record<EventName, number>;
    for (const [index, name] of eventNames.entries()) named[name] = totals[index];
    return named;
  }

  batchTotal(): BatchCalls {
    const totals = { taken: 0, passed: 0, idle: 0 };
    for (let row = batchSlot; row < this.#counts.length; row += slotsPerPlace) {
      totals.taken += this.#counts[row + batchOutcome.taken];
      totals.passed += this.#counts[row + batchOutcome.passed];
      totals.idle += this.#counts[row + batchOutcome.idle];
    }
    return totals;
  }

  /** Places with events or primitives; -1 is the walker's caller. */
  perPlace(): readonly { readonly place: number; readonly calls: number; readonly counts: Partial<EventCounts> }[] {
    const places: { place: number; calls: number; counts: Partial<EventCounts> }[] = [];
    const rows = Math.max(this.#counts.length / slotsPerPlace, this.#site.calls.length + 1);
    for (let row = 0; row < rows; row++) {
      const counts = this.#countsOf(row);
      const calls = this.#site.calls[row - 1] ?? 0;
      if (calls > 0 || Object.keys(counts).length > 0) places.push({ place: row - 1, calls, counts });
    }
    return places;
  }

  #countsOf(row: number): Partial<EventCounts> {
    const counts: Partial<Record<EventName, number>> = {};
    for (let index = 0; index < eventNames.length; index++) {
      const value = this.#counts[row * slotsPerPlace + index] ?? 0;
      if (value > 0) counts[eventNames[index]] = value;
    }
    return counts;
  }

  /** What is done with events from here on; what is not named stays as it is. */
  #change({ recording = this.#recording, caller = this.#caller } = {}): void {
    this.#recording = recording;
    this.#caller = caller;
    this.#bySite = this.inWalker && this.#places === undefined;
  }

  #add(slot: number, times: number): void {
    // The row comes first: finding it may replace the counts by a larger array.
    const row = this.#row();
    this.#counts[row + slot] += times;
  }

  #placeNow(): number {
    if (this.#caller) return -1;
    return this.#places === undefined ? this.#site.current : this.#places.current();
  }

  /** Where the counts of the current place begin. */
  #row(): number {
    const row = (this.#placeNow() + 1) * slotsPerPlace;
    if (row >= this.#counts.length) this.#makeRoom(row + slotsPerPlace);
    return row;
  }

  /** Apart from `#row`, which is asked for every event: short enough that V8 puts it into the code that counts. */
  #makeRoom(slots: number): void {
    const counts = new Float64Array(Math.max(this.#counts.length * 2, slots));
    counts.set(this.#counts);
    this.#counts = counts;
  }
}
