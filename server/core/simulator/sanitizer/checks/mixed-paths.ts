import { rangeOf } from '../../arch/s390-ipte-cache.ts';
import { forEach, type MakeCheck } from '../check.ts';

const pointers: Readonly<Record<string, number>> = { ptep_clear_flush: 2, ptep_set_access_flags: 2 };

/** F10: they look at the table and invalidate there, and what they store goes to the cache. */
export const mixedPaths: MakeCheck = (watched) => {
  const { world } = watched;
  const range = rangeOf(world);
  return {
    called: forEach(Object.keys(pointers), (name) => (...args) => {
      const address = args[pointers[name]];
      if (!range.covers(address)) return;
      const stale = range.isCached(address) ? ': it misses the update that waits' : '';
      watched.report('F10', `${name}() works on the table, and stores to the cache${stale}`, { address });
    }),
  };
};
