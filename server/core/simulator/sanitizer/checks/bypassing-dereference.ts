import { rangeOf } from '../../arch/s390-ipte-cache.ts';
import type { MakeCheck, Watched } from '../check.ts';

/** Stores through primitives wait now: in an armed range, or in the queue of hypercalls. */
function storesWait({ world, machine }: Watched): boolean {
  return machine.name === 'xen-pv' ? world.lazy.batching : rangeOf(world).armed;
}

/** F4: C code that goes past the accessors sees, and changes, what the hardware has. */
export const bypassingDereference: MakeCheck = (watched) => {
  const { world } = watched;
  const range = rangeOf(world);
  return {
    load: (address) => {
      if (!storesWait(watched)) return;
      const waiting = world.lazy.pending.entry(address);
      if (waiting !== undefined && waiting !== world.tables.read(address))
        watched.report('F4', 'a pte_t is dereferenced that an update waits for: the old value is read', { address });
      else if (range.covers(address))
        watched.report('F4', 'a pte_t of the armed range is dereferenced instead of read with ptep_get()', { address });
      else
        watched.report('F4', 'a pte_t is dereferenced in the section; the value is right as no update of it waits', {
          address,
        });
    },
    store: (address) => {
      if (!storesWait(watched)) return;
      if (world.lazy.pending.entry(address) !== undefined)
        watched.report('F4', 'a store through a pte_t pointer is lost: the update that waits overwrites it', {
          address,
        });
      else
        watched.report('F4', 'a store through a pte_t pointer invalidates nothing and goes past the queue', {
          address,
        });
    },
  };
};
