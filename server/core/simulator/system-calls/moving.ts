import { finish, freeTables, gather, unmapPages, zapping } from './steps.ts';
import type { SystemCall } from './system-call.ts';
import { privateMemory } from './vma-flags.ts';

const caller = 'move_vma(), mm/mremap.c';

const mremap = {
  space: 'user',
  files: ['mm/mremap.c', 'mm/memory.c'],
  vmaFlags: privateMemory.writable,
  protection: 'PAGE_READONLY',
  destination: 'process',
  records: {
    zapping,
    control: {
      tag: 'pagetable_move_control',
      fields: {
        old: 'vma',
        new: 'new_vma',
        old_addr: 'addr',
        old_end: 'end',
        new_addr: 'new_addr',
        len_in: 'end - addr',
      },
    },
  },
  steps: [
    {
      title: 'moves the page tables',
      functions: ['move_page_tables'],
      arguments: {
        pmc: '&control',
        vma: 'vma',
        old_addr: 'addr',
        new_vma: 'new_vma',
        new_addr: 'new_addr',
        len: 'end - addr',
        need_rmap_locks: '0',
        for_stack: '0',
      },
      source: caller,
    },
    gather(`do_vmi_munmap() from ${caller}`),
    { ...unmapPages, title: 'unmaps what is left behind' },
    freeTables('floor', 'ceiling'),
    finish(`do_vmi_munmap() from ${caller}`),
  ],
} as const;

/** The destination starts that many pages behind the beginning of a page table, unless a scenario says otherwise. */
const unalignedStart = 16;

export const movingCalls: readonly SystemCall[] = [
  { ...mremap, name: 'mremap', title: 'mremap to a place that is aligned alike', scenario: {} },
  {
    ...mremap,
    name: 'mremap-unaligned',
    title: 'mremap to a place that is aligned differently',
    scenario: { destinationStart: unalignedStart },
  },
];
