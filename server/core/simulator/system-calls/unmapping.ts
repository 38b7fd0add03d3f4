import { finish, freeTables, gather, gatherAll, unmapPages, zapping } from './steps.ts';
import type { SystemCall } from './system-call.ts';
import { privateMemory } from './vma-flags.ts';

const munmap = 'vms_clear_ptes(), mm/vma.c (7.2, 7.3); unmap_region(), mm/vma.c (6.12)';
const exit = 'exit_mmap(), mm/mmap.c';

const memory = {
  space: 'user',
  files: ['mm/memory.c'],
  vmaFlags: privateMemory.writable,
  protection: 'PAGE_READONLY',
  records: { zapping },
  scenario: {},
} as const;

export const unmappingCalls: readonly SystemCall[] = [
  {
    ...memory,
    name: 'munmap',
    title: 'munmap',
    steps: [gather(munmap), unmapPages, freeTables('floor', 'ceiling'), finish(munmap)],
  },
  {
    ...memory,
    name: 'exit',
    title: 'exit of the process',
    unpinned: true,
    steps: [gatherAll(exit), unmapPages, freeTables('0', '0'), finish(exit)],
  },
];
