import { type AddressSpace, attachedHereOnly, cachedHereOnly } from '../machine/address-space.ts';
import { event } from '../machine/events.ts';
import { override, type Primitive, primitive, type World } from '../machine/world.ts';
import { mmReader } from './generic.ts';
import { powerpcRows, type Update } from './powerpc.ts';

const flushing = 'arch/powerpc/mm/book3s64/radix_tlb.c (6.12, 7.2, 7.3)';
const header = 'arch/powerpc/include/asm/book3s/64/tlbflush.h (6.12, 7.2, 7.3)';

/** Pages from which on a flush takes the whole process: tlb_single_page_flush_ceiling, tlb_local_single_page_flush_ceiling. */
const mostPages = 33;
const mostPagesLocally = 256;

function update({ tables }: World): Update {
  return (_mm, _virtual, address, change) => {
    const entry = tables.read(address);
    tables.write(address, change(entry));
    return entry;
  };
}

/**
 * flush_type_needed. A process that runs here alone is first taken off the CPUs it has left, and then flushed locally; one
 * that ends is not.
 */
function isLocal(space: AddressSpace, ends: boolean): boolean {
  if (attachedHereOnly(space) && !ends) space.maskCpus = 1;
  return cachedHereOnly(space);
}

/** One invalidation for each page, or one for the whole process. `pages` may be infinite. */
function flush(world: World, mm: number, pages: number, ends = false): void {
  const space = world.space(mm);
  if (space.maskCpus === 0) return;
  const local = isLocal(space, ends);
  const each = pages <= (local ? mostPagesLocally : mostPages);
  world.events.count(local ? event.tlbiel : event.tlbie, each ? pages : 1);
}

const kernel =
  ({ events }: World) =>
  () =>
    events.count(event.tlbie);

const nothing = () => () => undefined;

const tlb: readonly Primitive[] = [
  primitive('void flush_tlb_page(struct vm_area_struct *, unsigned long)', flushing, (world) => {
    const mmOf = mmReader(world);
    return (vma) => flush(world, mmOf(vma), 1);
  }),
  primitive('void flush_tlb_range(struct vm_area_struct *, unsigned long, unsigned long)', flushing, (world) => {
    const mmOf = mmReader(world);
    return (vma, start, end) => flush(world, mmOf(vma), (end - start) / world.pageSize);
  }),
  primitive('void flush_tlb_mm(struct mm_struct *)', flushing, (world) => {
    return (mm) => flush(world, mm, Number.POSITIVE_INFINITY);
  }),
  primitive('void flush_tlb_kernel_range(unsigned long, unsigned long)', flushing, kernel),
  primitive('void flush_tlb_batched_pending(struct mm_struct *)', 'mm/internal.h', nothing),
  primitive('void flush_tlb_fix_spurious_fault(struct vm_area_struct *, unsigned long, pte_t *)', header, nothing),
  primitive('void tlb_flush(struct mmu_gather *)', flushing, (world) => (address) => {
    const { mm, fullmm, start, end } = world.gather(address);
    if (fullmm) flush(world, mm, Number.POSITIVE_INFINITY, true);
    else flush(world, mm, (end - start) / world.pageSize);
  }),
];

const radixEnabled = primitive('bool radix_enabled(void)', 'arch/powerpc/include/asm/mmu.h', () => () => 1);

/** powerpc with radix tables: the lazy hooks return at once, and only the flushes after a walker cost anything. */
export const radixRows: readonly Primitive[] = override(powerpcRows(update), tlb, [radixEnabled]);
