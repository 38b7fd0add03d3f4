import { entryBits as bits, flagsOf, frameOf, withBits, withoutBits } from '../machine/entry.ts';
import { event } from '../machine/events.ts';
import { assuming, type Primitive, primitive } from '../machine/world.ts';

const mmu = 'arch/arm64/mm/mmu.c (7.2, 7.3)';
const header = 'arch/arm64/include/asm/pgtable.h (7.2, 7.3)';

/**
 * Names that code of the architecture masks entries with. Which level an entry is of, and how tables restrict what is below
 * them, has no bits in a simulated entry.
 */
export const arm64EntryConstants: ReadonlyMap<string, number> = new Map(
  Object.entries({
    PTE_TYPE_MASK: 0,
    PTE_TYPE_PAGE: 0,
    PMD_TYPE_MASK: 0,
    PMD_TYPE_TABLE: 0,
    PMD_TYPE_SECT: 0,
    PMD_TABLE_UXN: 0,
    PMD_TABLE_PXN: 0,
    PMD_TABLE_AF: 0,
    PMD_SECT_PXN: 0,
    PTE_CONT: bits.contiguous,
    /** Absent in an entry of PAGE_NONE. */
    PTE_VALID: bits.read,
    PTE_SWBITS_MASK: bits.special | bits.softDirty | bits.uffd,
  }),
);

function flagTest(name: string, type: string): Primitive {
  return primitive(`bool ${name}(${type})`, header, () => (entry) => ((entry & bits.contiguous) === 0 ? 0 : 1));
}

/** Entries of a table, and blocks one level up, which are made like them. */
const values: readonly Primitive[] = [
  primitive('pte_t clear_pte_bit(pte_t, pgprot_t)', header, () => withoutBits),
  primitive('pte_t set_pte_bit(pte_t, pgprot_t)', header, () => withBits),
  flagTest('pte_cont', 'pte_t'),
  flagTest('pmd_cont', 'pmd_t'),
  primitive('pte_t pte_mknoncont(pte_t)', header, () => (entry) => withoutBits(entry, bits.contiguous)),
  primitive('pmd_t pmd_mknoncont(pmd_t)', header, () => (entry) => withoutBits(entry, bits.contiguous)),
  primitive('unsigned long pmd_pfn(pmd_t)', header, () => frameOf),
  primitive('pgprot_t pmd_pgprot(pmd_t)', header, () => flagsOf),
  primitive('bool pmd_valid(pmd_t)', header, () => (entry) => ((entry & bits.present) === 0 ? 0 : 1)),
  primitive('bool pmd_sect(pmd_t)', header, (world) => world.use('pmd_leaf')),
  primitive('bool pud_sect(pud_t)', header, (world) => world.use('pud_leaf')),
];

const splitting: readonly Primitive[] = [
  /** Tables stand at multiples of 8 bytes; the lowest bit of an entry says that it maps something. */
  primitive('bool pmd_leaf(pmd_t)', header, () => (entry) => entry & bits.present),
  primitive('void __pmd_populate(pmd_t *, phys_addr_t, unsigned long)', 'arch/arm64/include/asm/pgalloc.h', (world) =>
    world.use('set_pmd'),
  ),
  primitive('void simulated_dsb_ishst(void)', 'arch/arm64/include/asm/barrier.h', ({ events }) => () => {
    events.count(event.dsb_ishst);
  }),
];

const allocating: readonly Primitive[] = [
  assuming(
    'there is memory to allocate',
    primitive('phys_addr_t pgd_pgtable_alloc_init_mm_gfp(int, gfp_t)', mmu, (world) => () => {
      const { spareTables, tables, initMm: mm } = world;
      return (spareTables.shift() ?? tables.add({ start: 0, firstIndex: 0, mm, pinned: true })).base;
    }),
  ),
  ...['system_supports_bbml3', 'system_supports_bbml2_noabort'].map((name) =>
    assuming(
      'the CPUs let a live block be split (FEAT_BBML)',
      primitive(`bool ${name}(void)`, 'arch/arm64/include/asm/cpufeature.h', () => () => 1),
    ),
  ),
  assuming(
    'the memory is not that of KFENCE',
    primitive('bool is_kfence_address(const void *)', 'include/linux/kfence.h', () => () => 0),
  ),
];

/** Splitting of kernel memory that is mapped by blocks as large as a page table's range. */
export const kernelMapRows: readonly Primitive[] = [...values, ...splitting, ...allocating];
