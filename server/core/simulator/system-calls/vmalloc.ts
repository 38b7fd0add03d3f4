import type { SystemCall } from './system-call.ts';

const area = {
  space: 'kernel',
  files: ['mm/vmalloc.c', 'mm/memory.c', 'mm/pgalloc-track.h'],
  vmaFlags: 0,
  protection: 'PAGE_KERNEL',
} as const;

const allocation = '__vmalloc_area_node(), mm/vmalloc.c';

export const vmallocCalls: readonly SystemCall[] = [
  {
    ...area,
    name: 'vmalloc',
    title: 'vmalloc',
    steps: [
      {
        title: 'maps an area for its list of pages, which is larger than one',
        functions: ['vmap_small_pages_range_noflush'],
        arguments: { addr: 'list_addr', end: 'list_end', prot: 'PAGE_KERNEL', pages: 'list_pages' },
        source: allocation,
        when: 'list_end - list_addr > PAGE_SIZE',
      },
      {
        title: 'maps the pages',
        functions: ['vmap_small_pages_range_noflush'],
        arguments: { addr: 'addr', end: 'end', prot: 'PAGE_KERNEL', pages: 'pages' },
        source: allocation,
      },
    ],
    scenario: { population: 'all_none' },
  },
  {
    ...area,
    name: 'vfree',
    title: 'vfree, with the purge that follows later',
    steps: [
      {
        title: 'unmaps the pages',
        functions: ['vunmap_range_noflush'],
        arguments: { start: 'addr', end: 'end' },
        source: 'free_unmap_vmap_area(), mm/vmalloc.c',
      },
      {
        title: 'purges areas that were freed, of which this is the only one',
        functions: ['flush_tlb_kernel_range'],
        arguments: { start: 'addr', end: 'end' },
        source: '__purge_vmap_area_lazy(), mm/vmalloc.c',
      },
    ],
    scenario: {},
  },
];
