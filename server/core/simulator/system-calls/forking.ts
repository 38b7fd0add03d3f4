import type { SystemCall } from './system-call.ts';
import { privateMemory } from './vma-flags.ts';

const caller = 'dup_mmap(), mm/mmap.c (7.2, 7.3), kernel/fork.c (6.12)';

export const forkingCalls: readonly SystemCall[] = [
  {
    name: 'fork',
    title: 'fork',
    space: 'user',
    files: ['mm/memory.c'],
    vmaFlags: privateMemory.writable,
    protection: 'PAGE_READONLY',
    destination: 'child',
    steps: [
      {
        title: 'shares the pages with the child',
        functions: ['copy_page_range'],
        arguments: { dst_vma: 'new_vma', src_vma: 'vma' },
        source: caller,
      },
      {
        title: 'shares the other pages of the process',
        functions: ['copy_page_range'],
        arguments: { dst_vma: 'other_new_vma', src_vma: 'other_vma' },
        source: caller,
        when: 'other_pages',
      },
      {
        title: 'flushes the address space of the parent',
        functions: ['flush_tlb_mm'],
        arguments: { mm: 'mm' },
        source: caller,
      },
    ],
    scenario: {},
  },
];
