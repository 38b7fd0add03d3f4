import { entryBits as bits, entryFor, frameOf } from '../machine/entry.ts';
import type { Pages } from '../machine/pages.ts';
import { type Action, always, assuming, type Primitive, primitive, type World } from '../machine/world.ts';

const mm = 'include/linux/mm.h (6.12, 7.2, 7.3)';
const flags = 'include/linux/page-flags.h (6.12, 7.2, 7.3)';

/** A question about the folio that a pointer names; the index is that of its first page. */
export function folioRow(
  prototype: string,
  source: string,
  action: (pages: Pages, head: number, argument: number) => number,
) {
  return primitive(prototype, source, ({ pages }) => (folio, argument) => {
    const index = pages.indexOf(folio);
    return index < 0 ? 0 : action(pages, pages.heads[index], argument);
  });
}

/** A question about a page. */
export function pageRow(prototype: string, source: string, action: (pages: Pages, index: number) => number): Primitive {
  return primitive(prototype, source, ({ pages }) => (page) => {
    const index = pages.indexOf(page);
    return index < 0 ? 0 : action(pages, index);
  });
}

const never = (): Action => () => 0;

const naming: readonly Primitive[] = [
  folioRow('struct folio *page_folio(const struct page *)', flags, (pages, head) => pages.addressOf(head)),
  folioRow('struct page *compound_head(const struct page *)', flags, (pages, head) => pages.addressOf(head)),
  pageRow('unsigned long page_to_pfn(const struct page *)', mm, (pages, index) => pages.frameOf(index)),
  primitive(
    'struct page *pfn_to_page(unsigned long)',
    mm,
    ({ pages }) =>
      (frame) =>
        pages.addressOfFrame(frame),
  ),
  primitive(
    'struct page *pte_page(pte_t)',
    mm,
    ({ pages }) =>
      (entry) =>
        pages.addressOfFrame(frameOf(entry)),
  ),
  primitive(
    'bool pfn_valid(unsigned long)',
    mm,
    ({ pages }) =>
      (frame) =>
        pages.hasFrame(frame) ? 1 : 0,
  ),
];

export function folioOfFrame({ pages }: World): (frame: number) => number {
  return (frame) => {
    const index = pages.indexOf(pages.addressOfFrame(frame));
    return index < 0 ? 0 : pages.addressOf(pages.heads[index]);
  };
}

const normal = 'mm/memory.c (6.12, 7.2, 7.3)';

/** Which struct page stands behind an entry: none behind a special one. */
const looking: readonly Primitive[] = [
  primitive('struct page *vm_normal_page(struct vm_area_struct *, unsigned long, pte_t)', normal, ({ pages }) => {
    return (_vma, _virtual, entry) => ((entry & bits.special) === 0 ? pages.addressOfFrame(frameOf(entry)) : 0);
  }),
  primitive('struct folio *vm_normal_folio(struct vm_area_struct *, unsigned long, pte_t)', normal, (world) => {
    const folioOf = folioOfFrame(world);
    return (_vma, _virtual, entry) => ((entry & bits.special) === 0 ? folioOf(frameOf(entry)) : 0);
  }),
];

const shape: readonly Primitive[] = [
  folioRow('bool folio_test_large(const struct folio *)', flags, (pages, head) => (pages.orders[head] > 0 ? 1 : 0)),
  folioRow('bool PageCompound(const struct page *)', flags, (pages, head) => (pages.orders[head] > 0 ? 1 : 0)),
  folioRow('unsigned int folio_order(const struct folio *)', mm, (pages, head) => pages.orders[head]),
  folioRow('long folio_nr_pages(const struct folio *)', mm, (pages, head) => 1 << pages.orders[head]),
];

/** What no folio of a scenario is or has, by what that says of the surroundings. */
const absent: Readonly<Record<string, readonly string[]>> = {
  'pages are ordinary memory': [
    'folio_test_hugetlb',
    'folio_test_reserved',
    'folio_is_zone_device',
    'folio_is_device_private',
    'folio_is_device_coherent',
    'PageHWPoison',
    'PageReserved',
    'is_zone_device_page',
    'is_device_coherent_page',
    'is_device_private_page',
  ],
  'no other process maps the pages': ['folio_likely_mapped_shared', 'folio_maybe_mapped_shared'],
  'no page is in the swap cache or written to a disk': [
    'folio_test_swapcache',
    'folio_test_dirty',
    'folio_test_writeback',
  ],
  'no page is locked, in memory or by a task': ['folio_test_locked', 'folio_test_unevictable', 'folio_test_mlocked'],
  'no page is pinned': ['folio_maybe_dma_pinned'],
  'memory is not tiered': ['folio_use_access_time'],
};

