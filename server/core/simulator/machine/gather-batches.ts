/** MMU_GATHER_BUNDLE of include/asm-generic/tlb.h. */
const slotsOfFirstBatch = 8;

/** Pages in all batches together are this many at most: MAX_GATHER_BATCH_COUNT. */
const mostSlots = 10_000;

/** Bytes of struct mmu_gather_batch and of struct mmu_table_batch before their slots, and of a slot. */
const headBytes = { pages: 16, tables: 24 };
const slotBytes = 8;

/** Stand in a record for a page table that is added, and for all that waits being freed. */
const addedTable = -1;
const freed = 0;

/**
 * Batches that pages and page tables wait in until they are freed: mm/mmu_gather.c (6.12, 7.2, 7.3). A page takes one slot,
 * consecutive pages of a folio together two, a table one in a batch of its own kind.
 */
export class GatherBatches {
  /** MAX_GATHER_BATCH: a batch takes up a page. */
  readonly #slotsOfBatch: number;
  readonly #mostBatches: number;
  /** MAX_TABLE_BATCH. */
  readonly #mostTables: number;
  /** Batches of pages in use besides the first one, which is part of the gather. */
  #batches = 0;
  /** Slots taken in the batch that is being filled. */
  #slots = 0;
  #tables = 0;
  #recorded: number[] | undefined;
  readonly #pageSize: number;

  /** `pageSize` in bytes. */
  constructor(pageSize: number) {
    this.#pageSize = pageSize;
    this.#slotsOfBatch = (pageSize - headBytes.pages) / slotBytes;
    this.#mostBatches = Math.floor(mostSlots / this.#slotsOfBatch);
    this.#mostTables = (pageSize - headBytes.tables) / slotBytes;
  }

  /** Keeps pages for later. True when there is room for no more of them: the gather has to be flushed. */
  add(pages: number): boolean {
    this.#recorded?.push(pages);
    this.#slots += pages === 1 ? 1 : 2;
    const room = this.#batches === 0 ? slotsOfFirstBatch : this.#slotsOfBatch;
    // __tlb_remove_folio_pages_size leaves room for the two slots of a folio.
    if (this.#slots < room - 1) return false;
    if (this.#batches === this.#mostBatches) return true;
    this.#batches++;
    this.#slots = 0;
    return false;
  }

  /** tlb_remove_table: keeps a table for later. True when its batch is full, which is freed then, behind a flush. */
  addTable(): boolean {
    this.#recorded?.push(addedTable);
    this.#tables++;
    if (this.#tables < this.#mostTables) return false;
    this.#tables = 0;
    return true;
  }

  get state(): string {
    return `${this.#batches} ${this.#slots} ${this.#tables}`;
  }

  /** tlb_table_flush, tlb_batch_pages_flush. */
  empty(): void {
    this.#recorded?.push(freed);
    this.#batches = 0;
    this.#slots = 0;
    this.#tables = 0;
  }

  /** Starts to record what is done to them. The function that it returns ends that. */
  record(): () => readonly number[] {
    const recorded: number[] = [];
    this.#recorded = recorded;
    return () => {
      this.#recorded = undefined;
      return recorded;
    };
  }

  /** Does what was recorded, up to the first time that there is room for no more: gives the index of that, if it is met. */
  repeat(recorded: readonly number[]): number | undefined {
    for (let index = 0; index < recorded.length; index++) {
      if (this.#repeatOne(recorded[index])) return index;
    }
    return undefined;
  }

  /** True when there is room for no more. */
  #repeatOne(recorded: number): boolean {
    if (recorded === addedTable) return this.addTable();
    if (recorded !== freed) return this.add(recorded);
    this.empty();
    return false;
  }

  copy(): GatherBatches {
    const copy = new GatherBatches(this.#pageSize);
    copy.assign(this);
    return copy;
  }

  /** Has as much wait as in another gather. */
  assign(other: GatherBatches): void {
    this.#batches = other.#batches;
    this.#slots = other.#slots;
    this.#tables = other.#tables;
  }
}
