/** MMU_GATHER_BUNDLE of include/asm-generic/tlb.h. */
const slotsOfFirstBatch = 8;

/** Pages in all batches together are this many at most: MAX_GATHER_BATCH_COUNT. */
const mostSlots = 10_000;

/** Bytes of struct mmu_gather_batch before its slots, and of a slot. */
const headBytes = 16;
const slotBytes = 8;

/** Stands in a record for the pages' being freed. */
const freed = 0;

/**
 * Batches that pages wait in until they are freed: mm/mmu_gather.c (6.12, 7.2, 7.3). A page takes one slot, consecutive
 * pages of a folio together two.
 */
export class GatherPages {
  /** MAX_GATHER_BATCH: a batch takes up a page. */
  readonly #slotsOfBatch: number;
  readonly #mostBatches: number;
  /** Batches in use besides the first one, which is part of the gather. */
  #batches = 0;
  /** Slots taken in the batch that is being filled. */
  #slots = 0;
  #recorded: number[] | undefined;
  readonly #pageSize: number;

  /** `pageSize` in bytes. */
  constructor(pageSize: number) {
    this.#pageSize = pageSize;
    this.#slotsOfBatch = (pageSize - headBytes) / slotBytes;
    this.#mostBatches = Math.floor(mostSlots / this.#slotsOfBatch);
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

  get state(): string {
    return `${this.#batches} ${this.#slots}`;
  }

  /** tlb_batch_pages_flush. */
  empty(): void {
    this.#recorded?.push(freed);
    this.#batches = 0;
    this.#slots = 0;
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
      if (recorded[index] === freed) this.empty();
      else if (this.add(recorded[index])) return index;
    }
    return undefined;
  }

  copy(): GatherPages {
    const copy = new GatherPages(this.#pageSize);
    copy.assign(this);
    return copy;
  }

  /** Has as many pages wait as another gather has. */
  assign(other: GatherPages): void {
    this.#batches = other.#batches;
    this.#slots = other.#slots;
  }
}
