import { type Check, forEach, type MakeCheck } from '../check.ts';
import { changes } from '../entry-accesses.ts';

/** ptep_get_lockless() is ptep_get(), ptep_clear_flush() starts with ptep_get_and_clear(). */
const { ptep_clear_flush: _, ...changing } = changes;
const reading: Readonly<Record<string, number>> = { ...changing, ptep_get: 0 };

/** F16: on Xen a primitive reads the table, which has none of the updates that are queued. */
export const queuedRead: MakeCheck = (watched): Check => {
  const { lazy, tables } = watched.world;
  return {
    before: forEach(Object.keys(reading), (name) => (...args) => {
      const address = args[reading[name]];
      const queued = lazy.pending.entry(address);
      if (queued === undefined || queued === tables.read(address)) return;
      const harm =
        name === 'ptep_get' ? 'reads the old value' : 'works on the old value, and the queue overwrites it later';
      watched.report('F16', `an update of the entry is queued: ${name}() ${harm}`, { address });
    }),
  };
};
