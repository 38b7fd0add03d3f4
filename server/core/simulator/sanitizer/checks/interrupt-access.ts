import { rangeOf } from '../../arch/s390-ipte-cache.ts';
import { forEach, type MakeCheck } from '../check.ts';
import { changes, fullClear, stores } from '../entry-accesses.ts';

/** ptep_get_lockless() never looks at the cache; the others do, whoever calls them. */
const pointers: Readonly<Record<string, number>> = { ...changes, ...fullClear, ...stores, ptep_get: 0 };

/** F14: v2 asks whether the task is in the mode, which an interrupt is not; later versions ask the CPU alone. */
export const interruptAccess: MakeCheck = (watched) => {
  const { world } = watched;
  const range = rangeOf(world);
  return {
    before: forEach(Object.keys(pointers), (name) => (...args) => {
      const address = args[pointers[name]];
      if (!world.lazy.inInterrupt || world.options.series === 'v2' || !range.covers(address)) return;
      watched.report('F14', `an interrupt handler's ${name}() goes through the cache of the walker`, { address });
    }),
  };
};
