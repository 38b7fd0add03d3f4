import { type Action, always, assuming, type Primitive, primitive, type World } from '../machine/world.ts';

/**
 * The levels above the page table, as arrays of pointers in the simulated heap: an entry is the address of the table below,
 * or 0. The fifth level is folded into the top one, and so is the PUD of a machine with three levels; `records.ts` and
 * `configuration.ts` have the macros that find an entry.
 */
const header = 'include/linux/pgtable.h; arch/*/include/asm/pgtable.h (6.12, 7.2, 7.3)';
const allocation = 'include/asm-generic/pgalloc.h; arch/*/include/asm/pgalloc.h (6.12, 7.2, 7.3)';

/** Levels whose entries may be empty; the level above them is folded. */
const levels = ['pmd', 'pud', 'p4d'] as const;

const noHugeMapping = 'a page table is there, not a huge mapping';

const isEmpty: Action = (entry) => (entry === 0 ? 1 : 0);
const isFilled: Action = (entry) => (entry === 0 ? 0 : 1);

const tests: readonly Primitive[] = levels.flatMap((level) => [
  primitive(`int ${level}_none(${level}_t)`, header, () => isEmpty),
  primitive(`int ${level}_present(${level}_t)`, header, () => isFilled),
  primitive(`int ${level}_bad(${level}_t)`, header, () => () => 0),
  primitive(`int ${level}_same(${level}_t, ${level}_t)`, header, () => (a, b) => (a === b ? 1 : 0)),
]);

const huge: readonly Primitive[] = [
  ...[...levels, 'pgd' as const].map((level) => primitive(`int ${level}_leaf(${level}_t)`, header, () => () => 0)),
  ...['pmd_trans_huge', 'pmd_devmap', 'is_swap_pmd', 'pmd_is_huge'].map((name) =>
    primitive(`int ${name}(pmd_t)`, header, () => () => 0),
  ),
  ...['pud_trans_huge', 'pud_devmap'].map((name) => primitive(`int ${name}(pud_t)`, header, () => () => 0)),
  ...['pmd_trans_huge_lock', 'pud_trans_huge_lock'].map((name) =>
    primitive(`spinlock_t *${name}(pmd_t *, struct vm_area_struct *)`, 'include/linux/huge_mm.h', () => () => 0),
  ),
  ...['pmd', 'pud', 'p4d'].map((level) => primitive(`int ${level}_clear_huge(${level}_t *)`, header, () => () => 0)),
].map((row) => assuming(noHugeMapping, row));

/** The top level leads to the next one without an entry of its own. */
const folded: readonly Primitive[] = [
  primitive('int pgd_none(pgd_t)', header, () => () => 0),
  primitive('int pgd_present(pgd_t)', header, () => () => 1),
  primitive('int pgd_bad(pgd_t)', header, () => () => 0),
  primitive('void pgd_clear(pgd_t *)', header, () => () => undefined),
  primitive('bool mm_p4d_folded(struct mm_struct *)', header, () => () => 1),
  primitive('bool mm_pud_folded(struct mm_struct *)', header, ({ geometry }) => {
    return () => (geometry.isPudFolded ? 1 : 0);
  }),
  primitive('bool mm_pmd_folded(struct mm_struct *)', header, () => () => 0),
  primitive('void p4d_free_tlb(struct mmu_gather *, void *, unsigned long)', header, () => () => undefined),
];

const load = (world: World) => (address: number) => Number(world.run.memory.load(address, 'u64'));

const reads: readonly Primitive[] = levels.flatMap((level) =>
  [`${level}p_get`, `${level}p_get_lockless`].map((name) =>
    primitive(`${level}_t ${name}(${level}_t *)`, header, load),
  ),
);

const writes: readonly Primitive[] = levels.flatMap((level) => [
  primitive(`void set_${level}(${level}_t *, ${level}_t)`, header, (world) => {
    return (address, entry) => world.run.memory.store(address, 'u64', entry);
  }),
  primitive(`void ${level}_clear(${level}_t *)`, header, (world) => {
    const set = world.use(`set_${level}`);
    return (address) => set(address, 0);
  }),
]);

const populating: readonly Primitive[] = [
  ...['pmd_populate', 'pmd_populate_kernel'].map((name) =>
    primitive(`void ${name}(struct mm_struct *, pmd_t *, void *)`, allocation, (world) => {
      const set = world.use('set_pmd');
      return (_mm, pmd, table) => set(pmd, table);
    }),
  ),
  ...(['pud', 'p4d'] as const).map((level) =>
    primitive(`void ${level}_populate(struct mm_struct *, ${level}_t *, void *)`, allocation, (world) => {
      const set = world.use(`set_${level}`);
      return (_mm, entry, table) => set(entry, table);
    }),
  ),
  primitive('pgtable_t pmd_pgtable(pmd_t)', allocation, () => (entry) => entry),
  primitive('pmd_t *pud_pgtable(pud_t)', allocation, () => (entry) => entry),
  primitive('pud_t *p4d_pgtable(p4d_t)', allocation, () => (entry) => entry),
];

/** Room for a spinlock_t, bytes. */
const lockBytes = 16;

const allocating: readonly Primitive[] = [
  ...['pte_alloc_one', 'pte_alloc_one_kernel'].map((name) =>
    primitive(`void *${name}(struct mm_struct *)`, allocation, (world) => (mm) => {
      const table = world.tables.add({ start: 0, firstIndex: 0, mm, pinned: true });
      world.addLock(table, world.run.memory.allocate(lockBytes));
      return table.base;
    }),
  ),
  ...(['PMD', 'PUD'] as const).map((level) =>
    primitive(`void *${level.toLowerCase()}_alloc_one(struct mm_struct *, unsigned long)`, allocation, (world) => {
      return () => world.run.memory.allocate(world.geometry.tableBytes(level));
    }),
  ),
  ...['pte_free', 'pte_free_kernel', 'pmd_free', 'pud_free'].map((name) =>
    primitive(`void ${name}(struct mm_struct *, void *)`, allocation, () => () => undefined),
  ),
];

const counting: readonly Primitive[] = [
  ...['mm_inc_nr_ptes', 'mm_dec_nr_ptes', 'mm_inc_nr_pmds', 'mm_dec_nr_pmds', 'mm_inc_nr_puds', 'mm_dec_nr_puds'].map(
    (name) => primitive(`void ${name}(struct mm_struct *)`, 'include/linux/mm.h', () => () => undefined),
  ),
];

export const upperTableRows: readonly Primitive[] = [
  ...tests,
  ...huge,
  ...always('tables', folded),
  ...reads,
  ...writes,
  ...always('tables', populating),
  ...always('memory', allocating),
  ...always('space', counting),
];
