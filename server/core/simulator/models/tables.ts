import { entryBits as bits } from '../machine/entry.ts';
import { entrySize, type PageTable } from '../machine/page-tables.ts';
import { type Action, assuming, type Primitive, perWorld, primitive, type World } from '../machine/world.ts';

const source = 'include/linux/mm.h, mm/pgtable-generic.c (6.12, 7.2, 7.3)';

/** Address of the entry that maps a virtual address, in the table that a pmd_t pointer stands for; 0 when there is none. */
function entryAddress(world: World, pmd: number, virtual: number): number {
  const table = world.tableOfPmd(pmd);
  if (table === undefined) return 0;
  return table.base + (Math.floor(virtual / world.pageSize) % world.tables.entries) * entrySize;
}

function lockOf(world: World, table: PageTable): number {
  return world.lockOf(table);
}

/** Maps the entry and names its lock: `lock` is the index of the spinlock_t ** argument. */
function mapLocked(lock: number): (world: World) => Action {
  return (world) =>
    (...args) => {
      const table = world.tableOfPmd(args[1]);
      if (table === undefined) return 0;
      if (args[lock] !== 0) world.run.memory.store(args[lock], 'u64', lockOf(world, table));
      return entryAddress(world, args[1], args[2]);
    };
}

/** What a pmd_t holds: the address of a page table, or an entry of its own for a block as large. */
function pmdValue({ run }: World, pmd: number): number {
  return Number(run.memory.load(pmd, 'u64'));
}

const mapped: Action = () => undefined;

const mapping: readonly Primitive[] = [
  ...['pte_offset_map_lock', 'pte_alloc_map_lock', 'pte_offset_map_nolock'].map((name) =>
    primitive(`pte_t *${name}(struct mm_struct *, pmd_t *, unsigned long, spinlock_t **)`, source, mapLocked(3)),
  ),
  primitive(
    'pte_t *pte_offset_map_ro_nolock(struct mm_struct *, pmd_t *, unsigned long, spinlock_t **)',
    'mm/pgtable-generic.c (7.2, 7.3)',
    mapLocked(3),
  ),
  primitive(
    'pte_t *pte_offset_map_rw_nolock(struct mm_struct *, pmd_t *, unsigned long, pmd_t *, spinlock_t **)',
    'mm/pgtable-generic.c (7.2, 7.3)',
    (world) => {
      const map = mapLocked(4)(world);
      return (...args) => {
        const [, pmd, , value] = args;
        const entry = map(...args);
        if (entry !== 0) world.run.memory.store(value, 'u64', pmdValue(world, pmd));
        return entry;
      };
    },
  ),
  ...['pte_offset_map', 'pte_offset_kernel'].map((name) =>
    primitive(
      `pte_t *${name}(pmd_t *, unsigned long)`,
      source,
      (world) => (pmd, virtual) => entryAddress(world, pmd, virtual),
    ),
  ),
  ...['pte_alloc_kernel', 'pte_alloc_kernel_track'].map((name) =>
    primitive(`pte_t *${name}(pmd_t *, unsigned long)`, 'include/linux/pgalloc.h, mm/pgalloc-track.h', (world) => {
      return (pmd, virtual) => entryAddress(world, pmd, virtual);
    }),
  ),
  primitive('pte_t *pte_alloc_map(struct mm_struct *, pmd_t *, unsigned long)', source, (world) => {
    return (_mm, pmd, virtual) => entryAddress(world, pmd, virtual);
  }),
  primitive('void pte_unmap(pte_t *)', source, () => mapped),
  primitive('void pte_unmap_unlock(pte_t *, spinlock_t *)', source, () => mapped),
  ...['pte_lockptr', 'pmd_lockptr', 'pmd_lock'].map((name) =>
    primitive(`spinlock_t *${name}(struct mm_struct *, pmd_t *)`, source, (world) => (_mm, pmd) => {
      const table = world.tableOfPmd(pmd);
      return table === undefined ? 0 : lockOf(world, table);
    }),
  ),
];

