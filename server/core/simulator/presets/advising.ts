import type { Preset } from './preset.ts';
import { user } from './spaces.ts';

/** What a process says about its memory, and what the kernel finds out. */
export const advisingPresets: readonly Preset[] = [
  {
    ...user,
    name: 'madvise-dontneed',
    title: 'madvise(MADV_DONTNEED)',
    walkers: ['zap_pte_range'],
    returns: 'next-address',
    arguments: { details: '&zapping' },
    // 6.12 has no table to reclaim and passes no details, which stands for all pages; 7.2 has turned that flag round.
    records: { zapping: { tag: 'zap_details', fields: { reclaim_pt: '1', even_cows: '1' } } },
    flush: 'gather',
  },
  {
    ...user,
    name: 'madvise-cold',
    title: 'madvise(MADV_COLD)',
    walkers: ['madvise_cold_or_pageout_pte_range'],
    returns: 'zero-at-end',
    arguments: { walk: '&walk' },
    records: {
      advice: { tag: 'madvise_walk_private', fields: { tlb: 'tlb', pageout: '0' } },
      walk: { tag: 'mm_walk', fields: { mm: 'mm', vma: 'vma', private: '&advice' } },
    },
    flush: 'gather',
  },
  {
    ...user,
    name: 'madvise-free',
    title: 'madvise(MADV_FREE)',
    walkers: ['madvise_free_pte_range'],
    returns: 'zero-at-end',
    arguments: { walk: '&walk' },
    records: { walk: { tag: 'mm_walk', fields: { mm: 'mm', vma: 'vma', private: 'tlb' } } },
    flush: 'gather',
  },
  {
    ...user,
    name: 'pagemap-scan',
    title: 'PAGEMAP_SCAN that write-protects',
    walkers: ['pagemap_scan_pmd_entry'],
    returns: 'zero-at-end',
    arguments: { walk: '&walk' },
    records: {
      scan: { tag: 'pagemap_scan_private', fields: { 'arg.flags': 'PM_SCAN_WP_MATCHING' } },
      walk: { tag: 'mm_walk', fields: { mm: 'mm', vma: 'vma', private: '&scan' } },
    },
  },
  {
    ...user,
    name: 'lru-aging',
    title: 'aging of memory by the multi-generational LRU',
    walkers: ['walk_pte_range'],
    arguments: { args: '&walk' },
    records: {
      aging: {
        tag: 'lru_gen_mm_walk',
        fields: { lruvec: 'mem_cgroup_lruvec(0, folio_pgdat(0))', swappiness: '1', can_swap: '1' },
      },
      walk: { tag: 'mm_walk', fields: { mm: 'mm', vma: 'vma', private: '&aging' } },
    },
  },
  {
    ...user,
    name: 'lru-look-around',
    title: 'reclaim that looks around a young page',
    walkers: ['lru_gen_look_around'],
    arguments: { pvmw: '&mapping', nr: '1' },
    records: {
      mapping: {
        tag: 'page_vma_mapped_walk',
        fields: {
          pfn: 'first_pfn',
          nr_pages: '1',
          vma: 'vma',
          address: 'addr',
          pmd: 'pmd',
          pte: 'first_entry',
          ptl: 'lock',
        },
      },
    },
  },
];
