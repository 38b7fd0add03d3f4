import { hardwareValid } from '../../arch/entry-s390.ts';
import { isProtected } from '../../arch/s390.ts';
import { rangeOf } from '../../arch/s390-ipte-cache.ts';
import { entryBits as bits } from '../../machine/entry.ts';
import { forEach, type MakeCheck } from '../check.ts';

/** F2: the ultravisor wants the entry to be invalid before it makes the page readable for the kernel. */
export const protectedExport: MakeCheck = (watched) => {
  const { world } = watched;
  const range = rangeOf(world);
  return {
    before: forEach(['ptep_get_and_clear', 'ptep_get_and_clear_full'], () => (mm, _virtual, address) => {
      if (!range.covers(address) || !isProtected(world, mm) || (range.read(address) & bits.present) === 0) return;
      if (!hardwareValid(world.tables.read(address))) return;
      watched.report('F2', 'the protected page is exported before its entry is invalid in hardware', { address });
    }),
  };
};
