import { finish, gather } from './steps.ts';
import type { KernelStep, SystemCall } from './system-call.ts';
import { privateMemory } from './vma-flags.ts';

/** From 6.16 on the gather of MADV_DONTNEED and MADV_FREE is that of the whole call; before, their functions have their own. */
const caller = 'madvise_do_behavior(), mm/madvise.c (7.2, 7.3)';

const memory = {
  space: 'user',
  files: ['mm/madvise.c', 'mm/memory.c', 'mm/pagewalk.c'],
  vmaFlags: privateMemory.writable,
  protection: 'PAGE_READONLY',
  records: {
    previous: { tag: 'simulated_slot', fields: {} },
    behavior: {
      tag: 'madvise_behavior',
      fields: { mm: 'mm', vma: 'vma', tlb: 'tlb', 'range.start': 'addr', 'range.end': 'end' },
    },
  },
  scenario: {},
} as const;

function advise(title: string, name: string): KernelStep {
  return {
    title,
    functions: [name],
    arguments: {
      madv_behavior: '&behavior',
      vma: 'vma',
      prev: '&previous',
      start: 'addr',
      start_addr: 'addr',
      end: 'end',
      end_addr: 'end',
    },
    source: 'madvise_vma_behavior(), mm/madvise.c',
  };
}

export const advisingCalls: readonly SystemCall[] = [
  {
    ...memory,
    name: 'madvise-dontneed',
    title: 'madvise(MADV_DONTNEED)',
    steps: [gather(caller), advise('drops the pages', 'madvise_dontneed_single_vma'), finish(caller)],
  },
  {
    ...memory,
    name: 'madvise-free',
    title: 'madvise(MADV_FREE)',
    steps: [gather(caller), advise('lets the pages be dropped', 'madvise_free_single_vma'), finish(caller)],
  },
  {
    ...memory,
    name: 'madvise-cold',
    title: 'madvise(MADV_COLD)',
    steps: [advise('ages the pages', 'madvise_cold')],
  },
];
