import { entrySize } from './page-tables.ts';
import type { World } from './world.ts';

/**
 * The way to a page table from the top of an mm, over tables of pointers in the simulated heap: see
 * `models/upper-tables.ts`. `missing` gives the table for an entry that is empty; 0 ends the way.
 */
function pmdFrom(world: World, mm: number, virtual: number, missing: (entry: number) => number): number {
  const { memory } = world.run;
  const entries = world.upperTableBytes / entrySize;
  const span = world.tables.entries * world.pageSize;
  const below = (entry: number) => Number(memory.load(entry, 'u64')) || missing(entry);
  let table = below(mm + world.offset('mm_struct', 'pgd'));
  for (const tablesBelow of [entries ** 2, entries]) {
    if (table === 0) return 0;
    table = below(table + (Math.floor(virtual / (span * tablesBelow)) % entries) * entrySize);
  }
  return table === 0 ? 0 : table + (Math.floor(virtual / span) % entries) * entrySize;
}

/** The pmd_t pointer for a virtual address of an mm; 0 where a level above it is empty. */
export function pmdOf(world: World, mm: number, virtual: number): number {
  return pmdFrom(world, mm, virtual, () => 0);
}

/** The same, with the levels above it made where they are missing. */
export function makePmd(world: World, mm: number, virtual: number): number {
  const { memory } = world.run;
  return pmdFrom(world, mm, virtual, (entry) => {
    const table = memory.allocate(world.upperTableBytes);
    memory.store(entry, 'u64', table);
    return table;
  });
}

/** Address of the entry that maps a virtual address of an mm; 0 when no page table does. */
export function entryOf(world: World, mm: number, virtual: number): number {
  const pmd = pmdOf(world, mm, virtual);
  const table = pmd === 0 ? undefined : world.tableOfPmd(pmd);
  if (table === undefined) return 0;
  return table.base + (Math.floor(virtual / world.pageSize) % world.tables.entries) * entrySize;
}
