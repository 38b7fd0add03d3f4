import { event } from '../machine/events.ts';
import { type Primitive, primitive, type World } from '../machine/world.ts';

const source = 'arch/arm64/include/asm/tlbflush.h, arch/x86/include/asm/tlbflush.h (6.12, 7.2, 7.3)';

const counted =
  ({ events }: World) =>
  () =>
    events.count(event.tlb_flush);

const nothing = () => () => undefined;

/** Machines whose flushes are counted as calls: how many TLBI or INVLPG one becomes depends on CPU features. */
export const flushCallRows: readonly Primitive[] = [
  primitive('void flush_tlb_page(struct vm_area_struct *, unsigned long)', source, counted),
  primitive('void flush_tlb_range(struct vm_area_struct *, unsigned long, unsigned long)', source, counted),
  primitive('void flush_tlb_mm(struct mm_struct *)', source, counted),
  primitive('void flush_tlb_kernel_range(unsigned long, unsigned long)', source, counted),
  primitive('void flush_tlb_all(void)', source, counted),
  primitive('void tlb_flush(struct mmu_gather *)', source, counted),
  /** Nothing is pending: the scenario starts with no reclaim under way. */
  primitive('void flush_tlb_batched_pending(struct mm_struct *)', 'mm/rmap.c (6.12, 7.2, 7.3)', nothing),
  primitive('void flush_tlb_fix_spurious_fault(struct vm_area_struct *, unsigned long, pte_t *)', source, nothing),
];
