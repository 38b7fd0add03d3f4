import type { MachineName } from '../../arch/names.ts';
import { forEach, type MakeCheck } from '../check.ts';

/** include/linux/mm.h, asm-generic/tlb.h */
const flushes = [
  'flush_tlb_range',
  'flush_tlb_page',
  'flush_tlb_mm',
  'flush_tlb_all',
  'flush_tlb_kernel_range',
  'tlb_flush_mmu_tlbonly',
  'tlb_flush_mmu',
  'tlb_finish_mmu',
];

/** Why it does no harm all the same. */
const outcomes: Partial<Record<MachineName, string>> = {
  's390-ipte-range': 'it finds nothing to flush, and all rests on the IPTE at the end of the section',
  'xen-pv': 'it is queued behind them, which keeps the order',
  'powerpc-hash': 'it does nothing, and the batch is flushed at the end of the section',
  sparc64: 'it does nothing, and the batch is flushed at the end of the section',
};

/** F18: whoever flushes wants what was done before to be over. */
export const earlyFlush: MakeCheck = (watched) => {
  const { lazy } = watched.world;
  return {
    called: forEach(flushes, (name) => () => {
      if (!lazy.batching || lazy.pending.count() === 0) return;
      const outcome = outcomes[watched.machine.name] ?? '';
      watched.report('F18', `${name}() comes before the updates that wait: ${outcome}`);
    }),
  };
};
