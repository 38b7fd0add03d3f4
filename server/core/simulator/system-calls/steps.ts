import type { KernelStep } from './system-call.ts';

/** Steps that many system calls share. `caller` is the kernel function that does it, with its file. */

export const gather = (caller: string): KernelStep => ({
  title: 'starts to gather what has to be flushed',
  functions: ['tlb_gather_mmu'],
  arguments: { tlb: 'tlb', mm: 'mm' },
  source: caller,
});

export const gatherAll = (caller: string): KernelStep => ({
  ...gather(caller),
  functions: ['tlb_gather_mmu_fullmm'],
});

export const finish = (caller: string): KernelStep => ({
  title: 'flushes what was gathered',
  functions: ['tlb_finish_mmu'],
  arguments: { tlb: 'tlb' },
  source: caller,
});

/** unmap_vmas looks for the VMAs of the range, of which there is one. */
export const unmapPages: KernelStep = {
  title: 'unmaps the pages',
  functions: ['__zap_vma_range', 'unmap_page_range'],
  arguments: { tlb: 'tlb', vma: 'vma', start: 'addr', addr: 'addr', end: 'end', details: '&zapping' },
  source: 'unmap_vmas(), mm/memory.c',
};

/** free_pgtables calls it for each VMA, with what its neighbours need kept. */
export const freeTables = (floor: string, ceiling: string): KernelStep => ({
  title: 'frees page tables that map nothing any more',
  functions: ['free_pgd_range'],
  arguments: { tlb: 'tlb', addr: 'addr', end: 'end', floor, ceiling },
  source: 'free_pgtables(), mm/memory.c',
});

/** struct zap_details of unmap_vmas. */
export const zapping = {
  tag: 'zap_details',
  fields: { zap_flags: 'ZAP_FLAG_DROP_MARKER | ZAP_FLAG_UNMAP', even_cows: '1' },
} as const;
