import type { TableWindow, Word } from '../interpreter/runtime.ts';
import { addressSpace } from '../interpreter/runtime.ts';

/** Bytes of one entry: sizeof(pte_t) on every machine. */
export const entrySize = 8;

/** One simulated page table, one entry per page of `span` bytes of virtual address space. */
export interface PageTable {
  /** Address of its first entry in the window of page tables. */
  readonly base: number;
  /** Virtual address that the first entry maps. */
  readonly start: number;
  /** Index of the first entry among those of all tables of the same range. */
  readonly firstIndex: number;
  /** The mm it belongs to: a pointer. */
  readonly mm: number;
  /** Hypervisor (Xen): the table is pinned, thus read-only to the guest. */
  readonly pinned: boolean;
  /** What a walker moves or copies to; its entries are counted as those of the range that they are for. */
  readonly isDestination: boolean;
}

/** Slots that are kept from one run to the next; 2 MiB. */
const keptSlots = 1 << 18;

/** Where an access of a page table went wrong; turned into an ExecutionStop by whoever knows the place. */
export class TableFault extends Error {}

/**
 * All page tables of one run, in one array: entry k of table t stands at slot t * stride + k. A guard of as many slots
 * follows each table, so that a walker that runs over the end is caught instead of reading its neighbour.
 */
export class PageTables implements TableWindow {
  /** Entries per table. */
  readonly entries: number;
  readonly tables: PageTable[] = [];
  /** Value of a slot that maps nothing. */
  readonly empty: number;
  /** Entries of the range before those that the tables stand for now. */
  origin = 0;
  #slots: Float64Array;
  /** Slots from one table to the next, and the power of two that it is. */
  readonly #stride: number;
  readonly #strideBits: number;
  /** Bytes of the window that tables take up so far. */
  #bytes = 0;

  /** `entries` is a power of two, so that finding a slot takes integer operations alone. */
  constructor(entries: number, empty: number) {
    this.entries = entries;
    this.empty = empty;
    this.#stride = 2 * entries;
    this.#strideBits = Math.log2(this.#stride);
    this.#slots = new Float64Array(0);
  }

  /** Without any table. */
  reset(): void {
    if (this.#slots.length > keptSlots) this.#slots = new Float64Array(0);
    else this.clear();
    this.tables.length = 0;
    this.origin = 0;
    this.#bytes = 0;
  }

  /** A table full of empty entries. Named one by one, its fields make all tables of one layout to V8; a spread does not. */
  add({
    start,
    firstIndex,
    mm,
    pinned,
    isDestination = false,
  }: Omit<PageTable, 'base' | 'isDestination'> & Partial<Pick<PageTable, 'isDestination'>>): PageTable {
    const index = this.tables.length;
    const stride = this.#stride;
    const base = addressSpace.tables + this.#bytes;
    if (base + stride * entrySize > addressSpace.tablesEnd)
      throw new TableFault('no room for another page table; simulate fewer entries');
    const added: PageTable = { base, start, firstIndex, mm, pinned, isDestination };
    this.tables.push(added);
    this.#bytes += stride * entrySize;
    if ((index + 1) * stride > this.#slots.length) {
      const slots = new Float64Array(Math.max(2 * this.#slots.length, stride)).fill(this.empty);
      slots.set(this.#slots);
      this.#slots = slots;
    }
    return added;
  }

  read(address: number): number {
    return this.#slots[this.#slot(address)];
  }

  write(address: number, entry: number): void {
    this.#slots[this.#slot(address)] = entry;
  }

  /** Consecutive entries of one table, in place. Throws a TableFault when they are not all in it. */
  entriesFrom(address: number, count: number): Float64Array {
    const first = this.#slot(address);
    const room = this.entries - (first & (this.entries - 1));
    if (count > room) throw new TableFault(this.#explain(address + room * entrySize));
    return this.#slots.subarray(first, first + count);
  }

  /** Index of the entry at an address among those of all tables of its range. */
  indexOf(address: number): number {
    const slot = this.#slot(address);
    return this.origin + this.tables[slot >> this.#strideBits].firstIndex + (slot & (this.entries - 1));
  }

  tableOf(address: number): PageTable {
    return this.tables[this.#slot(address) >> this.#strideBits];
  }

  /** Empties all tables. */
  clear(): void {
    this.#slots.fill(this.empty, 0, this.#bytes / entrySize);
  }

  /** Entries of all tables, to be put back later. */
  copyOut(): Float64Array {
    return this.#slots.slice(0, this.#bytes / entrySize);
  }

  copyIn(entries: Float64Array): void {
    this.#slots.set(entries);
  }

  /** C code that goes past the accessors: a direct dereference of a pte_t pointer. */
  load(address: number): Word {
    return this.read(address);
  }

  store(address: number, value: Word): void {
    this.write(address, Number(value));
  }

  #slot(address: number): number {
    const offset = address - addressSpace.tables;
    // Of the bits of an offset, the lowest three are those within an entry; the one of `entries` leads to the guard.
    if (offset >= 0 && offset < this.#bytes && (offset & ((entrySize * this.entries) | (entrySize - 1))) === 0) {
      return offset >> 3;
    }
    throw new TableFault(this.#explain(address));
  }

  #explain(address: number): string {
    const stride = this.#stride * entrySize;
    const index = Math.floor((address - addressSpace.tables) / stride);
    if (address < addressSpace.tables || index >= this.tables.length) {
      return `0x${address.toString(16)} is not the address of a page-table entry`;
    }
    const entry = Math.floor((address - addressSpace.tables - index * stride) / entrySize);
    return `entry ${entry} is beyond the end of a page table of ${this.entries} entries`;
  }
}
