/** Flags of allocations, by whether they let the allocator wait: include/linux/gfp_types.h, asm-generic/pgalloc.h (6.12, 7.3). */

/** They hold __GFP_DIRECT_RECLAIM. */
export const blockingFlags: ReadonlySet<string> = new Set([
  '__GFP_DIRECT_RECLAIM',
  '__GFP_RECLAIM',
  'GFP_KERNEL',
  'GFP_KERNEL_ACCOUNT',
  'GFP_NOIO',
  'GFP_NOFS',
  'GFP_USER',
  'GFP_HIGHUSER',
  'GFP_HIGHUSER_MOVABLE',
  'GFP_TRANSHUGE',
  'GFP_PGTABLE_KERNEL',
  'GFP_PGTABLE_USER',
]);

/** Taken away from flags, they no longer let the allocator wait. */
export const reclaimFlags: ReadonlySet<string> = new Set(['__GFP_DIRECT_RECLAIM', '__GFP_RECLAIM']);
