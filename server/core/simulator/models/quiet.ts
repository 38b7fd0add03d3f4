import type { StandInReason } from '../machine/stand-in.ts';
import { type Action, always, assuming, type Primitive, primitive } from '../machine/world.ts';

/** A helper that changes nothing that is simulated, and always answers the same. */
interface QuietHelper {
  readonly prototype: string;
  readonly source: string;
  readonly answer?: number;
  /** What the answer takes for granted; absent where nobody looks at it. */
  readonly assumption?: string;
}

const locks = 'include/linux/spinlock.h, mutex.h, rwsem.h';
const scheduling = 'include/linux/sched.h, preempt.h';
const accounting = 'include/linux/mm.h, mm/memory.c';
const caches = 'include/linux/cacheflush.h, pgtable.h';
const notifiers = 'include/linux/mmu_notifier.h';
const faults = 'include/linux/userfaultfd_k.h';
const noUserfaultfd = 'userfaultfd is off';
const idleCpu = 'nobody waits for the CPU';
const noSignal = 'no signal is pending';
const checks = 'include/linux/page_table_check.h, ksm.h, pgtable.h';

/** One thread runs, every lock is free, and nobody waits for the CPU. */
const kept: Readonly<Partial<Record<StandInReason, readonly QuietHelper[]>>> = {
  locks: [
    { prototype: 'int spin_needbreak(spinlock_t *)', source: locks, assumption: 'nobody waits for a lock' },
    {
      prototype: 'int spin_is_locked(spinlock_t *)',
      source: locks,
      answer: 1,
      assumption: 'the caller holds its locks',
    },
    { prototype: 'int spin_is_contended(spinlock_t *)', source: locks, assumption: 'nobody waits for a lock' },
    {
      prototype: 'int rcu_read_lock_held(void)',
      source: 'include/linux/rcupdate.h',
      answer: 1,
      assumption: 'the caller holds its locks',
    },
    { prototype: 'void mutex_lock(struct mutex *)', source: locks },
    { prototype: 'void mutex_unlock(struct mutex *)', source: locks },
    { prototype: 'void down_read(struct rw_semaphore *)', source: locks },
    { prototype: 'void up_read(struct rw_semaphore *)', source: locks },
    { prototype: 'void down_write(struct rw_semaphore *)', source: locks },
    { prototype: 'void up_write(struct rw_semaphore *)', source: locks },
    { prototype: 'void i_mmap_lock_write(struct address_space *)', source: locks },
    { prototype: 'void i_mmap_unlock_write(struct address_space *)', source: locks },
    { prototype: 'void anon_vma_lock_write(struct anon_vma *)', source: locks },
    { prototype: 'void anon_vma_unlock_write(struct anon_vma *)', source: locks },
    { prototype: 'void vma_start_write(struct vm_area_struct *)', source: locks },
    { prototype: 'void vma_assert_write_locked(struct vm_area_struct *)', source: locks },
    { prototype: 'void vma_assert_locked(struct vm_area_struct *)', source: locks },
  ],
  scheduling: [
    { prototype: 'int need_resched(void)', source: scheduling, assumption: idleCpu },
    { prototype: 'int fatal_signal_pending(struct task_struct *)', source: scheduling, assumption: noSignal },
    { prototype: 'int signal_pending(struct task_struct *)', source: scheduling, assumption: noSignal },
    { prototype: 'int smp_processor_id(void)', source: scheduling, assumption: 'the walker runs on the first CPU' },
    { prototype: 'int numa_node_id(void)', source: scheduling, assumption: 'the walker runs on the first node' },
  ],
  sleeping: [
    { prototype: 'int cond_resched(void)', source: scheduling, assumption: idleCpu },
    { prototype: 'void mmu_notifier_invalidate_range_start(void *)', source: notifiers },
  ],
  counters: [
    { prototype: 'void add_mm_counter(struct mm_struct *, int, long)', source: accounting },
    { prototype: 'void inc_mm_counter(struct mm_struct *, int)', source: accounting },
    { prototype: 'void dec_mm_counter(struct mm_struct *, int)', source: accounting },
    { prototype: 'void update_hiwater_rss(struct mm_struct *)', source: accounting },
  ],
  space: [
    {
      prototype: 'bool mm_flags_test(int, const struct mm_struct *)',
      source: 'include/linux/mm.h (7.2, 7.3)',
      assumption: 'no flag of the address space is set',
    },
  ],
  messages: [
    {
      prototype: 'void print_bad_pte(struct vm_area_struct *, unsigned long, pte_t, struct page *)',
      source: accounting,
    },
  ],
};

