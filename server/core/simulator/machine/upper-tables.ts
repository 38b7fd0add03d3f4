import { upperEntry } from '../arch/page-geometry.ts';
import { entrySize } from './page-tables.ts';
import type { World } from './world.ts';

/**
 * The way to a page table from the top of an mm, over tables of pointers in the simulated heap: see
 * `models/upper-tables.ts`. `missing` gives the table of so many bytes for an entry that is empty; 0 ends the way.
 */
function pmdFrom(world: World, mm: number, virtual: number, missing: (entry: number, bytes: number) => number): number {
  const { memory } = world.run;
  let entry = mm + world.offset('mm_struct', 'pgd');
  for (const level of world.geometry.upperLevels) {
    const table = Number(memory.load(entry, 'u64')) || missing(entry, world.geometry.tableBytes(level.level));
    if (table === 0) return 0;
    entry = upperEntry(level, table, virtual);
  }
  return entry;
}

/** The pmd_t pointer for a virtual address of an mm; 0 where a level above it is empty. */
export function pmdOf(world: World, mm: number, virtual: number): number {
  return pmdFrom(world, mm, virtual, () => 0);
}

/** The same, with the levels above it made where they are missing. */
export function makePmd(world: World, mm: number, virtual: number): number {
  const { memory } = world.run;
  return pmdFrom(world, mm, virtual, (entry, bytes) => {
    const table = memory.allocate(bytes);
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
