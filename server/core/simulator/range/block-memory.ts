import type { Machine } from '../arch/machines.ts';
import type { PageGeometry } from '../arch/page-geometry.ts';
import { entryFor } from '../entry-content.ts';
import { stateOf } from '../entry-state.ts';
import type { Run, TypedWord } from '../interpreter/program.ts';
import { advanceFrame, flagsOf } from '../machine/entry.ts';
import { entrySize, type PageTable } from '../machine/page-tables.ts';
import type { PageStates, Pages } from '../machine/pages.ts';
import { makePmd } from '../machine/upper-tables.ts';
import type { World } from '../machine/world.ts';
import type { ContentRun, EntryContent } from '../population.ts';
import type { StateRun } from '../report.ts';
import { StateRuns } from '../state-patterns.ts';
import type { MemoryPart } from './machine-state.ts';

/** Virtual address of the first source table of a small range, where no page table maps more than that. */
const lowestStart = 0x1000_0000;

/**
 * Virtual address of the first source table of a range of `bytes`. All blocks of a long range lie at the addresses of the
 * first, and what was collected of those before it then lies below: there is room for all of them.
 */
export function sourceStartOf(bytes: number, { tableSpan }: PageGeometry): number {
  const lowest = Math.max(lowestStart, tableSpan);
  return bytes <= lowest ? lowest : lowest + Math.ceil(bytes / lowest) * lowest;
}

/** Fills entries with one that maps a page, and those of the pages behind that. */
function fillFrom(entries: Float64Array, first: number): void {
  for (let index = 0; index < entries.length; index++) entries[index] = advanceFrame(first, index);
}

/** One page table on its way through the walker: the part of the range that it maps. */
export interface TableCall {
  readonly source: PageTable;
  readonly sourcePmd: number;
  readonly destinationPmd: number;
  /** Virtual addresses, half-open. */
  readonly start: number;
  readonly end: number;
}

type TablePair = Pick<TableCall, 'source' | 'sourcePmd' | 'destinationPmd'> & { readonly destination: PageTable };

/** Page tables and pages of a block, to be put back later. */
export interface BlockCopy {
  readonly entries: Float64Array;
  readonly pages: PageStates;
  /** Words of the records of the pages. */
  readonly records: Int32Array;
  /** Values of the entries that lead to the tables. */
  readonly pmds: readonly number[];
}

export interface BlockMemoryOptions {
  /** Page tables of a block, on each side. */
  readonly tables: number;
  readonly folioOrder: number;
  /** Virtual address of the first source table. */
  readonly start: number;
  /** Distance from a source address to its destination, in bytes. */
  readonly distance: number;
  readonly kernel: boolean;
  /** The process is not torn down, or the tables are the kernel's: a hypervisor has them read-only to the guest. */
  readonly pinned: boolean;
  /** Mm of the source and of the destination: pointers. */
  readonly sourceMm: number;
  readonly destinationMm: number;
  /** sizeof(struct page), in bytes. */
  readonly pageRecord: number;
  /** Entries one level up map as much as a page table does; what the table will hold is not there yet. */
  readonly mapBlocks: boolean;
  /** Prepares the records of all pages, where a walker looks at them. */
  readonly preparePages: (pages: Pages) => void;
}

/**
 * The place in simulated memory where one block of the range lies at a time: its page tables, those of its destination, and
 * the pages that its entries map. All blocks lie at the same virtual addresses and page frames, those of the first, so that
 * equal blocks are equal in every bit.
 */
export class BlockMemory {
  readonly pages: Pages;
  readonly #world: World;
  readonly #machine: Machine;
  readonly #run: Run;
  readonly #options: BlockMemoryOptions;
  /** Addresses of the records of its pages. */
  readonly records: MemoryPart;
  readonly #tables: readonly TablePair[];
  /** Nothing was put into the memory yet. */
  #isFresh = true;

  constructor(run: Run, world: World, machine: Machine, options: BlockMemoryOptions) {
    this.#run = run;
    this.#world = world;
    this.#machine = machine;
    this.#options = options;
    const count = options.tables * machine.entriesPerTable;
    const start = run.memory.allocate(count * options.pageRecord);
    this.records = { start, end: start + count * options.pageRecord };
    this.pages = world.pages;
    this.pages.lay(start, options.pageRecord, count, options.folioOrder);
    this.#tables = Array.from({ length: options.tables }, (_, index) => this.#addTables(index));
    this.#connectTables();
  }

  /** Virtual address of the first source table. */
  get start(): number {
    return this.#options.start;
  }

  /** Entries of a block, and so its pages. */
  get entries(): number {
    return this.pages.count;
  }

  /** Page tables that stand for the range, in its order. */
  get sources(): readonly PageTable[] {
    return this.#tables.map(({ source }) => source);
  }

