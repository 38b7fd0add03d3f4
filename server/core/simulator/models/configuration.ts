import type { Machine } from '../arch/machines.ts';
import { swapTypeShift, swapTypes } from '../machine/entry.ts';

/**
 * Options of the simulated kernel that walkers ask for: debugging, huge pages, NUMA balancing, soft-dirty tracking and
 * userfaultfd are off. A machine adds its own, a scenario has the last word.
 */
const options: Readonly<Record<string, boolean>> = {
  __KERNEL__: true,
  CONFIG_64BIT: true,
  CONFIG_MMU: true,
  CONFIG_SMP: true,
  CONFIG_SWAP: true,
  CONFIG_MIGRATION: true,
  CONFIG_LRU_GEN: true,
  CONFIG_MEMORY_FAILURE: false,
  CONFIG_DEVICE_PRIVATE: false,
  CONFIG_ZONE_DEVICE: false,
  CONFIG_DEBUG_VM: false,
  CONFIG_DEBUG_VM_PGFLAGS: false,
  CONFIG_TRANSPARENT_HUGEPAGE: false,
  CONFIG_HUGETLB_PAGE: false,
  CONFIG_NUMA_BALANCING: false,
  CONFIG_MEM_SOFT_DIRTY: false,
  CONFIG_USERFAULTFD: false,
  CONFIG_PT_RECLAIM: false,
  CONFIG_KSM: false,
  CONFIG_MEMCG: false,
  CONFIG_HAVE_MOVE_PMD: true,
  CONFIG_HAVE_MOVE_PUD: true,
  CONFIG_ARCH_HAS_PTE_SPECIAL: true,
  CONFIG_MMU_LAZY_TLB_REFCOUNT: false,
  CONFIG_KASAN: false,
  CONFIG_PREEMPT_RT: false,
  CONFIG_SPLIT_PTE_PTLOCKS: true,
  CONFIG_MMU_GATHER_TABLE_FREE: true,
  CONFIG_MMU_GATHER_NO_GATHER: false,
  CONFIG_MMU_GATHER_MERGE_VMAS: false,
  CONFIG_MMU_GATHER_PAGE_SIZE: false,
  CONFIG_MMU_GATHER_NO_RANGE: false,
  CONFIG_ARM64_4K_PAGES: false,
  CONFIG_ARM64_16K_PAGES: false,
  CONFIG_ARM64_64K_PAGES: false,
  CONFIG_PPC_4K_PAGES: false,
  CONFIG_PPC_64K_PAGES: false,
  __PAGETABLE_PUD_FOLDED: false,
};

/** Defines for `#if` and IS_ENABLED on a machine; an option that is off is not defined. */
export function definesOf(
  machine: Machine,
  overrides: Readonly<Record<string, boolean>>,
): Map<string, bigint | boolean | undefined> {
  const chosen = Object.entries({ ...options, ...machine.config, ...overrides });
  const defines = chosen.map(([name, isOn]) => [name, isOn ? true : undefined] as const);
  return new Map<string, bigint | boolean | undefined>([
    ['CONFIG_PGTABLE_LEVELS', BigInt(1 + machine.geometry.upperLevels.length)],
    ...defines,
  ]);
}

/** Shifts and masks of the levels above the page table; the fifth is folded into the top one. */
function upperMacros({ geometry }: Machine): Record<string, string> {
  const values: Record<string, string> = { PTRS_PER_P4D: '1' };
  for (const level of ['PMD', 'PUD', 'P4D', 'PGDIR'] as const) {
    const shift = geometry.shift(level === 'PMD' || level === 'PUD' ? level : 'PGD');
    values[`${level}_SHIFT`] = `${shift}`;
    values[`${level}_SIZE`] = `(1UL << ${shift})`;
    values[`${level}_MASK`] = `(~((1UL << ${shift}) - 1))`;
  }
  for (const level of ['PMD', 'PUD', 'PGD'] as const) values[`PTRS_PER_${level}`] = `${geometry.entries(level)}`;
  return values;
}

/** arch/arm64/include/asm/pgtable-hwdef.h: contiguous blocks of pages, and of what is mapped one level up. */
function blockMacros({ geometry }: Machine): Record<string, string> {
  const values: Record<string, string> = {};
  for (const level of ['PTE', 'PMD'] as const) {
    const entries = geometry.contiguous?.[level];
    if (entries === undefined) continue;
    values[`CONT_${level}S`] = `${entries}`;
    values[`CONT_${level}_SIZE`] = `${entries * 2 ** geometry.shift(level)}UL`;
  }
  return values;
}

