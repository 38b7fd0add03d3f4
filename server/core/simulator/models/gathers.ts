import { hasSomethingToFlush, newGather, resetGather, widenGather } from '../machine/gather.ts';
import { assuming, type Primitive, primitive, type World } from '../machine/world.ts';

const source = 'include/asm-generic/tlb.h (6.12, 7.2, 7.3)';
const body = 'mm/mmu_gather.c (6.12, 7.2, 7.3)';

/** tlb_flush_mmu_tlbonly: flushes when anything was cleared, and starts over. */
function flush(world: World): (address: number) => void {
  const flushTlb = world.use('tlb_flush');
  return (address) => {
    const gather = world.gather(address);
    if (!hasSomethingToFlush(gather)) return;
    flushTlb(address);
    resetGather(gather);
  };
}

function begin(world: World, fullmm: boolean): (address: number, mm: number) => void {
  return (address, mm) => {
    world.gathers.set(address, newGather(mm, fullmm));
    const { memory } = world.run;
    memory.store(address + world.offset('mmu_gather', 'mm'), 'u64', mm);
    memory.store(address + world.offset('mmu_gather', 'fullmm'), 'u32', fullmm ? 1 : 0);
  };
}

const widening: readonly Primitive[] = [
  primitive('void tlb_flush_pte_range(struct mmu_gather *, unsigned long, unsigned long)', source, (world) => {
    return (gather, address, size) => widenGather(world.gather(gather), address, size);
  }),
  primitive('void tlb_remove_tlb_entry(struct mmu_gather *, pte_t *, unsigned long)', source, (world) => {
    return (gather, _entry, address) => widenGather(world.gather(gather), address, world.pageSize);
  }),
  primitive(
    'void tlb_remove_tlb_entries(struct mmu_gather *, pte_t *, unsigned int, unsigned long)',
    source,
    (world) => (gather, _entry, count, address) => widenGather(world.gather(gather), address, count * world.pageSize),
  ),
  primitive('void tlb_change_page_size(struct mmu_gather *, unsigned int)', source, () => () => undefined),
];

/** Batches never fill and nothing waits for the flush, so rmap is never delayed. */
const freeing: readonly Primitive[] = [
  ...[
    'bool __tlb_remove_folio_pages(struct mmu_gather *, struct page *, unsigned int, bool)',
    'bool __tlb_remove_page_size(struct mmu_gather *, struct page *, bool, int)',
  ].map((prototype) =>
    assuming(
      'the gather has room',
      primitive(prototype, body, () => () => 0),
    ),
  ),
  primitive('void tlb_remove_page(struct mmu_gather *, struct page *)', source, () => () => undefined),
  assuming(
    'no removal from the reverse map waits for a flush',
    primitive('bool tlb_delay_rmap(struct mmu_gather *)', source, () => () => 0),
  ),
  primitive('void tlb_flush_rmaps(struct mmu_gather *, struct vm_area_struct *)', body, () => () => undefined),
];

const flushing: readonly Primitive[] = [
  primitive('void tlb_flush_mmu_tlbonly(struct mmu_gather *)', source, flush),
  primitive('void tlb_flush_mmu(struct mmu_gather *)', body, flush),
  primitive('void tlb_finish_mmu(struct mmu_gather *)', body, flush),
  primitive('void tlb_gather_mmu(struct mmu_gather *, struct mm_struct *)', body, (world) => begin(world, false)),
  primitive('void tlb_gather_mmu_fullmm(struct mmu_gather *, struct mm_struct *)', body, (world) => begin(world, true)),
  primitive('void tlb_start_vma(struct mmu_gather *, struct vm_area_struct *)', source, () => () => undefined),
  primitive('void tlb_end_vma(struct mmu_gather *, struct vm_area_struct *)', source, () => () => undefined),
  /** The counts of reference take every change for one that needs a flush, as the generic header does. */
  assuming(
    'every change of an entry needs a flush',
    primitive('bool pte_needs_flush(pte_t, pte_t)', source, () => () => 1),
  ),
];

export const gatherRows: readonly Primitive[] = [...widening, ...freeing, ...flushing];