/** State of a folio as the scenario assumes it: private anonymous memory, idle, neither pinned nor being written. */
const state: readonly Primitive[] = [
  folioRow('bool folio_test_anon(const struct folio *)', flags, (pages, head) => pages.anonymous[head]),
  folioRow('bool folio_test_swapbacked(const struct folio *)', flags, (pages, head) => pages.anonymous[head]),
  pageRow('int PageAnonExclusive(const struct page *)', flags, (pages, index) => pages.exclusive[index]),
  ...[0, 1].map((value) =>
    primitive(`void ${value === 0 ? 'Clear' : 'Set'}PageAnonExclusive(struct page *)`, flags, ({ pages }) => (page) => {
      const index = pages.indexOf(page);
      if (index >= 0) pages.exclusive[index] = value;
    }),
  ),
  ...Object.entries(absent).flatMap(([assumption, names]) =>
    names.map((name) => assuming(assumption, primitive(`bool ${name}(const struct folio *)`, flags, never))),
  ),
  ...['folio_test_lru', 'folio_test_uptodate', 'folio_test_active', 'folio_test_referenced'].map((name) =>
    assuming(
      'folios are up to date and on an active LRU list',
      primitive(`bool ${name}(const struct folio *)`, flags, () => () => 1),
    ),
  ),
  ...[
    'folio_mark_dirty',
    'folio_mark_accessed',
    'folio_set_referenced',
    'folio_clear_referenced',
    'folio_set_young',
    'folio_clear_dirty',
    'folio_mark_lazyfree',
    'folio_deactivate',
    'folio_putback_lru',
    'folio_set_idle',
    'folio_set_workingset',
    'folio_activate',
    'mark_page_accessed',
    'set_page_dirty',
  ].map((name) => primitive(`bool ${name}(struct folio *)`, 'mm/swap.c, include/linux/page-flags.h', never)),
  assuming(
    'nobody looks for idle pages',
    primitive('bool folio_test_clear_young(struct folio *)', 'include/linux/page_idle.h', never),
  ),
  assuming(
    'every folio can be taken off its LRU list',
    primitive('bool folio_isolate_lru(struct folio *)', 'mm/vmscan.c', () => () => 1),
  ),
  assuming(
    'no page is in the swap cache or written to a disk',
    primitive('bool folio_free_swap(struct folio *)', 'mm/swapfile.c', never),
  ),
];

/** References: what walkers take and drop around a folio that stays alive throughout. */
function referenceRow(prototype: string, change: (argument: number) => number): Primitive {
  return primitive(prototype, 'include/linux/page_ref.h', ({ pages }) => (folio, argument) => {
    const index = pages.indexOf(folio);
    if (index >= 0) pages.references[pages.heads[index]] += change(argument);
    return 1;
  });
}

const references: readonly Primitive[] = [
  referenceRow('void folio_get(struct folio *)', () => 1),
  referenceRow('void get_page(struct page *)', () => 1),
  assuming(
    'no folio is being freed',
    referenceRow('bool folio_try_get(struct folio *)', () => 1),
  ),
  referenceRow('void folio_put(struct folio *)', () => -1),
  referenceRow('void put_page(struct page *)', () => -1),
  referenceRow('void folio_ref_add(struct folio *, int)', (n) => n),
  referenceRow('void folio_ref_sub(struct folio *, int)', (n) => -n),
  assuming(
    'nobody else holds a reference',
    folioRow(
      'int folio_ref_count(const struct folio *)',
      'include/linux/page_ref.h',
      (pages, head) => pages.references[head],
    ),
  ),
];

/** What `simulated_batch_key` of the declarations compares: an entry without what a batch may differ in. */
const batching: readonly Primitive[] = [
  primitive('pte_t simulated_batch_key(pte_t, int)', 'mm/internal.h (7.2, 7.3)', (world) => {
    const rows = ['pte_mkclean', 'pte_clear_soft_dirty', 'pte_wrprotect', 'pte_mkold'].map((name) => world.read(name));
    const [clean, clearSoftDirty, protect, old] = rows;
    return (entry, respected) => {
      let key = entry;
      if ((respected & 1) === 0) key = clean(key);
      if ((respected & 2) === 0) key = clearSoftDirty(key);
      if ((respected & 4) === 0) key = protect(key);
      return entryFor(frameOf(key), old(key) & 0xfffff);
    };
  }),
];

const zeroPage = assuming(
  'no entry maps the zero page',
  primitive('bool is_zero_pfn(unsigned long)', 'include/linux/pgtable.h', never),
);

const locking: readonly Primitive[] = [
  assuming(
    'no folio is locked by another task',
    primitive('bool folio_trylock(struct folio *)', 'include/linux/pagemap.h', () => () => 1),
  ),
  primitive('void folio_lock(struct folio *)', 'include/linux/pagemap.h', never),
  primitive('void folio_unlock(struct folio *)', 'mm/filemap.c', never),
  assuming(
    'every folio can be split',
    primitive('int split_folio(struct folio *)', 'include/linux/huge_mm.h', ({ pages }) => (folio) => {
      const index = pages.indexOf(folio);
      if (index >= 0) pages.split(pages.heads[index]);
      return 0;
    }),
  ),
];

export const folioRows: readonly Primitive[] = [
  ...always('pages', [...naming, ...looking, ...shape, ...state, ...references, ...batching]),
  ...always('zeroPage', [zeroPage]),
  ...always('sleeping', locking),
];
