import type { KernelStep, SystemCall } from './system-call.ts';
import { privateMemory } from './vma-flags.ts';

/** From 6.16 on the gather of MADV_DONTNEED and MADV_FREE is that of the whole call; before, their functions have their own. */
const wholeCall = {
  arguments: { madv_behavior: '&behavior' },
  source: 'do_madvise(), mm/madvise.c (7.2, 7.3)',
  optional: true,
} as const;

const gather: KernelStep = {
  ...wholeCall,
  title: 'starts to gather what has to be flushed',
  functions: ['madvise_init_tlb'],
};

const finish: KernelStep = {
  ...wholeCall,
  title: 'flushes what was gathered',
  functions: ['madvise_finish_tlb'],
};

const memory = {
  space: 'user',
  files: ['mm/madvise.c', 'mm/memory.c', 'mm/pagewalk.c'],
  vmaFlags: privateMemory.writable,
  protection: 'PAGE_READONLY',
  scenario: {},
} as const;

/** What the functions of a call with an advice are told of it. */
function told(advice: string): Pick<SystemCall, 'records'> {
  const range = { 'range.start': 'addr', 'range.end': 'end' };
  const fields = { mm: 'mm', vma: 'vma', tlb: 'tlb', behavior: advice, ...range };
  return {
    records: {
      previous: { tag: 'simulated_slot', fields: {} },
      behavior: { tag: 'madvise_behavior', fields },
    },
  };
}

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
    ...told('MADV_DONTNEED'),
    name: 'madvise-dontneed',
    title: 'madvise(MADV_DONTNEED)',
    steps: [gather, advise('drops the pages', 'madvise_dontneed_single_vma'), finish],
  },
  {
    ...memory,
    ...told('MADV_FREE'),
    name: 'madvise-free',
    title: 'madvise(MADV_FREE)',
    steps: [gather, advise('lets the pages be dropped', 'madvise_free_single_vma'), finish],
  },
  {
    ...memory,
    ...told('MADV_COLD'),
    name: 'madvise-cold',
    title: 'madvise(MADV_COLD)',
    steps: [advise('ages the pages', 'madvise_cold')],
  },
];
