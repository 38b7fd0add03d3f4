import { hardwareValid } from '../../arch/entry-s390.ts';
import { rangeOf } from '../../arch/s390-ipte-cache.ts';
import { entryBits as bits, frameOf } from '../../machine/entry.ts';
import type { MakeCheck } from '../check.ts';

/** F15: mremap() stores the new entry past the cache that the clearing of the old one waits in. */
export const mappedTwice: MakeCheck = (watched) => {
  const { world } = watched;
  const range = rangeOf(world);
  return {
    before: {
      set_pte: (address, entry) => {
        const space = world.space(range.mm);
        if (!range.armed || range.covers(address) || space.kernel || space.attachedCpus < 2) return;
        if (!hardwareValid(entry) || (entry & bits.present) === 0) return;
        const old = range.waiting().find(({ address: at, entry: waits }) => {
          const inTable = world.tables.read(at);
          return (waits & bits.present) === 0 && hardwareValid(inTable) && frameOf(inTable) === frameOf(entry);
        });
        if (old === undefined) return;
        const message =
          'the page has its new entry while the old one, cleared in the cache, is still valid in hardware';
        watched.report('F15', message, { address: old.address });
      },
    },
  };
};
