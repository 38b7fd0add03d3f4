import { entryBits as bits, swapType, swapTypes, swapValueOf } from './machine/entry.ts';
import type { EntryState } from './report.ts';

/** State of an entry as it is drawn: the most telling thing about it. Its flags alone say it. */
export function stateOf(entry: number): EntryState {
  if ((entry & bits.present) !== 0) {
    if ((entry & bits.young) === 0) return 'old';
    return (entry & bits.write) === 0 ? 'read-only' : 'present';
  }
  if ((entry & bits.swap) === 0) return 'none';
  const type = swapType(swapValueOf(entry));
  if (type === swapTypes.SWP_PTE_MARKER) return 'marker';
  return type >= swapTypes.SWP_MIGRATION_READ && type <= swapTypes.SWP_MIGRATION_WRITE ? 'migration' : 'swap';
}
