import type { Preset, PresetRecord } from './preset.ts';

/** include/linux/mm.h: VM_READ, VM_WRITE, VM_MAYWRITE. */
const privateMemory = 0x1 | 0x2 | 0x20;

/** What a caller of apply_to_page_range() hands to its callback. */
interface Applied {
  readonly name: string;
  readonly title: string;
  /** Callbacks that are called this way. */
  readonly callbacks: readonly string[];
  /** C expression for `data`. */
  readonly data?: string;
  /** `create`: true for apply_to_page_range(), false for apply_to_existing_page_range(). */
  readonly creates: boolean;
  readonly records?: Readonly<Record<string, PresetRecord>>;
  readonly scenario?: Preset['scenario'];
  readonly space?: Preset['space'];
}

/**
 * The callback is the walker, and runs for each entry inside the section of apply_to_pte_range(). Where pages are to be
 * mapped, the range is empty at first.
 */
function applied({ callbacks, data = '0', creates, records, scenario, space = 'kernel', ...named }: Applied): Preset {
  return {
    ...named,
    walkers: callbacks,
    returns: 'zero-at-end',
    parameters: [],
    space,
    vmaFlags: privateMemory,
    arguments: {
      mm: space === 'kernel' ? '&init_mm' : 'mm',
      fn: 'walker',
      data,
      create: creates ? '1' : '0',
      mask: 'mask',
    },
    ...(records === undefined ? {} : { records }),
    flush: 'none',
    scenario: scenario ?? (creates ? { population: 'all_none' } : {}),
    through: { function: 'apply_to_pte_range', file: 'mm/memory.c' },
  };
}

const arena: PresetRecord = { tag: 'bpf_arena', fields: {} };

/** Callbacks of apply_to_page_range() in the kernel: mm/, kernel/bpf/ and the architectures' own code. */
export const callbackPresets: readonly Preset[] = [
  applied({
    name: 'kasan-populate',
    title: 'KASAN maps the shadow of a vmalloc area',
    callbacks: ['kasan_populate_vmalloc_pte'],
    data: '&data',
    creates: true,
    records: { data: { tag: 'vmalloc_populate_data', fields: { start: 'addr', pages: 'pages' } } },
  }),
  applied({
    name: 'kasan-depopulate',
    title: 'KASAN unmaps the shadow of a vmalloc area',
    callbacks: ['kasan_depopulate_vmalloc_pte'],
    creates: false,
  }),
  applied({
    name: 'vmap-pfn',
    title: 'vmap_pfn of device memory',
    callbacks: ['vmap_pfn_apply'],
    data: '&data',
    creates: true,
    records: { data: { tag: 'vmap_pfn_data', fields: { pfns: 'device_frames', prot: 'PAGE_KERNEL', idx: '0' } } },
  }),
  applied({
    name: 'bpf-arena-map',
    title: 'pages added to a BPF arena',
    callbacks: ['apply_range_set_cb'],
    data: '&data',
    creates: true,
    records: { data: { tag: 'apply_range_data', fields: { arena: '&arena', pages: 'pages' } }, arena },
  }),
  applied({
    name: 'bpf-arena-unmap',
    title: 'pages taken from a BPF arena',
    callbacks: ['apply_range_clear_cb'],
    data: '&data',
    creates: false,
    records: {
      data: { tag: 'clear_range_data', fields: { arena: '&arena', free_pages: '&freed' } },
      arena,
      freed: { tag: 'llist_head', fields: {} },
    },
  }),
  applied({
    name: 'bpf-arena-free',
    title: 'a BPF arena goes away',
    callbacks: ['existing_page_cb'],
    data: '&arena',
    creates: false,
    records: { arena },
  }),
  applied({
    name: 'bpf-arena-scratch',
    title: 'a fault in a BPF arena maps the scratch page',
    callbacks: ['apply_range_set_scratch_cb'],
    data: 'pfn_to_page(first_pfn)',
    creates: true,
  }),
  applied({
    name: 'uv-alloc',
    title: 'storage for a protected guest is mapped (s390)',
    callbacks: ['uv_alloc_range_cb'],
    creates: true,
  }),
  applied({
    name: 'uv-free',
    title: 'storage of a protected guest is freed (s390)',
    callbacks: ['uv_free_range_cb'],
    creates: false,
  }),
  applied({
    name: 'set-memory-ro-each',
    title: 'set_memory_ro of kernel memory, entry by entry (arm64 6.12)',
    callbacks: ['change_page_range'],
    data: '&data',
    creates: true,
    records: {
      data: { tag: 'page_change_data', fields: { set_mask: 'PAGE_KERNEL_RO', clear_mask: 'PAGE_KERNEL' } },
    },
    scenario: { population: 'all_present' },
  }),
  applied({
    name: 'change-memory-attributes',
    title: 'set_memory_ro of kernel memory (powerpc)',
    callbacks: ['change_page_attr'],
    data: 'SET_MEMORY_RO',
    creates: false,
  }),
  applied({
    name: 'xen-grant-table',
    title: 'a Xen guest notes the entries of its grant table',
    callbacks: ['gnttab_apply'],
    data: '&area',
    creates: true,
    records: { area: { tag: 'gnttab_vm_area', fields: { ptes: '(pte_t **)source_list' } } },
  }),
  applied({
    name: 'xen-remap',
    title: 'a Xen guest prepares a batch of foreign frames',
    callbacks: ['remap_area_pfn_pte_fn'],
    data: '&data',
    creates: true,
    space: 'user',
    records: {
      data: {
        tag: 'remap_data',
        fields: { pfn: 'device_frames', prot: 'PAGE_SHARED', mmu_update: 'hypervisor_updates' },
      },
    },
    // arch/x86/xen/mmu_pv.c: REMAP_BATCH_SIZE.
    scenario: { population: 'all_none', entries: 16 },
  }),
  applied({
    name: 'xen-map-range',
    title: "a Xen guest maps another guest's pages into a process",
    callbacks: ['remap_pfn_fn'],
    data: '&data',
    creates: true,
    space: 'user',
    records: { data: { tag: 'remap_pfn', fields: { mm: 'mm', pages: 'pages', prot: 'PAGE_SHARED' } } },
  }),
  applied({
    name: 'map-device-memory',
    title: 'memory of a graphics device is mapped into a process',
    callbacks: ['remap_pfn'],
    data: '&data',
    creates: true,
    space: 'user',
    records: { data: { tag: 'remap_pfn', fields: { mm: 'mm', pfn: 'device_frames[0]', prot: 'PAGE_SHARED' } } },
  }),
];

/** For callbacks that no preset knows. */
export const callbackPreset: Preset = applied({
  name: 'callback',
  title: 'apply_to_existing_page_range over kernel memory, with this callback',
  callbacks: [],
  creates: false,
});
