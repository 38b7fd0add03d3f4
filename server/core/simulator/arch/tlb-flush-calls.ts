import { event } from '../machine/events.ts';
import { perWorld } from '../machine/per-world.ts';
import { type Primitive, primitive, type World } from '../machine/world.ts';

const source = 'arch/arm64/include/asm/tlbflush.h, arch/x86/include/asm/tlbflush.h (6.12, 7.2, 7.3)';

const counted =
  ({ events }: World) =>
  () =>
    events.count(event.tlb_flush);

const nothing = () => () => undefined;

/** What reclaim has left to flush. */
class UnmapBatch {
  readonly #atFirst: boolean;
  isPending: boolean;

  constructor(isPending: boolean) {
    this.#atFirst = isPending;
    this.isPending = isPending;
  }

  forget(): void {
    this.isPending = this.#atFirst;
  }

  get state(): string {
    return `${this.isPending}`;
  }
}

const unmapBatch = perWorld(
  ({ options }) => new UnmapBatch(options.unmapPending),
  (batch) => batch.forget(),
);

/** What reclaim has unmapped without a flush is flushed, with all of the address space, by the first who asks. */
export const flushOfReclaim = primitive(
  'void flush_tlb_batched_pending(struct mm_struct *)',
  'mm/rmap.c (6.12, 7.2, 7.3)',
  (world) => {
    const batch = unmapBatch(world);
    const flush = world.use('flush_tlb_mm');
    return (mm) => {
      if (!batch.isPending || !world.events.isRecording) return;
      batch.isPending = false;
      flush(mm);
    };
  },
);

/** Machines whose flushes are counted as calls: how many TLBI or INVLPG one becomes depends on CPU features. */
export const flushCallRows: readonly Primitive[] = [
  primitive('void flush_tlb_page(struct vm_area_struct *, unsigned long)', source, counted),
  primitive('void flush_tlb_range(struct vm_area_struct *, unsigned long, unsigned long)', source, counted),
  primitive('void flush_tlb_mm(struct mm_struct *)', source, counted),
  primitive('void flush_tlb_kernel_range(unsigned long, unsigned long)', source, counted),
  primitive('void flush_tlb_all(void)', source, counted),
  primitive('void tlb_flush(struct mmu_gather *)', source, counted),
  flushOfReclaim,
  primitive('void flush_tlb_fix_spurious_fault(struct vm_area_struct *, unsigned long, pte_t *)', source, nothing),
];
