/** Why a row stands in for a function even where the tree has its body. Without such a reason the body is run. */
export const standInReasons = {
  primitive: 'what a machine does with a page table is what is simulated',
  tables: 'page tables, their levels and their locks are those of the simulation',
  locks: 'locks are held by the one simulated task',
  sleeping: 'it may sleep, which the sanitizer has to see',
  scheduling: 'the scenario says what the scheduler wants',
  memory: 'memory is allocated and freed by the simulation',
  pages: 'what is known of a page is kept beside its struct page',
  counters: 'counters of an address space are per-CPU data, which is not simulated',
  space: 'of an mm_struct only a part is simulated',
  waiting:
    'pages and tables that wait to be freed are only counted: a walker sees of them that there is room for no more',
  reference: 'the compiled walkers that it is compared with were made so; system calls run the body',
  zeroPage: 'no page of a scenario is the zero page',
  boot: 'the kernel decides it when it boots',
  messages: 'what the kernel prints is not simulated',
  aging: 'what aging finds out is not kept',
  nodes: 'all memory is on one node',
  walks: 'kernel memory is walked by the simulation',
} as const;

export type StandInReason = keyof typeof standInReasons;
