/**
 * What a struct mmu_gather has collected: include/asm-generic/tlb.h (6.12, 7.2, 7.3). Pages are freed at once, because
 * nothing that is counted depends on when; the ranges decide whether there is anything to flush.
 */
export interface Gather {
  readonly mm: number;
  readonly fullmm: boolean;
  start: number;
  end: number;
  clearedEntries: boolean;
  freedTables: boolean;
}

export function newGather(mm: number, fullmm: boolean): Gather {
  const gather = { mm, fullmm, start: 0, end: 0, clearedEntries: false, freedTables: false };
  resetGather(gather);
  return gather;
}

/** __tlb_reset_range: a full teardown covers everything, any other gather nothing. */
export function resetGather(gather: Gather): void {
  gather.start = Number.MAX_SAFE_INTEGER;
  gather.end = gather.fullmm ? Number.MAX_SAFE_INTEGER : 0;
  gather.clearedEntries = false;
  gather.freedTables = false;
}

/** tlb_flush_pte_range: `size` in bytes. */
export function widenGather(gather: Gather, address: number, size: number): void {
  gather.start = Math.min(gather.start, address);
  gather.end = Math.max(gather.end, address + size);
  gather.clearedEntries = true;
}

export function hasSomethingToFlush(gather: Gather): boolean {
  return gather.clearedEntries || gather.freedTables;
}
