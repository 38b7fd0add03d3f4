import { entrySize, type PageTable } from '../machine/page-tables.ts';
import { perRun } from '../machine/per-world.ts';
import { type Action, type Primitive, primitive, type World } from '../machine/world.ts';

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
function mapWithLock(lock: number): (world: World) => Action {
  return (world) =>
    (...args) => {
      const table = world.tableOfPmd(args[1]);
      if (table === undefined) return 0;
      if (args[lock] !== 0) world.run.memory.store(args[lock], 'u64', lockOf(world, table));
      return entryAddress(world, args[1], args[2]);
    };
}

/** The same, and takes the lock. */
function mapLocked(lock: number): (world: World) => Action {
  return (world) => {
    const map = mapWithLock(lock)(world);
    return (...args) => {
      const entry = map(...args);
      if (entry !== 0) world.preemption.lock();
      return entry;
    };
  };
}

const mapped: Action = () => undefined;

function lockOfPmd(world: World): Action {
  return (_mm, pmd) => {
    const table = world.tableOfPmd(pmd);
    return table === undefined ? 0 : lockOf(world, table);
  };
}

const mapping: readonly Primitive[] = [
  primitive(
    'pte_t *pte_offset_map_lock(struct mm_struct *, pmd_t *, unsigned long, spinlock_t **)',
    source,
    mapLocked(3),
  ),
  primitive(
    'pte_t *pte_offset_map_nolock(struct mm_struct *, pmd_t *, unsigned long, spinlock_t **)',
    'mm/pgtable-generic.c (6.12)',
    mapWithLock(3),
  ),
  primitive(
    'pte_t *pte_offset_map_ro_nolock(struct mm_struct *, pmd_t *, unsigned long, spinlock_t **)',
    'mm/pgtable-generic.c (7.2, 7.3)',
    mapWithLock(3),
  ),
  primitive(
    'pte_t *pte_offset_map_rw_nolock(struct mm_struct *, pmd_t *, unsigned long, pmd_t *, spinlock_t **)',
    'mm/pgtable-generic.c (7.2, 7.3)',
    (world) => {
      const map = mapWithLock(4)(world);
      return (...args) => {
        const [, pmd, , value] = args;
        const entry = map(...args);
        const table = world.run.memory.load(pmd, 'u64');
        if (entry !== 0) world.run.memory.store(value, 'u64', table);
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
  primitive('void pte_unmap(pte_t *)', source, () => mapped),
  primitive(
    'void pte_unmap_unlock(pte_t *, spinlock_t *)',
    source,
    ({ preemption }) =>
      () =>
        preemption.unlock(),
  ),
  ...['pte_lockptr', 'pmd_lockptr'].map((name) =>
    primitive(`spinlock_t *${name}(struct mm_struct *, pmd_t *)`, source, lockOfPmd),
  ),
  primitive('spinlock_t *pmd_lock(struct mm_struct *, pmd_t *)', source, (world) => {
    const find = lockOfPmd(world);
    return (...args) => {
      world.preemption.lock();
      return find(...args);
    };
  }),
];

/** Room for the task_struct of the declarations, bytes. */
const taskBytes = 256;

/** What `init_mm` of the declarations stands for. */
const kernelSpace = primitive(
  'struct mm_struct *simulated_init_mm(void)',
  'mm/init-mm.c',
  (world) => () => world.initMm,
);

/** The task that runs the walker. Few ask for it, so it is made when one does. */
const task = perRun((world) => world.run.memory.allocate(taskBytes));
const currentTask = primitive(
  'struct task_struct *simulated_current(void)',
  'include/asm-generic/current.h',
  (world) => () => task(world),
);

export const tableRows: readonly Primitive[] = [...mapping, kernelSpace, currentTask];
