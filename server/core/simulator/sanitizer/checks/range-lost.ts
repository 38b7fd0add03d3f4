import { hardwareValid } from '../../arch/entry-s390.ts';
import { rangeOf } from '../../arch/s390-ipte-cache.ts';
import { forEach, type MakeCheck } from '../check.ts';
import { changes } from '../entry-accesses.ts';

/** F5: no resume carries a range, so that what follows a pause is invalidated entry by entry. */
export const rangeLost: MakeCheck = (watched) => {
  const { world } = watched;
  const range = rangeOf(world);
  let wasCovered: ((address: number) => boolean) | undefined;
  return {
    leaving: (paused) => {
      if (!paused) wasCovered = undefined;
      else if (range.armed) wasCovered = range.coverage();
    },
    before: forEach(Object.keys(changes), (name) => (...args) => {
      const address = args[changes[name]];
      if (wasCovered === undefined || !world.lazy.batching || !wasCovered(address)) return;
      if (!hardwareValid(world.tables.read(address))) return;
      const message = 'the pause has ended the range of the section: the entry is invalidated by itself';
      watched.report('F5', message, { address });
    }),
  };
};