/** Room for the task_struct of the declarations, bytes. */
const taskBytes = 256;

const noHugeMapping = 'a page table is there, not a huge mapping';

/** Entries one level up always point to a page table: there are no huge mappings in a scenario. */
const upper: readonly Primitive[] = [
  ...['pmd_none', 'pmd_bad', 'pmd_trans_huge', 'pmd_devmap', 'is_swap_pmd', 'pmd_none_or_clear_bad'].map((name) =>
    primitive(`int ${name}(pmd_t)`, 'include/linux/pgtable.h', () => () => 0),
  ),
  /** Tables stand at multiples of 8 bytes; the lowest bit of an entry says that it maps something. */
  primitive('int pmd_leaf(pmd_t)', 'include/linux/pgtable.h', () => (pmd) => pmd & bits.present),
  primitive('int pmd_present(pmd_t)', 'include/linux/pgtable.h', () => () => 1),
  primitive('int pmd_same(pmd_t, pmd_t)', 'include/linux/pgtable.h', () => (a, b) => (a === b ? 1 : 0)),
  ...['pmdp_get', 'pmdp_get_lockless'].map((name) =>
    primitive(`pmd_t ${name}(pmd_t *)`, 'include/linux/pgtable.h', (world) => (pmd) => pmdValue(world, pmd)),
  ),
  ...['pmd_trans_huge_lock', 'pud_trans_huge_lock'].map((name) =>
    primitive(`spinlock_t *${name}(pmd_t *, struct vm_area_struct *)`, 'include/linux/huge_mm.h', () => () => 0),
  ),
  primitive('void pmd_clear(pmd_t *)', 'include/linux/pgtable.h', () => () => undefined),
];

/** The way down from the top: a pointer of any level stands for that of the lowest, so that it leads to the table. */
const fromTop: readonly Primitive[] = [
  primitive('pgd_t *pgd_offset(struct mm_struct *, unsigned long)', source, (world) => (mm, virtual) => {
    return world.pmdOf(mm, virtual);
  }),
  ...[
    ['p4d_t', 'p4d_offset', 'pgd_t'],
    ['pud_t', 'pud_offset', 'p4d_t'],
    ['pmd_t', 'pmd_offset', 'pud_t'],
  ].map(([type, name, above]) =>
    primitive(`${type} *${name}(${above} *, unsigned long)`, source, (world) => (upper, virtual) => {
      const table = world.tableOfPmd(upper);
      return table === undefined ? 0 : world.pmdOf(table.mm, virtual);
    }),
  ),
  ...['pgd', 'p4d', 'pud'].flatMap((level) => [
    ...['none', 'bad', 'leaf', 'none_or_clear_bad'].map((test) =>
      primitive(`int ${level}_${test}(${level}_t)`, source, () => () => 0),
    ),
    primitive(`int ${level}_present(${level}_t)`, source, () => () => 1),
    primitive(`${level}_t ${level}p_get(${level}_t *)`, source, () => (entry) => entry),
  ]),
];

/** What `init_mm` of the declarations stands for. */
const kernelSpace = primitive(
  'struct mm_struct *simulated_init_mm(void)',
  'mm/init-mm.c',
  (world) => () => world.initMm,
);

/** The task that runs the walker. Few ask for it, so it is made when one does. */
const task = perWorld((world) => world.run.memory.allocate(taskBytes));
const currentTask = primitive(
  'struct task_struct *simulated_current(void)',
  'include/asm-generic/current.h',
  (world) => () => task(world),
);

export const tableRows: readonly Primitive[] = [
  ...mapping,
  ...upper.map((row) => (row.returns === 'void' ? row : assuming(noHugeMapping, row))),
  ...fromTop.map((row) => assuming(noHugeMapping, row)),
  kernelSpace,
  currentTask,
];
