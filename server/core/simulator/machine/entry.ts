/**
 * A page-table entry as a number: flags in the low 20 bits, the page frame (or swap offset) above them. It stays a safe
 * integer up to 2^32 frames, and bit operations on the flags are exact because they look at the low 32 bits only.
 * The layout is ours: walkers reach entries through accessors, and each machine says what an accessor means.
 */
export const entryBits = {
  /** The kernel takes the entry for a mapping, valid in hardware or not. */
  present: 0x1,
  softDirty: 0x2,
  young: 0x4,
  dirty: 0x8,
  /** Clear in a present entry: PROT_NONE. */
  read: 0x10,
  write: 0x20,
  /** Has no struct page that may be touched. */
  special: 0x40,
  uffd: 0x80,
  /** Reachable from user mode; the kernel's own mappings lack it. */
  user: 0x100,
  /** s390 hardware bits: arch/s390/include/asm/pgtable.h, _PAGE_PROTECT and _PAGE_INVALID. */
  protect: 0x200,
  invalid: 0x400,
  /** Not present, and neither empty: swap, migration, marker. */
  swap: 0x800,
  /** The swap entry belongs to one process alone. */
  exclusive: 0x1000,
  /** powerpc: the hash table has an entry for it. arch/powerpc/include/asm/book3s/64/hash.h, H_PAGE_HASHPTE. */
  hashed: 0x2000,
  /** s390: the host of a guest says that the page is not in use. arch/s390/include/asm/pgtable.h, _PAGE_UNUSED. */
  unused: 0x2000,
  /** arm64: one of a block of entries that the hardware may cache as one. arch/arm64/include/asm/pgtable-hwdef.h, PTE_CONT. */
  contiguous: 0x2000,
  /** A process may execute the page. */
  execute: 0x80000,
} as const;

const typeUnit = 0x4000;
const typeMask = 0x1f;
/** What one page frame adds to an entry: flags stand below it. */
export const frameUnit = 0x100000;
const flagMask = 0xfffff;

/** Page frame of a present entry, offset of a swap entry. */
export function frameOf(entry: number): number {
  return Math.floor(entry / frameUnit);
}

/** Flags of an entry without its frame: also the shape of a pgprot_t. */
export function flagsOf(entry: number): number {
  return entry & flagMask;
}

export function entryFor(frame: number, flags: number): number {
  return frame * frameUnit + flags;
}

export function advanceFrame(entry: number, frames: number): number {
  return entry + frames * frameUnit;
}

export function withBits(entry: number, bits: number): number {
  return entry + (bits & ~(entry & bits));
}

export function withoutBits(entry: number, bits: number): number {
  return entry - (entry & bits);
}

/** Bits of a swp_entry_t or softleaf_t below its type: SWP_TYPE_SHIFT and LEAF_TYPE_SHIFT as C sees them. */
export const swapTypeShift = 45;

const swapTypeUnit = 2 ** swapTypeShift;

/** A swp_entry_t or softleaf_t: a type above an offset. 0 is no entry: no swap area has a slot 0. */
export function swapValue(type: number, offset: number): number {
  return type * swapTypeUnit + offset;
}

export function swapType(value: number): number {
  return Math.floor(value / swapTypeUnit);
}

export function swapOffset(value: number): number {
  return value % swapTypeUnit;
}

/** The swap value of a non-present entry, without flags of the entry; 0 for empty and present entries. */
export function swapValueOf(entry: number): number {
  if ((entry & entryBits.swap) === 0) return 0;
  return swapValue(Math.floor((entry & flagMask) / typeUnit) & typeMask, frameOf(entry));
}

/** The entry of a swap value: its type among the flags, its offset where a present entry has its frame. */
export function entryOfSwap(value: number): number {
  return entryFor(swapOffset(value), entryBits.swap + swapType(value) * typeUnit);
}

/**
 * Types of non-present entries, by the names that include/linux/swap.h and leafops.h (swapops.h before 7.0) give them.
 * Their numbers are ours; headers see them as constants.
 */
export const swapTypes = {
  SWP_HWPOISON: 24,
  SWP_MIGRATION_READ: 25,
  SWP_MIGRATION_READ_EXCLUSIVE: 26,
  SWP_MIGRATION_WRITE: 27,
  SWP_DEVICE_WRITE: 28,
  SWP_DEVICE_READ: 29,
  SWP_DEVICE_EXCLUSIVE: 30,
  SWP_PTE_MARKER: 31,
  /** Types below it are swap areas. */
  MAX_SWAPFILES: 24,
} as const;
