import type { Machine } from '../arch/machines.ts';
import { entrySize } from '../machine/page-tables.ts';
import type { World } from '../machine/world.ts';
import { pageSize, tableSpan, upperShifts } from '../models/configuration.ts';

/** Distance between regions of an address space, bytes: entries of a page table are told by their index in its region. */
export const regionBytes = 2 ** 35;

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
    this.top = world.run.memory.allocate(world.upperTableBytes);
  }

  /** Makes the table exist whose entries are those of the level below the top one: an mm has other mappings, too. */
  share(virtual: number): void {
    this.#below(this.top, virtual, 'P4D');
  }

  /** Makes all tables exist that lead to a page table, but not that one. */
  reach(virtual: number): void {
    this.#below(this.#below(this.top, virtual, 'P4D'), virtual, 'PUD');
  }

  /** Address of the entry that maps a virtual address; its tables are made where they are missing. */
  entryOf(virtual: number): number {
    const pud = this.#below(this.top, virtual, 'P4D');
    const pmd = this.#below(pud, virtual, 'PUD');
    const slot = this.#slot(pmd, virtual, 'PMD');
    const { memory } = this.#world.run;
    let base = Number(memory.load(slot, 'u64'));
    if (base === 0) {
      const span = tableSpan(this.#machine);
      const start = Math.floor(virtual / span) * span;
      const firstIndex = (start % regionBytes) / pageSize;
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
    for (const level of ['P4D', 'PUD', 'PMD'] as const) {
      table = Number(memory.load(this.#slot(table, virtual, level), 'u64'));
      if (table === 0) return undefined;
    }
    return table + this.#offset(virtual);
  }

  /** Bytes from the first entry of a page table to the one that maps a virtual address. */
  #offset(virtual: number): number {
    return (Math.floor(virtual / pageSize) % this.#machine.entriesPerTable) * entrySize;
  }

  #below(table: number, virtual: number, level: 'P4D' | 'PUD'): number {
    const { memory } = this.#world.run;
    const slot = this.#slot(table, virtual, level);
    const known = Number(memory.load(slot, 'u64'));
    if (known !== 0) return known;
    const made = memory.allocate(this.#world.upperTableBytes);
    memory.store(slot, 'u64', made);
    return made;
  }

  #slot(table: number, virtual: number, level: 'P4D' | 'PUD' | 'PMD'): number {
    const entries = this.#world.upperTableBytes / 8;
    const index = Math.floor(virtual / 2 ** upperShifts(this.#machine)[level]) % entries;
    return table + index * 8;
  }
}
