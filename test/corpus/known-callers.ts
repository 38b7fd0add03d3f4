/**
 * The functions with lazy MMU calls by file, read by hand in Linux 6.12.107, 7.2.13 and 7.3-rc7. Macros that hold such a
 * call (arch/x86/include/asm/highmem.h) are no functions.
 */
const always: Readonly<Record<string, readonly string[]>> = {
  'arch/powerpc/mm/book3s64/hash_tlb.c': ['__flush_hash_table_range', 'flush_hash_table_pmd_range'],
  'arch/powerpc/mm/book3s64/subpage_prot.c': ['hpte_flush_range'],
  'arch/x86/mm/pat/set_memory.c': ['__kernel_map_pages'],
  'fs/proc/task_mmu.c': ['pagemap_scan_pmd_entry'],
  'mm/madvise.c': ['madvise_cold_or_pageout_pte_range', 'madvise_free_pte_range'],
  'mm/memory.c': ['apply_to_pte_range', 'copy_pte_range', 'remap_pte_range', 'zap_pte_range'],
  'mm/migrate_device.c': ['migrate_vma_collect_pmd'],
  'mm/mprotect.c': ['change_pte_range'],
  'mm/mremap.c': ['move_ptes'],
  'mm/vmscan.c': ['lru_gen_look_around', 'walk_pmd_range_locked', 'walk_pte_range'],
};

const onlyOld: Readonly<Record<string, readonly string[]>> = {
  'arch/x86/xen/enlighten_pv.c': ['xen_end_context_switch', 'xen_start_context_switch'],
  'arch/x86/xen/mmu_pv.c': ['xen_flush_lazy_mmu'],
};

const onlyNew: Readonly<Record<string, readonly string[]>> = {
  'arch/arm64/include/asm/pgtable.h': ['arch_leave_lazy_mmu_mode'],
  'arch/arm64/mm/mmu.c': ['range_split_to_ptes', 'split_kernel_leaf_mapping'],
  'arch/arm64/mm/pageattr.c': ['update_range_prot'],
  'arch/powerpc/include/asm/book3s/64/tlbflush-hash.h': ['arch_leave_lazy_mmu_mode'],
  'arch/sparc/mm/tlb.c': ['arch_leave_lazy_mmu_mode'],
  'arch/x86/include/asm/paravirt.h': ['arch_leave_lazy_mmu_mode'],
  'mm/kasan/shadow.c': ['kasan_depopulate_vmalloc_pte', 'kasan_populate_vmalloc_pte'],
  'mm/userfaultfd.c': ['move_present_ptes'],
  'mm/vmalloc.c': ['vmap_pages_pte_range', 'vmap_pte_range', 'vunmap_pte_range'],
};

/** `file:function` of every caller that a version is known to hold. */
export function knownCallers(version: string): string[] {
  const tables = [always, version === '6.12' ? onlyOld : onlyNew];
  return tables
    .flatMap((table) => Object.entries(table))
    .flatMap(([file, names]) => names.map((name) => `${file}:${name}`))
    .sort();
}
