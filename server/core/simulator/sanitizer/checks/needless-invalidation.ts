import { hardwareValid } from '../../arch/entry-s390.ts';
import { rangeOf } from '../../arch/s390-ipte-cache.ts';
import { entryBits as bits, flagsOf, frameOf } from '../../machine/entry.ts';
import type { MakeCheck } from '../check.ts';
import { lastChanges } from '../last-changes.ts';

/** What makes an entry old: s390 takes its validity away with its age. */
const ageBits = bits.young | bits.invalid;

/** F6 and F7: nothing compares what a section stores with what the table has. */
export const needlessInvalidation: MakeCheck = (watched) => {
  const { world } = watched;
  const range = rangeOf(world);
  const last = lastChanges(watched);
  return {
    before: last.watchers,
    applying: () => {
      for (const { address, entry } of range.waiting()) {
        const old = world.tables.read(address);
        if (!hardwareValid(old)) continue;
        const where = { address, trail: last.of(address) };
        if (entry === old) watched.report('F7', 'the entry is invalidated although its value stays as it is', where);
        else if (frameOf(entry) === frameOf(old) && ((flagsOf(entry) ^ flagsOf(old)) & ~ageBits) === 0)
          watched.report(
            'F6',
            'the entry only becomes old, and is invalidated for it at the end of the section',
            where,
          );
      }
      last.forget();
    },
  };
};
