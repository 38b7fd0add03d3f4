import { architecturePresets } from './presets/architectures.ts';
import { callbackPreset, callbackPresets } from './presets/callbacks.ts';
import type { Scenario } from './scenario.ts';

/** include/linux/mm.h: VM_READ, VM_WRITE, VM_MAYWRITE. */
const vmRead = 0x1;
const vmWrite = 0x2;
const vmMayWrite = 0x20;

/** A record that the walker is handed a pointer to. Fields are C expressions. */
export interface PresetRecord {
  readonly tag: string;
  readonly fields: Readonly<Record<string, string>>;
}

/** One call of the walker. */
export interface PresetCall {
  /** Flags of the VMA. */
  readonly vmaFlags: number;
  /** C expressions by name of parameter. */
  readonly arguments: Readonly<Record<string, string>>;
}

/**
 * What a user does that makes the kernel call a walker, as data. Expressions may use the objects of `kernel-objects.ts`
 * (vma, mm, tlb, pmd, addr, end, new_vma …), constants and functions of the kernel, and the records below by name.
 */
export interface Preset extends PresetCall {
  readonly name: string;
  readonly title: string;
  /** Kernel functions that are called this way. */
  readonly walkers: readonly string[];
  /** It also suits any walker of the same space that has parameters of all these names; none when the list is empty. */
  readonly parameters: readonly string[];
  /** Whose page table the walker gets: that of a process, or the kernel's own. */
  readonly space: 'user' | 'kernel';
  readonly records?: Readonly<Record<string, PresetRecord>>;
  /** An earlier call whose events do not count, with its flush. */
  readonly before?: PresetCall;
  /** What the walker's caller flushes after it. */
  readonly flush: 'gather' | 'source-mm' | 'none';
  readonly scenario: Partial<Scenario>;
  /** The walker is called back for each entry by this function, which the arguments are for. */
  readonly through?: { readonly function: string; readonly file: string };
  /** The range is mapped by blocks one level up, each as large as a page table's range; no page table is there yet. */
  readonly blocks?: boolean;
  /** Variables of the walker's file that are set beforehand; a version that lacks one does without. */
  readonly variables?: Readonly<Record<string, number>>;
  /** The walker looks at the fields of `struct page` that say which anonymous memory maps it. */
  readonly mappedPages?: boolean;
}

const privateMemory = vmRead | vmWrite | vmMayWrite;

const user = { space: 'user', vmaFlags: privateMemory, parameters: [], flush: 'none', scenario: {} } as const;
const kernel = { ...user, space: 'kernel' } as const;

const toReadOnly: PresetCall = { vmaFlags: privateMemory, arguments: { newprot: 'PAGE_READONLY', cp_flags: '0' } };
const toNone: PresetCall = { vmaFlags: vmMayWrite, arguments: { newprot: 'PAGE_NONE', cp_flags: '0' } };
/** The kernel leaves write permission of private memory to the walker, page by page. */
const toWritable: PresetCall = {
  vmaFlags: privateMemory,
  arguments: { newprot: 'PAGE_READONLY', cp_flags: 'MM_CP_TRY_CHANGE_WRITABLE' },
};

const mprotect = { ...user, walkers: ['change_pte_range'], flush: 'gather' } as const;

