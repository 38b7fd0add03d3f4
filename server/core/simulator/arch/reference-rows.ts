import { assuming, type Primitive, primitive } from '../machine/world.ts';
import type { MachineName } from './names.ts';

/**
 * What stands in for a function in a walker that is run by itself, because the walkers whose counts are its reference were
 * compiled so. A whole system call, whose reference is what kernels executed, runs the body of the tree.
 */
const needingFlush = assuming(
  'every change of an entry needs a flush',
  primitive('bool pte_needs_flush(pte_t, pte_t)', 'include/asm-generic/tlb.h (6.12, 7.2, 7.3)', () => () => 1),
);

export const referenceRows: Readonly<Partial<Record<MachineName, readonly Primitive[]>>> = {
  'arm64-eager': [needingFlush],
  arm64: [needingFlush],
  'xen-pv': [needingFlush],
};