/** Where a tree has their bodies, those are run. */
const helpers: readonly QuietHelper[] = [
  { prototype: 'void raw_write_seqcount_begin(seqcount_t *)', source: 'include/linux/seqlock.h' },
  { prototype: 'void raw_write_seqcount_end(seqcount_t *)', source: 'include/linux/seqlock.h' },
  { prototype: 'void lru_add_drain(void)', source: 'mm/swap.c' },
  { prototype: 'int mm_counter(struct folio *)', source: accounting, answer: 1 },
  { prototype: 'int mm_counter_file(struct folio *)', source: accounting },
  { prototype: 'void sync_mm_rss(struct mm_struct *)', source: accounting },
  { prototype: 'void __free_pages(struct page *, unsigned int)', source: 'mm/page_alloc.c' },
  { prototype: 'void count_vm_event(int)', source: 'include/linux/vmstat.h' },
  { prototype: 'void count_vm_events(int, long)', source: 'include/linux/vmstat.h' },
  { prototype: 'void update_mmu_cache(struct vm_area_struct *, unsigned long, pte_t *)', source: caches },
  { prototype: 'void update_mmu_tlb(struct vm_area_struct *, unsigned long, pte_t *)', source: caches },
  { prototype: 'void flush_cache_range(struct vm_area_struct *, unsigned long, unsigned long)', source: caches },
  { prototype: 'void flush_cache_page(struct vm_area_struct *, unsigned long, unsigned long)', source: caches },
  { prototype: 'void flush_cache_vmap(unsigned long, unsigned long)', source: caches },
  { prototype: 'void flush_cache_vunmap(unsigned long, unsigned long)', source: caches },
  { prototype: 'void mmu_notifier_invalidate_range_end(void *)', source: notifiers },
  { prototype: 'void mmu_notifier_range_init(void *)', source: notifiers },
  { prototype: 'bool userfaultfd_wp(struct vm_area_struct *)', source: faults, assumption: noUserfaultfd },
  { prototype: 'bool userfaultfd_wp_unpopulated(struct vm_area_struct *)', source: faults, assumption: noUserfaultfd },
  { prototype: 'bool userfaultfd_rwp(struct vm_area_struct *)', source: faults, assumption: noUserfaultfd },
  { prototype: 'bool userfaultfd_protected(struct vm_area_struct *)', source: faults, assumption: noUserfaultfd },
  { prototype: 'bool userfaultfd_armed(struct vm_area_struct *)', source: faults, assumption: noUserfaultfd },
  { prototype: 'bool userfaultfd_pte_wp(struct vm_area_struct *, pte_t)', source: faults, assumption: noUserfaultfd },
  { prototype: 'bool userfaultfd_wp_async(struct vm_area_struct *)', source: faults, assumption: noUserfaultfd },
  {
    prototype: 'bool vma_has_uffd_without_event_remap(struct vm_area_struct *)',
    source: faults,
    assumption: noUserfaultfd,
  },
  { prototype: 'void arch_check_zapped_pte(struct vm_area_struct *, pte_t)', source: checks },
  { prototype: 'void ksm_might_unmap_zero_page(struct mm_struct *, pte_t)', source: checks },
];

const answers = (value: number | undefined): (() => Action) => {
  return () => () => value;
};

/** A pte moves unchanged: no architecture here has caches that depend on the virtual address. */
const moving = primitive(
  'pte_t move_pte(pte_t, unsigned long, unsigned long)',
  'include/linux/pgtable.h',
  () => (entry) => entry,
);

const rowOf = ({ prototype, source, answer, assumption }: QuietHelper): Primitive => {
  const row = primitive(prototype, source, answers(answer ?? 0));
  return assumption === undefined ? row : assuming(assumption, row);
};

/** A walker runs in process context; only an interruption of the scenario does not. */
const interruptContext = primitive(
  'bool in_interrupt(void)',
  scheduling,
  ({ lazy }) =>
    () =>
      lazy.inInterrupt ? 1 : 0,
);

/** Where a page stands in its anonymous memory: only the reverse map asks. */
const anonymousIndex = primitive(
  'pgoff_t linear_anon_page_index(struct vm_area_struct *, unsigned long)',
  'include/linux/pagemap.h (7.3)',
  (world) => (_vma, virtual) => Math.floor(virtual / world.pageSize),
);

/** Aging that also tells secondary MMUs: there are none. */
const notifying: readonly Primitive[] = [
  ['ptep_clear_young_notify', 'ptep_test_and_clear_young'],
  ['ptep_clear_flush_young_notify', 'ptep_clear_flush_young'],
].map(([name, plain]) =>
  primitive(`int ${name}(struct vm_area_struct *, unsigned long, pte_t *)`, `${notifiers} (6.12)`, (world) =>
    world.use(plain),
  ),
);

const notifyingBatches: readonly Primitive[] = [
  ['test_and_clear_young_ptes_notify', 'test_and_clear_young_ptes'],
  ['clear_flush_young_ptes_notify', 'clear_flush_young_ptes'],
].map(([name, plain]) =>
  primitive(
    `bool ${name}(struct vm_area_struct *, unsigned long, pte_t *, unsigned int)`,
    `${notifiers} (7.3)`,
    (world) => world.use(plain),
  ),
);

/** Helpers around a walker that cost nothing; what they decide is an assumption, which a scenario may set. */
export const quietRows: readonly Primitive[] = [
  ...Object.entries(kept).flatMap(([reason, rows]) => always(reason as StandInReason, rows.map(rowOf))),
  ...helpers.map(rowOf),
  moving,
  ...always('scheduling', [assuming('the walker runs in process context', interruptContext)]),
  anonymousIndex,
  ...[...notifying, ...notifyingBatches].map((row) => assuming('no secondary MMU maps the pages', row)),
];
