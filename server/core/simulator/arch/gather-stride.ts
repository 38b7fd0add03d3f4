import { type Gather, type GatherLevel, gatherLevels } from '../machine/gather.ts';
import type { World } from '../machine/world.ts';
import type { TableLevel } from './page-geometry.ts';

/** Tables whose entries a gather has seen cleared. */
const tablesOfLevel: Readonly<Record<GatherLevel, TableLevel>> = { pte: 'PTE', pmd: 'PMD', pud: 'PUD', p4d: 'PGD' };

/**
 * tlb_get_unmap_size() of include/asm-generic/tlb.h (6.12, 7.2, 7.3): bytes that an entry of the lowest level maps of which
 * one was cleared.
 */
export function strideOf({ geometry }: World, gather: Gather): number {
  const lowest = gatherLevels.find((level) => gather.hasCleared(level));
  return 2 ** geometry.shift(tablesOfLevel[lowest ?? 'pte']);
}
