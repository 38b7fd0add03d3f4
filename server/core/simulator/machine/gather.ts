/** Levels of the page table whose entries a gather has seen cleared: cleared_ptes, cleared_pmds, cleared_puds, cleared_p4ds. */
export const gatherLevels = ['pte', 'pmd', 'pud', 'p4d'] as const;

export type GatherLevel = (typeof gatherLevels)[number];

const levelBits: Readonly<Record<GatherLevel, number>> = { pte: 1, pmd: 2, pud: 4, p4d: 8 };

/**
 * What a struct mmu_gather has collected: include/asm-generic/tlb.h (6.12, 7.2, 7.3). Pages are freed at once, because
 * nothing that is counted depends on when; how many wait decides when the gather is full, the ranges what is flushed.
 */
export interface Gather {
  readonly mm: number;
  readonly fullmm: boolean;
  /** Virtual addresses, half-open; `start` is beyond `end` when nothing was collected. */
  start: number;
  end: number;
  /** Of `levelBits`. */
  cleared: number;
  freedTables: boolean;
  readonly pages: GatherPages;
  /** Times that the range was flushed, or started over. */
  resets: number;
}

export function newGather(mm: number, fullmm: boolean): Gather {
  const pages = new GatherPages();
  const gather: Gather = { mm, fullmm, start: 0, end: 0, cleared: 0, freedTables: false, pages, resets: 0 };
  resetGather(gather);
  return gather;
}

/** __tlb_reset_range: a full teardown covers everything, any other gather nothing. */
export function resetGather(gather: Gather): void {
  gather.start = Number.MAX_SAFE_INTEGER;
  gather.end = gather.fullmm ? Number.MAX_SAFE_INTEGER : 0;
  gather.cleared = 0;
  gather.freedTables = false;
  gather.resets++;
}

/** Whether the range, by its start or by its end, is one of addresses: not that of a whole address space, nor of nothing. */
function isAddress(bound: number): boolean {
  return bound !== 0 && bound !== Number.MAX_SAFE_INTEGER;
}

/** Moves the range by a number of bytes, for page tables that stand for other addresses than before. */
export function moveGather(gather: Gather, bytes: number): void {
  if (isAddress(gather.start)) gather.start += bytes;
  if (isAddress(gather.end)) gather.end += bytes;
}

/** All that a gather knows but for its pages, its range and how often that was flushed: equal texts are equal states. */
export function gatherState({ mm, fullmm, cleared, freedTables }: Gather): string {
  return [mm, fullmm, cleared, freedTables].join(' ');
}

/** tlb_flush_pte_range and those of the levels above: `size` in bytes. */
export function widenGather(gather: Gather, address: number, size: number, level: GatherLevel): void {
  if (address < gather.start) gather.start = address;
  if (address + size > gather.end) gather.end = address + size;
  gather.cleared |= levelBits[level];
}

export function hasCleared({ cleared }: Gather, level: GatherLevel): boolean {
  return (cleared & levelBits[level]) !== 0;
}

export function hasSomethingToFlush(gather: Gather): boolean {
  return gather.cleared !== 0 || gather.freedTables;
}

/** MMU_GATHER_BUNDLE, MAX_GATHER_BATCH and MAX_GATHER_BATCH_COUNT of include/asm-generic/tlb.h, with pages of 4 KiB. */
const slotsOfFirstBatch = 8;
const slotsOfBatch = (4096 - 16) / 8;
const mostBatches = Math.floor(10_000 / slotsOfBatch);

/** Stands in a record for the pages' being freed. */
const freed = 0;

/**
 * Batches that pages wait in until they are freed: mm/mmu_gather.c (6.12, 7.2, 7.3). A page takes one slot, consecutive
 * pages of a folio together two.
 */
export class GatherPages {
  /** Batches in use besides the first one, which is part of the gather. */
  #batches = 0;
  /** Slots taken in the batch that is being filled. */
  #slots = 0;
  #recorded: number[] | undefined;

  /** Keeps pages for later. True when there is room for no more of them: the gather has to be flushed. */
  add(pages: number): boolean {
    this.#recorded?.push(pages);
    this.#slots += pages === 1 ? 1 : 2;
    const room = this.#batches === 0 ? slotsOfFirstBatch : slotsOfBatch;
    // __tlb_remove_folio_pages_size leaves room for the two slots of a folio.
    if (this.#slots < room - 1) return false;
    if (this.#batches === mostBatches) return true;
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
    const copy = new GatherPages();
    copy.assign(this);
    return copy;
  }

  /** Has as many pages wait as another gather has. */
  assign(other: GatherPages): void {
    this.#batches = other.#batches;
    this.#slots = other.#slots;
  }
}
