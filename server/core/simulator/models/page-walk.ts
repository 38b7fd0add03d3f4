import { entrySize } from '../machine/page-tables.ts';
import { assuming, type Primitive, perRun, primitive, type World } from '../machine/world.ts';

/** Room for the mm_walk of the declarations, bytes. */
const walkBytes = 128;

/** Address of the entry that maps a virtual address, in whichever table of the run does. */
function entryOf(world: World, virtual: number): number {
  const { tables, pageSize } = world;
  const span = tables.entries * pageSize;
  const table = tables.tables.find(({ start }) => virtual >= start && virtual < start + span);
  if (table === undefined) world.stop('fault', `no page table maps 0x${virtual.toString(16)}; check the range`);
  return table.base + ((virtual - table.start) / pageSize) * entrySize;
}

const walkOf = perRun((world) => world.run.memory.allocate(walkBytes));

/** Calls back for every entry of the range, until a callback fails. */
function walkEntries(world: World): (start: number, end: number, ops: number, pgd: number, own: number) => number {
  const { run, pageSize } = world;
  return (start, end, ops, _pgd, own) => {
    const walk = walkOf(world);
    const callback = run.memory.load(ops + world.offset('mm_walk_ops', 'pte_entry'), 'u64');
    run.memory.store(walk + world.offset('mm_walk', 'mm'), 'u64', world.initMm);
    run.memory.store(walk + world.offset('mm_walk', 'private'), 'u64', own);
    for (let virtual = start; virtual < end; virtual += pageSize) {
      const failed = Number(run.callAddress(callback, [entryOf(world, virtual), virtual, virtual + pageSize, walk]));
      if (failed !== 0) return failed;
    }
    return 0;
  };
}

/** Walks of kernel memory: all of it is mapped by pages, so that callbacks for the levels above have nothing to do. */
export const pageWalkRows: readonly Primitive[] = [
  assuming(
    'a page table is there, not a huge mapping',
    primitive(
      'int walk_kernel_page_table_range_lockless(unsigned long, unsigned long, void *, void *, void *)',
      'mm/pagewalk.c (7.2, 7.3)',
      walkEntries,
    ),
  ),
  assuming(
    'no huge mapping has to be split',
    primitive(
      'int split_kernel_leaf_mapping(unsigned long, unsigned long)',
      'arch/arm64/mm/mmu.c (7.2, 7.3)',
      () => () => 0,
    ),
  ),
  primitive('pte_t __ptep_get(pte_t *)', 'arch/arm64/include/asm/pgtable.h', (world) => world.use('ptep_get')),
  primitive('void __set_pte(pte_t *, pte_t)', 'arch/arm64/include/asm/pgtable.h', (world) => world.use('set_pte')),
];
