import type { Preset } from './preset.ts';

/** include/linux/mm.h: VM_READ, VM_WRITE, VM_MAYWRITE. */
const privateMemory = 0x1 | 0x2 | 0x20;

const user = { space: 'user', vmaFlags: privateMemory, parameters: [], flush: 'none', scenario: {} } as const;
const kernel = { ...user, space: 'kernel' } as const;

/** arch/arm64/mm/mmu.c: a flag says that the linear map is of blocks. It was named after another level of BBML in 7.2. */
const splitting = {
  ...kernel,
  blocks: true,
  variables: { linear_map_requires_bbml3: 1, linear_map_requires_bbml2: 1 },
} as const;

/** How code of one architecture calls its own walkers. */
export const architecturePresets: readonly Preset[] = [
  {
    ...kernel,
    name: 'set-memory-ro',
    title: 'set_memory_ro of kernel memory (arm64)',
    walkers: ['update_range_prot'],
    arguments: { start: 'addr', size: 'end - addr', set_mask: 'PAGE_KERNEL_RO', clear_mask: 'PAGE_KERNEL' },
  },
  {
    ...splitting,
    name: 'split-kernel-mapping',
    title: 'part of the linear map is split from its block (arm64)',
    walkers: ['split_kernel_leaf_mapping'],
    arguments: { start: 'addr', end: 'end' },
    // Neither end stands where a block of 16 entries does.
    scenario: { start: 5, entries: 20, population: 'all_none' },
  },
  {
    ...splitting,
    name: 'split-to-pages',
    title: 'the linear map is split into pages (arm64)',
    walkers: ['range_split_to_ptes'],
    arguments: { start: 'addr', end: 'end', gfp: '0' },
    scenario: { population: 'all_none' },
  },
  {
    ...kernel,
    name: 'hash-io-removal',
    title: 'removal of a PCI bridge flushes its memory from the hash table (powerpc)',
    walkers: ['__flush_hash_table_range'],
    arguments: { start: 'addr', end: 'end' },
  },
  {
    ...user,
    name: 'hash-huge-page',
    title: 'collapse into a huge page flushes the page table from the hash table (powerpc)',
    walkers: ['flush_hash_table_pmd_range'],
    arguments: { mm: 'mm', pmd: 'pmd', addr: 'addr' },
  },
  {
    ...user,
    name: 'subpage-protection',
    title: 'subpage_prot() flushes the range from the hash table (powerpc)',
    walkers: ['hpte_flush_range'],
    arguments: { mm: 'mm', addr: 'addr', npages: '(end - addr) >> PAGE_SHIFT' },
  },
];
