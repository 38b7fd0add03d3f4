import { hardwareValid } from '../../arch/entry-s390.ts';
import { rangeOf } from '../../arch/s390-ipte-cache.ts';
import { entryBits as bits } from '../../machine/entry.ts';
import { forEach, type MakeCheck } from '../check.ts';
import { changes } from '../entry-accesses.ts';

/** C4: of the range's address space, but not of the range. What was empty costs nothing, and is not reported. */
export const outsideRange: MakeCheck = (watched) => {
  const { world } = watched;
  const range = rangeOf(world);
  return {
    before: forEach(Object.keys(changes), (name) => (...args) => {
      const address = args[changes[name]];
      if (!range.armed || range.covers(address) || world.tables.tableOf(address).mm !== range.mm) return;
      const entry = world.tables.read(address);
      if (!hardwareValid(entry) || (name === 'ptep_set_wrprotect' && (entry & bits.write) === 0)) return;
      watched.report('C4', 'the entry is outside of the range that the section was entered with', { address });
    }),
  };
};
