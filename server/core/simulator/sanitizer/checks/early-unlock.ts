import type { Check, MakeCheck } from '../check.ts';

/** C5: whoever takes the lock of the table next has to find it as the last holder left it. */
export const earlyUnlock: MakeCheck = (watched): Check => {
  const { world } = watched;
  const unlock = (name: string, lock: number) => {
    if (!world.lazy.batching || world.lazy.pending.count() === 0) return;
    if (!world.tables.tables.some((table) => world.lockOf(table) === lock)) return;
    watched.report('C5', `${name}() lets others at the table while updates of the section wait`);
  };
  return {
    called: {
      spin_unlock: (lock) => unlock('spin_unlock', lock),
      pte_unmap_unlock: (_entry, lock) => unlock('pte_unmap_unlock', lock),
    },
  };
};
