import type { Machine } from '../arch/machines.ts';
import { stateOf } from '../entry-state.ts';
import type { Run, TypedWord } from '../interpreter/program.ts';
import { advanceFrame, entryBits as bits, swapTypes, withBits } from '../machine/entry.ts';
import { entrySize, type PageTable } from '../machine/page-tables.ts';
import { type PageStates, Pages } from '../machine/pages.ts';
import type { World } from '../machine/world.ts';
import { pageSize, tableSpan } from '../models/configuration.ts';
import type { ContentRun, EntryContent } from '../population.ts';
import type { StateRun } from '../report.ts';
import { StateRuns } from '../state-patterns.ts';

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
  readonly #tables: readonly Pick<TableCall, 'source' | 'sourcePmd' | 'destinationPmd'>[];
  readonly #recordsEnd: number;

  constructor(run: Run, world: World, machine: Machine, options: BlockMemoryOptions) {
    this.#run = run;
    this.#world = world;
    this.#machine = machine;
    this.#options = options;
    const count = options.tables * machine.entriesPerTable;
    this.pages = new Pages(run.memory.allocate(count * options.pageRecord), options.pageRecord, count);
    this.#recordsEnd = this.pages.base + count * options.pageRecord;
    world.pages = this.pages;
    this.#tables = Array.from({ length: options.tables }, (_, index) => this.#addTables(index));
  }

  /** Entries of a block, and so its pages. */
  get entries(): number {
    return this.pages.count;
  }

  /** Addresses of the records of pages, half-open. */
  get records(): { readonly start: number; readonly end: number } {
    return { start: this.pages.base, end: this.#recordsEnd };
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
    this.pages.reset(this.#options.folioOrder);
    const { start, end } = this.records;
    this.#run.memory.copyIn(start, new Uint8Array(end - start));
    this.#options.preparePages(this.pages);
    /** Entries of equal content differ by their frame alone. */
    const models = new Map<EntryContent, { readonly entry: number; readonly page: number }>();
    let page = from;
    for (const run of content) {
      const model = models.get(run.content) ?? { entry: this.#entryFor(run.content, page), page };
      models.set(run.content, model);
      const framed = run.content.state !== 'none' && run.content.state !== 'marker';
      for (const end = page + run.entries; page < end; page++) {
        tables.write(this.#addressOf(page), framed ? advanceFrame(model.entry, page - model.page) : model.entry);
        if (run.content.state === 'present') this.pages.mapCounts[page] = 1;
      }
    }
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

  #addTables(index: number): Pick<TableCall, 'source' | 'sourcePmd' | 'destinationPmd'> {
    const { distance, sourceMm, destinationMm, pinned } = this.#options;
    const start = sourceStart + index * tableSpan(this.#machine);
    const firstIndex = index * this.#machine.entriesPerTable;
    const { tables } = this.#world;
    const source = tables.add({ start, firstIndex, mm: sourceMm, pinned });
    const destination = tables.add({ start: start + distance, firstIndex, mm: destinationMm, pinned: true });
    return { source, sourcePmd: this.#connect(source), destinationPmd: this.#connect(destination) };
  }

  #connect(table: PageTable): number {
    const { memory } = this.#run;
    const pmd = memory.allocate(8);
    memory.store(pmd, 'u64', table.base);
    this.#world.connect(pmd, table, memory.allocate(8));
    return pmd;
  }

  #entryFor(content: EntryContent, page: number): number {
    const { kernel } = this.#options;
    const row = (name: string, ...args: number[]): number => this.#world.read(name)(...args);
    const frame = this.pages.frameOf(page);
    const swapped = (type: number, offset: number): number => row('swp_entry_to_pte', row('swp_entry', type, offset));
    switch (content.state) {
      case 'none':
        return this.#world.emptyEntry;
      case 'swap':
        return row('pte_swp_mkexclusive', swapped(0, 1 + page));
      case 'migration':
        return swapped(content.write ? swapTypes.SWP_MIGRATION_WRITE : swapTypes.SWP_MIGRATION_READ, frame);
      case 'marker':
        return swapped(swapTypes.SWP_PTE_MARKER, 1);
      case 'present': {
        const name = content.write ? (kernel ? 'PAGE_KERNEL' : 'PAGE_SHARED') : readOnly(kernel);
        let entry = row('pfn_pte', frame, this.#machine.protections.get(name) ?? 0);
        entry = row(content.young ? 'pte_mkyoung' : 'pte_mkold', entry);
        entry = row(content.dirty ? 'pte_mkdirty' : 'pte_mkclean', entry);
        if (content.young && this.#machine.used !== undefined) entry = this.#machine.used(entry);
        return content.special ? withBits(entry, bits.special) : entry;
      }
    }
  }
}

function readOnly(kernel: boolean): string {
  return kernel ? 'PAGE_KERNEL_RO' : 'PAGE_READONLY';
}
