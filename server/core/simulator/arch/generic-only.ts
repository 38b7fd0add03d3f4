import { override, type Primitive, primitive } from '../machine/world.ts';
import { commonEntryRows } from './entry-common.ts';
import { genericRows } from './generic.ts';
import { flushCallRows } from './tlb-flush-calls.ts';

/** An architecture that provides nothing of its own: what the generic headers make of every call. */
export const genericOnlyRows: readonly Primitive[] = override(commonEntryRows, genericRows, flushCallRows, [
  primitive(
    'void flush_tlb_fix_spurious_fault(struct vm_area_struct *, unsigned long, pte_t *)',
    'include/linux/pgtable.h (6.12, 7.2, 7.3)',
    (world) => world.use('flush_tlb_page'),
  ),
]);
