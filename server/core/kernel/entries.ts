/** What kernel C says about pointers to page-table entries. */

/** The type of an entry of the lowest level. `pgtable_t` is another type, also where it is a `pte_t *` underneath. */
export const entryType = 'pte_t';

/** Types of entries of the upper levels: a pointer to one that is cast to `pte_t *` still points to one. */
export const upperEntryTypes: ReadonlySet<string> = new Set(['pmd_t', 'pud_t', 'p4d_t', 'pgd_t']);

/** Calls besides the table mappings that answer a pointer to an entry. */
export const entryPointerCalls: ReadonlySet<string> = new Set([
  // include/linux/pgtable.h (6.12, 7.3)
  'pte_offset_map',
  'virt_to_kpte',
  // include/linux/hugetlb.h (6.12, 7.3)
  'huge_pte_alloc',
  'huge_pte_offset',
  'hugetlb_walk',
  // include/linux/mm.h (6.12, 7.3)
  'get_locked_pte',
  // arch/x86/include/asm/pgtable_types.h (6.12, 7.3)
  'lookup_address',
  'lookup_address_in_pgd',
]);

/** Calls that answer a pointer into what their first argument points to: include/linux/align.h, compiler.h (6.12, 7.3). */
export const pointerPreservingCalls: ReadonlySet<string> = new Set([
  'PTR_ALIGN',
  'PTR_ALIGN_DOWN',
  'RELOC_HIDE',
  'READ_ONCE',
  'rcu_dereference',
  'container_of',
]);

/** Members that hold a pointer to an entry, by the tag of their structure. */
export const entryPointerMembers: ReadonlyMap<string, ReadonlySet<string>> = new Map([
  // include/linux/mm.h (6.12, 7.3)
  ['vm_fault', new Set(['pte'])],
  ['follow_pfnmap_args', new Set(['ptep'])],
  // include/linux/rmap.h (6.12, 7.3)
  ['page_vma_mapped_walk', new Set(['pte'])],
  // include/linux/pagewalk.h (6.12, 7.3)
  ['folio_walk', new Set(['ptep'])],
]);

/**
 * Structures that hold the entry of an address together with that address: include/linux/rmap.h, include/linux/mm.h
 * (6.12, 7.3).
 */
export const entryAddressMembers: ReadonlyMap<string, { readonly pointer: string; readonly address: string }> = new Map(
  [
    ['page_vma_mapped_walk', { pointer: 'pte', address: 'address' }],
    ['follow_pfnmap_args', { pointer: 'ptep', address: 'address' }],
  ],
);

/** Members with which a structure passes data of its user on: what they point to cannot be told. */
export const opaqueMembers: ReadonlySet<string> = new Set(['private', 'data', 'priv', 'arg']);

/** Calls that are given an entry besides those named `pte_`, by position: include/linux/leafops.h, mm.h (7.3), swapops.h (6.12). */
const entryValues: ReadonlyMap<string, readonly number[]> = new Map([
  ['pte_same', [0, 1]],
  ['softleaf_from_pte', [0]],
  ['vm_normal_page', [2]],
  ['vm_normal_folio', [2]],
  ['is_swap_pte', [0]],
  ['is_pte_marker', [0]],
]);

/** `pte_present(entry)` and its like; not what finds, maps or locks page tables. */
const entryFunction = /^_{0,2}pte_(?!offset|alloc|unmap|free|lockptr|index|clear|map)\w+$/;

/** True where a call is given an entry itself, not a pointer to one. */
export function takesEntryValue(name: string, position: number): boolean {
  return entryValues.get(name)?.includes(position) ?? (position === 0 && entryFunction.test(name));
}

/** What a call does to the memory behind a pointer that it is given. */
export interface RawAccess {
  readonly pointer: number;
  readonly writes: boolean;
}

const reads = (pointer: number): RawAccess => ({ pointer, writes: false });
const writes = (pointer: number): RawAccess => ({ pointer, writes: true });

/**
 * Calls that read or write memory without knowing that it is a page table: include/linux/string.h, atomic/atomic-instrumented.h,
 * bitops.h, include/asm-generic/page.h, unaligned.h (6.12, 7.3).
 */
export const rawAccesses: ReadonlyMap<string, readonly RawAccess[]> = new Map([
  ['memcpy', [writes(0), reads(1)]],
  ['memmove', [writes(0), reads(1)]],
  ['memset', [writes(0)]],
  ['memset64', [writes(0)]],
  ['memcmp', [reads(0), reads(1)]],
  ['copy_page', [writes(0), reads(1)]],
  ['clear_page', [writes(0)]],
  ['xchg', [writes(0)]],
  ['cmpxchg', [writes(0)]],
  ['cmpxchg64', [writes(0)]],
  ['try_cmpxchg', [writes(0)]],
  ['try_cmpxchg64', [writes(0)]],
  ['cmpxchg_relaxed', [writes(0)]],
  ['xchg_relaxed', [writes(0)]],
  ['set_bit', [writes(1)]],
  ['__set_bit', [writes(1)]],
  ['clear_bit', [writes(1)]],
  ['__clear_bit', [writes(1)]],
  ['test_and_set_bit', [writes(1)]],
  ['test_and_clear_bit', [writes(1)]],
  ['test_bit', [reads(1)]],
  ['atomic_long_read', [reads(0)]],
  ['atomic_long_set', [writes(0)]],
  ['atomic_long_or', [writes(1)]],
  ['atomic_long_and', [writes(1)]],
  ['atomic_long_xchg', [writes(0)]],
  ['atomic_long_cmpxchg', [writes(0)]],
  ['atomic64_read', [reads(0)]],
  ['atomic64_set', [writes(0)]],
  ['atomic64_or', [writes(1)]],
  ['atomic64_and', [writes(1)]],
  ['atomic64_xchg', [writes(0)]],
  ['atomic64_cmpxchg', [writes(0)]],
  ['smp_load_acquire', [reads(0)]],
  ['smp_store_release', [writes(0)]],
  ['get_unaligned', [reads(0)]],
  ['copy_from_kernel_nofault', [writes(0), reads(1)]],
]);

/**
 * Files that own the layout of an entry, and know when their machine defers what. An architecture's page-table code reads
 * the entries it wrote: arch/powerpc/mm/book3s64/hash_tlb.c, arch/x86/xen/mmu_pv.c, arch/arm64/mm/mmu.c (7.3). Other code of
 * an architecture is a user like any: arch/s390/kernel/uv.c (7.3).
 */
const owners: readonly RegExp[] = [
  /(?:^|\/)arch\/[^/]+\/include\//,
  /(?:^|\/)arch\/[^/]+\/(?:mm|boot)\//,
  /(?:^|\/)arch\/x86\/xen\//,
  /(?:^|\/)include\/linux\/pgtable\.h$/,
  /(?:^|\/)include\/asm-generic\//,
];

/** True for a file whose code may look at entries directly. */
export function ownsEntries(path: string): boolean {
  return owners.some((owner) => owner.test(path));
}