  /** Parts of the range in the tables of the block; `from` and `to` are entries from its first. */
  calls(from: number, to: number): readonly TableCall[] {
    const [first, last] = [from, to].map((entry) => this.start + entry * this.#world.pageSize);
    const span = this.#machine.geometry.tableSpan;
    return this.#tables
      .map(({ source, sourcePmd, destinationPmd }) => {
        const start = Math.max(source.start, first);
        return { source, sourcePmd, destinationPmd, start, end: Math.min(source.start + span, last) };
      })
      .filter(({ start, end }) => start < end);
  }

  /** Index of a virtual address of the source among the pages of the block. */
  pageOf(virtual: number): number {
    return (virtual - this.start) / this.#world.pageSize;
  }

  /** Makes the block hold what a population says, from an entry on; what lies around that is empty. */
  fill(from: number, content: readonly ContentRun[]): void {
    if (!this.#isFresh) this.#empty();
    this.#isFresh = false;
    this.#options.preparePages(this.pages);
    if (this.#options.mapBlocks) {
      this.#mapBlocks(from, content);
      return;
    }
    /** Entries of equal content differ by their frame alone. */
    const models = new Map<EntryContent, { readonly entry: number; readonly page: number }>();
    let page = from;
    for (const run of content) {
      const model = models.get(run.content) ?? {
        entry: entryFor(this.#world, this.#machine, run.content, page, this.#options.kernel),
        page,
      };
      models.set(run.content, model);
      const isFramed = run.content.state !== 'none' && run.content.state !== 'marker';
      for (const entries of this.#entriesOf(page, page + run.entries)) {
        if (isFramed) fillFrom(entries, advanceFrame(model.entry, page - model.page));
        else entries.fill(model.entry);
        page += entries.length;
      }
      if (run.content.state === 'present') this.pages.mapCounts.fill(1, page - run.entries, page);
    }
    this.#run.poll();
    for (const { source } of this.calls(from, page)) this.#machine.settle?.(this.#world, source);
  }

  /** A copy of the block, after which its tables are found in their places again. */
  copyOut(): BlockCopy {
    const { start, end } = this.records;
    const { memory } = this.#run;
    const pmds = this.#pmds.map((pmd) => Number(memory.load(pmd, 'u64')));
    this.#connectTables();
    return {
      pmds,
      entries: this.#world.tables.copyOut(),
      pages: this.pages.copyOut(),
      records: new Int32Array(memory.copyOut(start, end).buffer),
    };
  }

  copyIn({ entries, pages, records, pmds }: BlockCopy): void {
    for (const [index, pmd] of this.#pmds.entries()) this.#run.memory.store(pmd, 'u64', pmds[index]);
    this.#world.tables.copyIn(entries);
    this.pages.copyIn(pages);
    this.#run.memory.copyIn(this.records.start, new Uint8Array(records.buffer));
  }

  /** States of the source entries, as they stand in the tables now. */
  states(from: number, to: number): readonly StateRun[] {
    const states = new StateRuns();
    for (const entries of this.#entriesOf(from, to)) {
      for (let first = 0, next = 0; first < entries.length; first = next) {
        const flags = flagsOf(entries[first]);
        for (next = first + 1; next < entries.length && flagsOf(entries[next]) === flags; ) next++;
        states.add(stateOf(flags), next - first);
      }
    }
    return states.runs;
  }

  /** The entry that maps a virtual address of the source. */
  entryAt(virtual: number): TypedWord {
    return { type: 'pte_t *', value: this.#addressOf(this.pageOf(virtual)) };
  }

  /** As if nothing had been put into it. */
  #empty(): void {
    const { start, end } = this.records;
    this.#world.tables.clear();
    this.pages.lay(start, this.pages.size, this.pages.count, this.#options.folioOrder);
    this.#run.memory.zero(start, end);
    this.#connectTables();
  }

  /** Entries of pages, table by table, in place. */
  *#entriesOf(from: number, to: number): Iterable<Float64Array> {
    const perTable = this.#machine.entriesPerTable;
    for (let page = from; page < to; ) {
      const next = Math.min(to, page - (page % perTable) + perTable);
      yield this.#world.tables.entriesFrom(this.#addressOf(page), next - page);
      page = next;
    }
  }

  #addressOf(page: number): number {
    const perTable = this.#machine.entriesPerTable;
    return this.#tables[Math.floor(page / perTable)].source.base + (page % perTable) * entrySize;
  }

  #addTables(index: number): TablePair {
    const { distance, sourceMm, destinationMm, pinned } = this.#options;
    const start = this.start + index * this.#machine.geometry.tableSpan;
    const firstIndex = index * this.#machine.entriesPerTable;
    const world = this.#world;
    this.#run.poll();
    const source = world.tables.add({ start, firstIndex, mm: sourceMm, pinned });
    const destination = world.tables.add({
      start: start + distance,
      firstIndex,
      mm: destinationMm,
      pinned: true,
      isDestination: true,
    });
    for (const table of [source, destination]) world.addLock(table, this.#run.memory.allocate(8));
    const [sourcePmd, destinationPmd] = [source, destination].map(({ mm, start }) => makePmd(world, mm, start));
    return { source, destination, sourcePmd, destinationPmd };
  }

  get #pmds(): readonly number[] {
    return this.#tables.flatMap(({ sourcePmd, destinationPmd }) => [sourcePmd, destinationPmd]);
  }

  #connectTables(): void {
    const { memory } = this.#run;
    for (const { source, sourcePmd, destination, destinationPmd } of this.#tables) {
      memory.store(sourcePmd, 'u64', source.base);
      memory.store(destinationPmd, 'u64', destination.base);
    }
  }

  #mapBlocks(from: number, content: readonly ContentRun[]): void {
    const world = this.#world;
    const writable = this.#machine.protections.get('PAGE_KERNEL') ?? 0;
    const to = content.reduce((end, { entries }) => end + entries, from);
    for (const { source, sourcePmd } of this.calls(from, to)) {
      const entry = world.read('pfn_pte')(this.pages.frameOf(this.pageOf(source.start)), writable);
      this.#run.memory.store(sourcePmd, 'u64', entry);
      world.spareTables.push(source);
    }
  }
}