/** include/asm-generic/pgtable-nopud.h: the level above the PMD has no tables of its own, and its entries stand in the top one. */
const foldedPud = `
#define pud_offset(p4d, address) ((pud_t *)(p4d))
#define p4d_none(entry) 0
#define p4d_bad(entry) 0
#define p4d_present(entry) 1
#define p4d_clear(p4d) do { } while (0)
#define pud_free_tlb(tlb, pud, address) do { } while (0)
`;

const ownPud = '#define pud_offset(p4d, address) (*(pud_t **)(p4d) + pud_index(address))\n';

/** Macros whose values the machine decides: page geometry, protections, types of swap entries. */
export function machineMacros(machine: Machine): string {
  const { pageShift, pageSize, isPudFolded } = machine.geometry;
  const values: Record<string, string> = {
    PAGE_SHIFT: `${pageShift}`,
    PAGE_SIZE: `${pageSize}UL`,
    PAGE_MASK: `(~${pageSize - 1}UL)`,
    PTRS_PER_PTE: `${machine.entriesPerTable}`,
    ...upperMacros(machine),
    ...blockMacros(machine),
    SWP_TYPE_SHIFT: `${swapTypeShift}`,
    LEAF_TYPE_SHIFT: `${swapTypeShift}`,
  };
  for (const [name, value] of Object.entries(swapTypes)) values[name] = `${value}`;
  for (const [name, value] of machine.entryConstants ?? []) values[name] = `${value}UL`;
  for (const [name, value] of machine.protections) values[name] = `((pgprot_t)${value}UL)`;
  const defines = Object.entries(values).map(([name, value]) => `#define ${name} ${value}\n`);
  return defines.join('') + (isPudFolded ? foldedPud : ownPud);
}

/** Types that are one opaque value to C, whatever record the headers wrap them in. */
export const scalarTypes = [
  'pte_t',
  'pmd_t',
  'pud_t',
  'p4d_t',
  'pgd_t',
  'pgprot_t',
  'swp_entry_t',
  'softleaf_t',
] as const;

/** Where a tree says what a gather collects. */
export const gatherHeader = 'include/asm-generic/tlb.h';

/** Where helpers are looked up in a tree, in this order; paths that a version does not have are passed over. */
export const headers: readonly string[] = [
  // Many headers name struct mmu_gather before: none of them has to be read for it.
  gatherHeader,
  'include/linux/mm.h',
  'mm/internal.h',
  'include/linux/pgtable.h',
  'include/linux/leafops.h',
  'include/linux/swapops.h',
  'include/linux/mm_types.h',
  'include/linux/swap.h',
  'include/linux/userfaultfd_k.h',
  'include/linux/mm_inline.h',
  'include/linux/rmap.h',
  'include/linux/huge_mm.h',
  'include/linux/page-flags.h',
  'include/linux/pagewalk.h',
  'include/linux/pagemap.h',
  'include/linux/hugetlb.h',
  'include/linux/hugetlb_inline.h',
  'include/linux/mmu_notifier.h',
  'include/linux/migrate.h',
  'include/linux/ksm.h',
  'include/linux/mman.h',
  'include/linux/vmalloc.h',
  'include/linux/memcontrol.h',
  'include/linux/gfp_types.h',
  'include/linux/gfp.h',
  'include/linux/types.h',
  'include/linux/err.h',
  'include/linux/list.h',
  'include/linux/llist.h',
  'include/linux/align.h',
  'include/linux/math.h',
  'include/linux/pfn.h',
  'include/linux/overflow.h',
  'include/linux/bits.h',
  'include/vdso/bits.h',
  'include/linux/kernel.h',
  'include/linux/container_of.h',
  'include/linux/stddef.h',
  'include/linux/log2.h',
  'include/linux/spinlock.h',
  'include/linux/sched.h',
  'include/linux/sched/coredump.h',
  'include/linux/mm_types_task.h',
  'include/uapi/asm-generic/errno-base.h',
  'include/uapi/asm-generic/errno.h',
  'include/uapi/asm-generic/mman-common.h',
  'include/uapi/linux/fs.h',
  'include/linux/fs.h',
  'include/linux/numa.h',
  'include/linux/build_bug.h',
  'include/linux/compiler.h',
  'mm/swap.h',
  'mm/util.c',
  'mm/mmu_gather.c',
  'mm/pgalloc-track.h',
  'include/asm-generic/pgtable_uffd.h',
  'include/linux/lockdep.h',
  'include/linux/args.h',
  'mm/vma.h',
  'include/asm-generic/pgalloc.h',
  'arch/powerpc/include/asm/set_memory.h',
];
