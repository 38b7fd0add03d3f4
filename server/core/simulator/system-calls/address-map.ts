import type { Machine } from '../arch/machines.ts';
import { type PageGeometry, upperEntry } from '../arch/page-geometry.ts';
import { entrySize } from '../machine/page-tables.ts';
import type { World } from '../machine/world.ts';

/**
 * Distance between regions of an address space, bytes: an entry of the top table maps sixteen of them. Entries of a page
 * table are told by their index in its region.
 */
export function regionBytes(geometry: PageGeometry): number {
  return 2 ** geometry.shift('PGD') / 16;
}

/** Room for a spinlock_t, bytes. */
const lockBytes = 16;

/** The page tables of one mm, made as addresses are mapped: see `models/upper-tables.ts` for what an entry above them is. */
export class AddressMap {
  readonly #world: World;
  readonly #machine: Machine;
  readonly #mm: number;
  readonly #pinned: boolean;
  /** Address of the top table: mm->pgd. */
  readonly top: number;

  /** `pinned` as of `PageTable`: it also goes for tables that are made later. */
  constructor(world: World, machine: Machine, mm: number, pinned: boolean) {
    this.#world = world;
    this.#machine = machine;
    this.#mm = mm;
    this.#pinned = pinned;
    this.top = world.run.memory.allocate(machine.geometry.tableBytes('PGD'));
  }

  /** Makes the table exist that an entry of the top one leads to: an mm has other mappings, too. */
  share(virtual: number): void {
    this.#entryOfLevel(1, virtual);
  }

  /** Makes all tables exist that lead to a page table, but not that one. */
  reach(virtual: number): void {
    this.#pmdOf(virtual);
  }

  /** Address of the entry that maps a virtual address; its tables are made where they are missing. */
  entryOf(virtual: number): number {
    const slot = this.#pmdOf(virtual);
    const { memory } = this.#world.run;
    let base = Number(memory.load(slot, 'u64'));
    if (base === 0) {
      const { geometry } = this.#machine;
      const start = Math.floor(virtual / geometry.tableSpan) * geometry.tableSpan;
      const firstIndex = (start % regionBytes(geometry)) / geometry.pageSize;
      const table = this.#world.tables.add({ start, firstIndex, mm: this.#mm, pinned: this.#pinned });
      this.#world.addLock(table, memory.allocate(lockBytes));
      base = table.base;
      memory.store(slot, 'u64', base);
    }
    return base + this.#offset(virtual);
  }

  /** Address of the entry that maps a virtual address; undefined where no page table does. */
  find(virtual: number): number | undefined {
    const { memory } = this.#world.run;
    let table = this.top;
    for (const level of this.#machine.geometry.upperLevels) {
      table = Number(memory.load(upperEntry(level, table, virtual), 'u64'));
      if (table === 0) return undefined;
    }
    return table + this.#offset(virtual);
  }

  /** Bytes from the first entry of a page table to the one that maps a virtual address. */
  #offset(virtual: number): number {
    return (Math.floor(virtual / this.#world.pageSize) % this.#machine.entriesPerTable) * entrySize;
  }

  #pmdOf(virtual: number): number {
    return this.#entryOfLevel(this.#machine.geometry.upperLevels.length - 1, virtual);
  }

  /** Address of the entry of a level, counted from the top; the tables that lead to it are made where they are missing. */
  #entryOfLevel(depth: number, virtual: number): number {
    const { geometry } = this.#machine;
    const { memory } = this.#world.run;
    const [top, ...below] = geometry.upperLevels;
    let entry = upperEntry(top, this.top, virtual);
    for (const level of below.slice(0, depth)) {
      let table = Number(memory.load(entry, 'u64'));
      if (table === 0) {
        table = memory.allocate(geometry.tableBytes(level.level));
        memory.store(entry, 'u64', table);
      }
      entry = upperEntry(level, table, virtual);
    }
    return entry;
  }
}
