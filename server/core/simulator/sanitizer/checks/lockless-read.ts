import { hardwareValid } from '../../arch/entry-s390.ts';
import { rangeOf } from '../../arch/s390-ipte-cache.ts';
import { entryBits as bits } from '../../machine/entry.ts';
import type { MakeCheck } from '../check.ts';
import { lastChanges } from '../last-changes.ts';

const rights = bits.present | bits.read | bits.write;

/** F3: until the section ends, the hardware and whoever reads without the lock find the rights that an entry had. */
export const locklessRead: MakeCheck = (watched) => {
  const { world } = watched;
  const range = rangeOf(world);
  const last = lastChanges(watched);
  return {
    before: {
      ...last.watchers,
      ptep_get_lockless: (address) => {
        if (world.options.series === 'v2' || !range.covers(address) || !range.isCached(address)) return;
        if (range.read(address) === world.tables.read(address)) return;
        watched.report('F3', 'ptep_get_lockless() reads the table, and misses an update of this CPU that waits', {
          address,
        });
      },
    },
    applying: () => {
      const space = world.space(range.mm);
      if (!range.armed || space.kernel || space.attachedCpus < 2) return;
      for (const { address, entry } of range.waiting()) {
        const old = world.tables.read(address);
        const trail = last.of(address);
        // With a full teardown nobody is left to read.
        if (trail === undefined || !hardwareValid(old) || (old & ~entry & rights) === 0) continue;
        const message =
          'until the section ends, another CPU can read the entry without the lock and find the old rights';
        watched.report('F3', message, { address, trail });
      }
      last.forget();
    },
  };
};
