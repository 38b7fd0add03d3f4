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
};

/** Levels of page tables, of which the second one from the top is folded: see `upperShifts`. */
const tableLevels = 4n;

/** Defines for `#if` and IS_ENABLED on a machine; an option that is off is not defined. */
export function definesOf(
  machine: Machine,
  overrides: Readonly<Record<string, boolean>>,
): Map<string, bigint | boolean | undefined> {
  const chosen = Object.entries({ ...options, ...machine.config, ...overrides });
  const defines = chosen.map(([name, isOn]) => [name, isOn ? true : undefined] as const);
  return new Map<string, bigint | boolean | undefined>([['CONFIG_PGTABLE_LEVELS', tableLevels], ...defines]);
}

const pageShift = 12;

/** Bytes of a page. */
export const pageSize = 2 ** pageShift;

/** Bytes that one page table maps. */
export function tableSpan(machine: Machine): number {
  return machine.entriesPerTable * pageSize;
}

function upperEntries(machine: Machine): number {
  return machine.entriesPerUpperTable ?? machine.entriesPerTable;
}

/** Bytes of a table above the page table, whose entries are pointers. */
export function upperTableBytes(machine: Machine): number {
  return upperEntries(machine) * 8;
}

/** Base-2 logarithms of the bytes that an entry of each level above the page table maps. */
export function upperShifts(machine: Machine): Readonly<Record<'PMD' | 'PUD' | 'P4D' | 'PGDIR', number>> {
  const entryBits = Math.log2(upperEntries(machine));
  const pmd = Math.log2(tableSpan(machine));
  return { PMD: pmd, PUD: pmd + entryBits, P4D: pmd + 2 * entryBits, PGDIR: pmd + 2 * entryBits };
}

/** Shifts and masks of the levels above the page table; the top one and the next are folded into one. */
function upperMacros(machine: Machine): Record<string, string> {
  const entries = upperEntries(machine);
  const values: Record<string, string> = {};
  for (const [level, shift] of Object.entries(upperShifts(machine))) {
    values[`${level}_SHIFT`] = `${shift}`;
    values[`${level}_SIZE`] = `(1UL << ${shift})`;
    values[`${level}_MASK`] = `(~((1UL << ${shift}) - 1))`;
  }
  for (const level of ['PMD', 'PUD', 'PGD']) values[`PTRS_PER_${level}`] = `${entries}`;
  return { ...values, PTRS_PER_P4D: '1' };
}

/** Macros whose values the machine decides: page geometry, protections, types of swap entries. */
export function machineMacros(machine: Machine): string {
  const values: Record<string, string> = {
    PAGE_SHIFT: `${pageShift}`,
    PAGE_SIZE: `${pageSize}UL`,
    PAGE_MASK: `(~${pageSize - 1}UL)`,
    PTRS_PER_PTE: `${machine.entriesPerTable}`,
    ...upperMacros(machine),
    SWP_TYPE_SHIFT: `${swapTypeShift}`,
    LEAF_TYPE_SHIFT: `${swapTypeShift}`,
  };
  for (const [name, value] of Object.entries(swapTypes)) values[name] = `${value}`;
  for (const [name, value] of machine.entryConstants ?? []) values[name] = `${value}UL`;
  for (const [name, value] of machine.protections) values[name] = `((pgprot_t)${value}UL)`;
  return Object.entries(values)
    .map(([name, value]) => `#define ${name} ${value}\n`)
    .join('');
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
