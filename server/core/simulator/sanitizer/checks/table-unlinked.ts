import type { MakeCheck } from '../check.ts';

/** F17: the entries of a table that nothing points to any more are still to be cleared. */
export const tableUnlinked: MakeCheck = (watched) => {
  const { lazy } = watched.world;
  return {
    called: {
      pmd_clear: () => {
        if (!lazy.batching || lazy.pending.count() === 0) return;
        watched.report('F17', 'the page table is taken out while its entries still wait to be cleared');
      },
    },
  };
};
