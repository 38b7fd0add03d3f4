import { type GatherLevel, gatherLevels } from '../machine/gather.ts';
import { always, type Primitive, primitive, type World } from '../machine/world.ts';

const source = 'include/asm-generic/tlb.h (6.12, 7.2, 7.3)';
const body = 'mm/mmu_gather.c (6.12, 7.2, 7.3)';

/** tlb_flush_mmu_tlbonly: flushes when anything was cleared, and starts over. */
function flush(world: World): (address: number) => void {
  const flushTlb = world.use('tlb_flush');
  return (address) => {
    const gather = world.gather(address);
    if (!gather.hasSomethingToFlush) return;
    flushTlb(address);
    gather.startOver();
  };
}

/** tlb_flush_mmu: also frees the pages that wait for the flush. */
function flushAndFree(world: World): (address: number) => void {
  const flushTlb = flush(world);
  const free = world.use('tlb_flush_mmu_free');
  return (address) => {
    flushTlb(address);
    free(address);
  };
}

const widening: readonly Primitive[] = [
  ...gatherLevels.map((level) =>
    primitive(`void tlb_flush_${level}_range(struct mmu_gather *, unsigned long, unsigned long)`, source, (world) => {
      return (gather, address, size) => world.gather(gather).widen(address, size, level);
    }),
  ),
  primitive('void tlb_remove_tlb_entry(struct mmu_gather *, pte_t *, unsigned long)', source, (world) => {
    return (gather, _entry, address) => world.gather(gather).widen(address, world.pageSize, 'pte');
  }),
  primitive(
    'void tlb_remove_tlb_entries(struct mmu_gather *, pte_t *, unsigned int, unsigned long)',
    source,
    (world) => (gather, _entry, count, address) => world.gather(gather).widen(address, count * world.pageSize, 'pte'),
  ),
  primitive('void tlb_change_page_size(struct mmu_gather *, unsigned int)', source, () => () => undefined),
];

/** The level whose entry led to a table that is freed. */
const parents: Readonly<Record<'pte' | 'pmd' | 'pud', GatherLevel>> = { pte: 'pmd', pmd: 'pud', pud: 'p4d' };

/** A freed table is flushed with the entry that led to it, as one page of the range. */
const freeingTables: readonly Primitive[] = Object.entries(parents).map(([level, parent]) =>
  primitive(`void ${level}_free_tlb(struct mmu_gather *, void *, unsigned long)`, source, (world) => {
    const remove = world.use('tlb_remove_table');
    return (address, table, virtual) => {
      const gather = world.gather(address);
      gather.widen(virtual, world.pageSize, parent);
      gather.set('freed_tables', 1);
      remove(address, table);
    };
  }),
);

/** What each architecture does with a table that no entry leads to any more. */
const tables: readonly Primitive[] = Object.keys(parents).map((level) =>
  primitive(
    `void __${level}_free_tlb(struct mmu_gather *, void *, unsigned long)`,
    'arch/*/include/asm/pgalloc.h, tlb.h (6.12, 7.2, 7.3)',
    (world) => world.use('tlb_remove_table'),
  ),
);

const flushing: readonly Primitive[] = [
  primitive('void tlb_flush_mmu_tlbonly(struct mmu_gather *)', source, flush),
  primitive('void tlb_flush_mmu(struct mmu_gather *)', body, flushAndFree),
  primitive('void tlb_finish_mmu(struct mmu_gather *)', body, flushAndFree),
  primitive('void tlb_gather_mmu(struct mmu_gather *, struct mm_struct *)', body, (world) => {
    return (gather, mm) => world.gather(gather).begin(mm, false);
  }),
  primitive('void tlb_gather_mmu_fullmm(struct mmu_gather *, struct mm_struct *)', body, (world) => {
    return (gather, mm) => world.gather(gather).begin(mm, true);
  }),
  primitive('void tlb_remove_page(struct mmu_gather *, struct page *)', source, (world) => {
    const isFull = world.use('__tlb_remove_page_size');
    const flush = world.use('tlb_flush_mmu');
    return (gather, page) => {
      if (isFull(gather, page) !== 0) flush(gather);
    };
  }),
  primitive('bool tlb_delay_rmap(struct mmu_gather *)', source, () => () => 1),
  /** Whether page tables may still be in caches of the hardware when they are freed. */
  primitive('bool tlb_needs_table_invalidate(void)', source, () => () => 1),
  primitive('bool pte_needs_flush(pte_t, pte_t)', source, () => () => 1),
];

/**
 * Pages and page tables wait to be freed until their translations are flushed. A walker sees of them that there is room for
 * no more. The lists of the kernel would be another one behind each page table, and no two tables of a range alike.
 */
const waiting: readonly Primitive[] = [
  primitive('void tlb_remove_table(struct mmu_gather *, void *)', body, (world) => {
    const needsFlush = world.read('tlb_needs_table_invalidate');
    const flushTlb = world.use('tlb_flush_mmu_tlbonly');
    return (gather) => {
      if (world.gather(gather).batches.addTable() && needsFlush() !== 0) flushTlb(gather);
    };
  }),
  primitive('bool __tlb_remove_folio_pages(struct mmu_gather *, struct page *, unsigned int, bool)', body, (world) => {
    return (gather, _page, pages) => (world.gather(gather).batches.add(pages) ? 1 : 0);
  }),
  primitive('bool __tlb_remove_page_size(struct mmu_gather *, struct page *, bool, int)', body, (world) => {
    return (gather) => (world.gather(gather).batches.add(1) ? 1 : 0);
  }),
  primitive('void tlb_flush_mmu_free(struct mmu_gather *)', body, (world) => {
    return (gather) => world.gather(gather).batches.empty();
  }),
  primitive('void tlb_batch_list_free(struct mmu_gather *)', body, () => () => undefined),
  /** What is left of it: pages do not know whether their removal from the reverse map waits, too. */
  primitive('void tlb_flush_rmaps(struct mmu_gather *, struct vm_area_struct *)', body, () => () => undefined),
];

export const gatherRows: readonly Primitive[] = [
  ...widening,
  ...freeingTables,
  ...flushing,
  ...always('tables', tables),
  ...always('waiting', waiting),
];
