import {
  type GatherLevel,
  gatherLevels,
  hasSomethingToFlush,
  newGather,
  resetGather,
  widenGather,
} from '../machine/gather.ts';
import { always, assuming, type Primitive, primitive, type World } from '../machine/world.ts';

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

/** tlb_flush_mmu: also frees the pages that wait for the flush. */
function flushAndFree(world: World): (address: number) => void {
  const flushTlb = flush(world);
  return (address) => {
    flushTlb(address);
    world.gather(address).pages.empty();
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
  ...gatherLevels.map((level) =>
    primitive(`void tlb_flush_${level}_range(struct mmu_gather *, unsigned long, unsigned long)`, source, (world) => {
      return (gather, address, size) => widenGather(world.gather(gather), address, size, level);
    }),
  ),
  primitive('void tlb_remove_tlb_entry(struct mmu_gather *, pte_t *, unsigned long)', source, (world) => {
    return (gather, _entry, address) => widenGather(world.gather(gather), address, world.pageSize, 'pte');
  }),
  primitive(
    'void tlb_remove_tlb_entries(struct mmu_gather *, pte_t *, unsigned int, unsigned long)',
    source,
    (world) => (gather, _entry, count, address) =>
      widenGather(world.gather(gather), address, count * world.pageSize, 'pte'),
  ),
  primitive('void tlb_change_page_size(struct mmu_gather *, unsigned int)', source, () => () => undefined),
];

/** The level whose entry led to a table that is freed. */
const parents: Readonly<Record<'pte' | 'pmd' | 'pud', GatherLevel>> = { pte: 'pmd', pmd: 'pud', pud: 'p4d' };

/** A freed table is flushed with the entry that led to it, as one page of the range. */
const freeingTables: readonly Primitive[] = Object.entries(parents).map(([level, parent]) =>
  primitive(`void ${level}_free_tlb(struct mmu_gather *, void *, unsigned long)`, source, (world) => {
    return (address, _table, virtual) => {
      const gather = world.gather(address);
      widenGather(gather, virtual, world.pageSize, parent);
      gather.freedTables = true;
    };
  }),
);

const freeing: readonly Primitive[] = [
  primitive('bool __tlb_remove_folio_pages(struct mmu_gather *, struct page *, unsigned int, bool)', body, (world) => {
    return (gather, _page, pages) => (world.gather(gather).pages.add(pages) ? 1 : 0);
  }),
  primitive('bool __tlb_remove_page_size(struct mmu_gather *, struct page *, bool, int)', body, (world) => {
    return (gather) => (world.gather(gather).pages.add(1) ? 1 : 0);
  }),
  primitive('void tlb_remove_page(struct mmu_gather *, struct page *)', source, (world) => {
    const flush = world.use('tlb_flush_mmu');
    return (gather) => {
      if (world.gather(gather).pages.add(1)) flush(gather);
    };
  }),
  assuming(
    'no removal from the reverse map waits for a flush',
    primitive('bool tlb_delay_rmap(struct mmu_gather *)', source, () => () => 0),
  ),
  primitive('void tlb_flush_rmaps(struct mmu_gather *, struct vm_area_struct *)', body, () => () => undefined),
];

const flushing: readonly Primitive[] = [
  primitive('void tlb_flush_mmu_tlbonly(struct mmu_gather *)', source, flush),
  primitive('void tlb_flush_mmu(struct mmu_gather *)', body, flushAndFree),
  primitive('void tlb_finish_mmu(struct mmu_gather *)', body, flushAndFree),
  primitive('void tlb_gather_mmu(struct mmu_gather *, struct mm_struct *)', body, (world) => begin(world, false)),
  primitive('void tlb_gather_mmu_fullmm(struct mmu_gather *, struct mm_struct *)', body, (world) => begin(world, true)),
  primitive('void tlb_start_vma(struct mmu_gather *, struct vm_area_struct *)', source, () => () => undefined),
  /** Unless ranges of several VMAs are merged, each is flushed on its own: see `arch/gather-rows.ts`. */
  primitive('void tlb_end_vma(struct mmu_gather *, struct vm_area_struct *)', source, (world) => {
    const flushRange = flush(world);
    return (gather) => {
      if (!world.gather(gather).fullmm) flushRange(gather);
    };
  }),
  primitive('void tlb_free_vmas(struct mmu_gather *)', `${source}, 7.x`, () => () => undefined),
];

/** Of the generic header; the one of arm64 (7.2, 7.3) knows better, but the counts of reference were made without it. */
const needingFlush = assuming(
  'every change of an entry needs a flush',
  primitive('bool pte_needs_flush(pte_t, pte_t)', source, () => () => 1),
);

export const gatherRows: readonly Primitive[] = [
  ...always('gathers', [...widening, ...freeingTables, ...freeing, ...flushing]),
  ...always('flushes', [needingFlush]),
];
