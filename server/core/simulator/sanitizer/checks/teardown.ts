import { hardwareValid } from '../../arch/entry-s390.ts';
import { rangeOf } from '../../arch/s390-ipte-cache.ts';
import type { MakeCheck } from '../check.ts';

/** F1: outside of a range a full teardown clears entries without any invalidation. */
export const redundantTeardown: MakeCheck = (watched) => {
  const { world } = watched;
  const range = rangeOf(world);
  return {
    before: {
      ptep_get_and_clear_full: (_mm, _virtual, address, full) => {
        if (full === 0 || !range.covers(address) || !hardwareValid(world.tables.read(address))) return;
        const message =
          'the address space ends, and the entry is invalidated all the same: `full` is ignored in a range';
        watched.report('F1', message, { address });
      },
    },
  };
};
