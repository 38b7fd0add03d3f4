import { hardwareValid } from '../../arch/entry-s390.ts';
import { rangeOf } from '../../arch/s390-ipte-cache.ts';
import type { MakeCheck } from '../check.ts';

/** F8: no other CPU runs the process, but one may have translations of it. Without a range one IDTE would do for them all. */
export const lostDeferral: MakeCheck = (watched) => {
  const { world } = watched;
  const range = rangeOf(world);
  return {
    applying: () => {
      const space = world.space(range.mm);
      if (!range.armed || space.kernel || space.attachedCpus !== 1 || space.maskCpus < 2) return;
      const valid = range.waiting().find(({ address }) => hardwareValid(world.tables.read(address)));
      if (valid === undefined) return;
      const message =
        'the process runs on this CPU alone: a global IPTE per table takes the place of one IDTE for the whole call';
      watched.report('F8', message, { address: valid.address });
    },
  };
};
