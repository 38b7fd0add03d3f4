import { apiFunctions } from '../../../kernel/api.ts';
import { rangeOf } from '../../arch/s390-ipte-cache.ts';
import { entrySize } from '../../machine/page-tables.ts';
import { forEach, type MakeCheck } from '../check.ts';

const rangeCalls = apiFunctions.filter(({ effect }) => effect === 'enable-range').map(({ name }) => name);

/** F12: the range of a nested section is not looked at, so what the outer one does not cover is invalidated by itself. */
export const nestedRange: MakeCheck = (watched) => {
  const { world } = watched;
  const range = rangeOf(world);
  return {
    called: forEach(rangeCalls, () => (_mm, start, end, first) => {
      if (!world.lazy.batching) return;
      const last = first + ((end - start) / world.pageSize - 1) * entrySize;
      if (!range.armed)
        watched.report('F12', 'the outer section was entered without a range, so that of this one has no effect');
      else if (!range.covers(first) || !range.covers(last)) {
        const address = range.covers(first) ? last : first;
        watched.report('F12', 'the range is not within that of the outer section, which stays in force', { address });
      }
    }),
  };
};
