import type { Machine } from '../arch/machines.ts';
import { entryFor } from '../entry-content.ts';
import { stateOf } from '../entry-state.ts';
import type { Run, TypedWord } from '../interpreter/program.ts';
import { advanceFrame } from '../machine/entry.ts';
import { entrySize, type PageTable } from '../machine/page-tables.ts';
import type { PageStates, Pages } from '../machine/pages.ts';
import type { World } from '../machine/world.ts';
import { pageSize, tableSpan } from '../models/configuration.ts';
import type { ContentRun, EntryContent } from '../population.ts';
import type { StateRun } from '../report.ts';
import { StateRuns } from '../state-patterns.ts';
import type { MemoryPart } from './machine-state.ts';

/** Virtual address of the first source table. */
export const sourceStart = 0x1000_0000;

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

/** Two entries of the level above, and two spinlock_t, bytes. */
const pairBytes = 32;

/** Page tables and pages of a block, to be put back later. */
export interface BlockCopy {
  readonly entries: Float64Array;
  readonly pages: PageStates;
  readonly records: Uint8Array;
}

export interface BlockMemoryOptions {
  /** Page tables of a block, on each side. */
  readonly tables: number;
  readonly folioOrder: number;
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
  /** Addresses of what C finds of the block: the records of its pages, the entries that lead to its tables, locks. */
  readonly records: MemoryPart;
  readonly #tables: readonly TablePair[];

  constructor(run: Run, world: World, machine: Machine, options: BlockMemoryOptions) {
    this.#run = run;
    this.#world = world;
    this.#machine = machine;
    this.#options = options;
    const count = options.tables * machine.entriesPerTable;
    const pageRecords = count * options.pageRecord;
    const size = pageRecords + options.tables * pairBytes;
    const start = run.memory.allocate(size);
    this.records = { start, end: start + size };
    this.pages = world.pages;
    this.pages.lay(start, options.pageRecord, count, options.folioOrder);
    this.#tables = Array.from({ length: options.tables }, (_, index) => {
      return this.#addTables(index, start + pageRecords + index * pairBytes);
    });
  }

  /** Entries of a block, and so its pages. */
  get entries(): number {
    return this.pages.count;
  }

  /** Parts of the range in the tables of the block; `from` and `to` are entries from its first. */
  calls(from: number, to: number): readonly TableCall[] {
    const [first, last] = [from, to].map((entry) => sourceStart + entry * pageSize);
    const span = tableSpan(this.#machine);
    return this.#tables
      .map((table) => {
        const { start } = table.source;
        return { ...table, start: Math.max(start, first), end: Math.min(start + span, last) };
      })
      .filter(({ start, end }) => start < end);
  }

  /** Index of a virtual address of the source among the pages of the block. */
  pageOf(virtual: number): number {
    return (virtual - sourceStart) / pageSize;
  }

  /** Makes the block hold what a population says, from an entry on; what lies around that is empty. */
  fill(from: number, content: readonly ContentRun[]): void {
    const { tables } = this.#world;
    tables.clear();
    const { start, end } = this.records;
    this.pages.lay(start, this.pages.size, this.pages.count, this.#options.folioOrder);
    this.#run.memory.copyIn(start, new Uint8Array(end - start));
    this.#options.preparePages(this.pages);
    for (const { source, sourcePmd, destination, destinationPmd } of this.#tables) {
      this.#run.memory.store(sourcePmd, 'u64', source.base);
      this.#run.memory.store(destinationPmd, 'u64', destination.base);
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
      const framed = run.content.state !== 'none' && run.content.state !== 'marker';
      for (const end = page + run.entries; page < end; page++) {
        tables.write(this.#addressOf(page), framed ? advanceFrame(model.entry, page - model.page) : model.entry);
        if (run.content.state === 'present') this.pages.mapCounts[page] = 1;
      }
    }
    for (const { source } of this.calls(from, page)) this.#machine.settle?.(this.#world, source);
  }

  copyOut(): BlockCopy {
    const { start, end } = this.records;
    return {
      entries: this.#world.tables.copyOut(),
      pages: this.pages.copyOut(),
      records: this.#run.memory.copyOut(start, end),
    };
  }

  copyIn({ entries, pages, records }: BlockCopy): void {
    this.#world.tables.copyIn(entries);
    this.pages.copyIn(pages);
    this.#run.memory.copyIn(this.records.start, records);
  }

  /** States of the source entries, as they stand in the tables now. */
  states(from: number, to: number): readonly StateRun[] {
    const states = new StateRuns();
    for (let page = from; page < to; page++) states.add(stateOf(this.#world.tables.read(this.#addressOf(page))));
    return states.runs;
  }

  /** The entry that maps a virtual address of the source. */
  entryAt(virtual: number): TypedWord {
    return { type: 'pte_t *', value: this.#addressOf(this.pageOf(virtual)) };
  }

  #addressOf(page: number): number {
    const perTable = this.#machine.entriesPerTable;
    return this.#tables[Math.floor(page / perTable)].source.base + (page % perTable) * entrySize;
  }

  /** The tables of one index; their records begin at an address. */
  #addTables(index: number, address: number): TablePair {
    const { distance, sourceMm, destinationMm, pinned } = this.#options;
    const start = sourceStart + index * tableSpan(this.#machine);
    const firstIndex = index * this.#machine.entriesPerTable;
    const { tables } = this.#world;
    const source = tables.add({ start, firstIndex, mm: sourceMm, pinned });
    const destination = tables.add({ start: start + distance, firstIndex, mm: destinationMm, pinned: true });
    this.#world.addLock(source, address + 16);
    this.#world.addLock(destination, address + 24);
    return { source, destination, sourcePmd: address, destinationPmd: address + 8 };
  }
}
