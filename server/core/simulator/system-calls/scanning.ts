import type { SystemCall } from './system-call.ts';
import { privateMemory } from './vma-flags.ts';

const memory = {
  space: 'user',
  vmaFlags: privateMemory.writable,
  protection: 'PAGE_READONLY',
} as const;

const clearRefs = 'clear_refs_write(), fs/proc/task_mmu.c';

/** A VMA that userfaultfd write-protects; the models answer for a process without it. */
const writeProtecting = { userfaultfd_wp: 1, userfaultfd_wp_async: 1, userfaultfd_wp_unpopulated: 1 };

export const scanningCalls: readonly SystemCall[] = [
  {
    ...memory,
    name: 'clear-soft-dirty',
    title: 'clearing of soft-dirty bits (4 to /proc/PID/clear_refs)',
    files: ['fs/proc/task_mmu.c', 'mm/pagewalk.c'],
    records: { clearing: { tag: 'clear_refs_private', fields: { type: 'CLEAR_REFS_SOFT_DIRTY' } } },
    steps: [
      {
        title: 'clears the bit of the pages, and write-protects them',
        functions: ['walk_page_range'],
        arguments: { mm: 'mm', start: 'addr', end: 'end', ops: '&clear_refs_walk_ops', private: '&clearing' },
        source: clearRefs,
      },
      {
        title: 'flushes the address space',
        functions: ['flush_tlb_mm'],
        arguments: { mm: 'mm' },
        source: clearRefs,
      },
    ],
    scenario: { config: { CONFIG_MEM_SOFT_DIRTY: true } },
  },
  {
    ...memory,
    name: 'pagemap-scan',
    title: 'PAGEMAP_SCAN that write-protects what it finds',
    files: ['fs/proc/task_mmu.c', 'mm/pagewalk.c'],
    records: { scan: { tag: 'pagemap_scan_private', fields: { 'arg.flags': 'PM_SCAN_WP_MATCHING' } } },
    steps: [
      {
        title: 'scans the pages, and write-protects them',
        functions: ['walk_page_range'],
        arguments: { mm: 'mm', start: 'addr', end: 'end', ops: '&pagemap_scan_ops', private: '&scan' },
        source: 'do_pagemap_scan(), fs/proc/task_mmu.c',
      },
    ],
    scenario: { assume: writeProtecting },
  },
  {
    ...memory,
    name: 'uffd-writeprotect',
    title: 'UFFDIO_WRITEPROTECT',
    files: ['mm/userfaultfd.c', 'mm/mprotect.c'],
    steps: [
      {
        title: 'write-protects the pages, and marks them',
        functions: ['uffd_wp_range'],
        arguments: { dst_vma: 'vma', vma: 'vma', start: 'addr', len: 'end - addr', enable_wp: '1' },
        source: 'mwriteprotect_range(), mm/userfaultfd.c',
      },
    ],
    scenario: { assume: writeProtecting },
  },
];