/** How the kernel's own callers call each walker: one entry per system call or kernel service. */
export const presets: readonly Preset[] = [
  { ...mprotect, ...toReadOnly, name: 'mprotect', title: 'mprotect to read-only', parameters: ['newprot'] },
  { ...mprotect, ...toNone, name: 'mprotect-none', title: 'mprotect to no access' },
  {
    ...mprotect,
    ...toWritable,
    name: 'mprotect-rw-after-ro',
    title: 'mprotect back to writable, after read-only',
    before: toReadOnly,
  },
  {
    ...mprotect,
    ...toWritable,
    name: 'mprotect-rw-after-none',
    title: 'mprotect back to writable, after no access',
    before: toNone,
  },
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
    name: 'madvise-cold',
    title: 'madvise(MADV_COLD)',
    walkers: ['madvise_cold_or_pageout_pte_range'],
    arguments: { walk: '&walk' },
    records: {
      advice: { tag: 'madvise_walk_private', fields: { tlb: 'tlb', pageout: '0' } },
      walk: { tag: 'mm_walk', fields: { mm: 'mm', vma: 'vma', private: '&advice' } },
    },
    flush: 'gather',
  },
  {
    ...user,
    name: 'madvise-free',
    title: 'madvise(MADV_FREE)',
    walkers: ['madvise_free_pte_range'],
    arguments: { walk: '&walk' },
    records: { walk: { tag: 'mm_walk', fields: { mm: 'mm', vma: 'vma', private: 'tlb' } } },
    flush: 'gather',
  },
  {
    ...user,
    name: 'pagemap-scan',
    title: 'PAGEMAP_SCAN that write-protects',
    walkers: ['pagemap_scan_pmd_entry'],
    arguments: { walk: '&walk' },
    records: {
      scan: { tag: 'pagemap_scan_private', fields: { 'arg.flags': 'PM_SCAN_WP_MATCHING' } },
      walk: { tag: 'mm_walk', fields: { mm: 'mm', vma: 'vma', private: '&scan' } },
    },
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
    ...kernel,
    name: 'vmap',
    title: 'vmap of pages',
    walkers: ['vmap_pages_pte_range'],
    arguments: { prot: 'PAGE_KERNEL', pages: 'pages', nr: 'counter', mask: 'mask' },
    scenario: { population: 'all_none' },
  },
  {
    ...kernel,
    name: 'ioremap',
    title: 'mapping of physical memory into the kernel',
    walkers: ['vmap_pte_range'],
    parameters: ['pfn'],
    arguments: {
      phys_addr: '(unsigned long)first_pfn << PAGE_SHIFT',
      prot: 'PAGE_KERNEL',
      max_page_shift: 'PAGE_SHIFT',
      mask: 'mask',
    },
    scenario: { population: 'all_none' },
  },
  {
    ...kernel,
    name: 'vunmap',
    title: 'vunmap',
    walkers: ['vunmap_pte_range'],
    arguments: { mask: 'mask' },
  },
  {
    ...kernel,
    name: 'apply-to-kernel',
    title: 'apply_to_page_range over kernel memory, write-protecting',
    walkers: ['apply_to_pte_range'],
    arguments: { mm: '&init_mm', fn: 'simulated_write_protect', data: '0', create: '0', mask: 'mask' },
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
    name: 'lru-aging',
    title: 'aging of memory by the multi-generational LRU',
    walkers: ['walk_pte_range'],
    arguments: { args: '&walk' },
    records: {
      aging: {
        tag: 'lru_gen_mm_walk',
        fields: { lruvec: 'mem_cgroup_lruvec(0, folio_pgdat(0))', swappiness: '1', can_swap: '1' },
      },
      walk: { tag: 'mm_walk', fields: { mm: 'mm', vma: 'vma', private: '&aging' } },
    },
  },
  {
    ...user,
    name: 'lru-look-around',
    title: 'reclaim that looks around a young page',
    walkers: ['lru_gen_look_around'],
    arguments: { pvmw: '&mapping', nr: '1' },
    records: {
      mapping: {
        tag: 'page_vma_mapped_walk',
        fields: {
          pfn: 'first_pfn',
          nr_pages: '1',
          vma: 'vma',
          address: 'addr',
          pmd: 'pmd',
          pte: 'first_entry',
          ptl: 'lock',
        },
      },
    },
  },
  ...callbackPresets,
  ...architecturePresets,
];

/** For walkers that no preset knows: arguments by type and name of the parameters alone. */
export const userPreset: Preset = {
  ...user,
  name: 'user',
  title: 'a page table of a process',
  walkers: [],
  arguments: {},
  flush: 'gather',
};

export const kernelPreset: Preset = {
  ...kernel,
  name: 'kernel',
  title: 'a page table of the kernel',
  walkers: [],
  arguments: {},
};

export const allPresets: readonly Preset[] = [...presets, callbackPreset, userPreset, kernelPreset];
