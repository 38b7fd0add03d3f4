import type { Preset } from './preset.ts';
import { user } from './spaces.ts';

/** What a process does with its memory as a whole. */
export const processMemoryPresets: readonly Preset[] = [
  {
    ...user,
    name: 'munmap',
    title: 'munmap',
    walkers: ['zap_pte_range'],
    arguments: { details: '0' },
    flush: 'gather',
  },
  {
    ...user,
    name: 'exit',
    title: 'exit of the process',
    walkers: ['zap_pte_range'],
    arguments: { details: '0' },
    flush: 'gather',
    scenario: { fullmm: true },
  },
  {
    ...user,
    name: 'mremap',
    title: 'mremap to another place',
    walkers: ['move_ptes'],
    arguments: { new_vma: 'vma', need_rmap_locks: '0', pmc: '&pmc', extent: 'end - addr' },
    records: {
      pmc: {
        tag: 'pagetable_move_control',
        fields: { old: 'vma', new: 'vma', old_addr: 'addr', old_end: 'end', new_addr: 'new_addr' },
      },
    },
  },
  {
    ...user,
    name: 'fork',
    title: 'fork',
    walkers: ['copy_pte_range'],
    arguments: {},
    flush: 'source-mm',
  },
  {
    ...user,
    name: 'remap-pfn',
    title: 'remap_pfn_range',
    walkers: ['remap_pte_range'],
    parameters: ['pfn', 'prot'],
    arguments: { pfn: 'first_pfn', prot: 'PAGE_SHARED' },
    scenario: { population: 'all_none' },
  },
  {
    ...user,
    name: 'userfaultfd-move',
    title: 'UFFDIO_MOVE of present pages',
    walkers: ['move_present_ptes'],
    arguments: {
      mm: 'mm',
      dst_vma: 'vma',
      src_vma: 'vma',
      orig_src_pte: 'ptep_get(first_entry)',
      orig_dst_pte: 'ptep_get(pte_offset_kernel(new_pmd, new_addr))',
      dst_pmdval: 'pmdp_get_lockless(new_pmd)',
      first_src_folio: '&first',
      len: 'end - addr',
    },
    records: { first: { tag: 'simulated_folio_slot', fields: { folio: 'pfn_folio(first_pfn)' } } },
  },
  {
    ...user,
    name: 'migrate-to-device',
    title: 'migration of memory to a device',
    walkers: ['migrate_vma_collect_pmd'],
    arguments: { walk: '&walk' },
    records: {
      migrate: {
        tag: 'migrate_vma',
        fields: {
          vma: 'vma',
          src: 'source_list',
          dst: 'destination_list',
          start: 'addr',
          end: 'end',
          npages: '0',
          cpages: '0',
          flags: 'MIGRATE_VMA_SELECT_SYSTEM',
        },
      },
      walk: { tag: 'mm_walk', fields: { mm: 'mm', vma: 'vma', private: '&migrate' } },
    },
    mappedPages: true,
  },
];
