import { entryBits as bits, flagsOf, frameOf, withBits, withoutBits } from '../machine/entry.ts';
import { event } from '../machine/events.ts';
import { entrySize } from '../machine/page-tables.ts';
import { assuming, type Primitive, primitive, type World } from '../machine/world.ts';

const mmu = 'arch/arm64/mm/mmu.c (7.2, 7.3)';
const header = 'arch/arm64/include/asm/pgtable.h (7.2, 7.3)';

/** arch/arm64/include/asm/pgtable-hwdef.h, with pages of 4 KiB: 16 entries make a contiguous block, at either level. */
const contiguousEntries = 16;
const pageBytes = 2 ** 12;
const tableBytes = 2 ** 21;

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
    CONT_PTES: contiguousEntries,
    CONT_PTE_SIZE: contiguousEntries * pageBytes,
    CONT_PMDS: contiguousEntries,
    CONT_PMD_SIZE: contiguousEntries * tableBytes,
    PUD_SIZE: 2 ** 30,
    P4D_SIZE: 2 ** 39,
    PGDIR_SIZE: 2 ** 39,
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

/** The entries of a page table under construction take the place that the scenario keeps for the table of the block. */
function populate(world: World): (pmd: number, from: number) => void {
  return (pmd, from) => {
    const { tables, run } = world;
    const table = world.tableOfPmd(pmd);
    if (table === undefined) world.stop('fault', 'no entry one level up is there; check the range');
    for (let at = 0; at < tables.entries * entrySize; at += entrySize)
      tables.write(table.base + at, tables.read(from + at));
    run.memory.store(pmd, 'u64', table.base);
  };
}

/** `queue` is what the machine does with the barriers that a valid entry one level up needs: emit them, or remember to. */
export function kernelMapRows(queue: (world: World) => () => void): readonly Primitive[] {
  const splitting: readonly Primitive[] = [
    primitive('void set_pmd(pmd_t *, pmd_t)', header, (world) => {
      const barriers = queue(world);
      return (pmd, entry) => {
        world.run.memory.store(pmd, 'u64', entry);
        if ((entry & bits.present) !== 0) barriers();
      };
    }),
    primitive(
      'void __pmd_populate(pmd_t *, phys_addr_t, unsigned long)',
      'arch/arm64/include/asm/pgalloc.h',
      (world) => {
        const fill = populate(world);
        const barriers = queue(world);
        return (pmd, table) => {
          fill(pmd, table);
          barriers();
        };
      },
    ),
    primitive('void simulated_dsb_ishst(void)', 'arch/arm64/include/asm/barrier.h', ({ events }) => () => {
      events.count(event.dsb_ishst);
    }),
  ];
  return [...values, ...splitting, ...allocating];
}

const allocating: readonly Primitive[] = [
  assuming(
    'there is memory to allocate',
    primitive('phys_addr_t pgd_pgtable_alloc_init_mm_gfp(int, gfp_t)', mmu, (world) => () => {
      const { tables, initMm: mm } = world;
      return tables.add({ start: -tableBytes, firstIndex: 0, mm, pinned: false }).base;
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
