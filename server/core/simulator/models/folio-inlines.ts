import { swapOffset } from '../machine/entry.ts';
import { assuming, type Primitive, primitive } from '../machine/world.ts';
import { folioOfFrame, folioRow } from './folios.ts';

const mm = 'include/linux/mm.h (6.12, 7.2, 7.3)';
const flags = 'include/linux/page-flags.h (6.12, 7.2, 7.3)';
const leaves = 'include/linux/leafops.h (7.2, 7.3), swapops.h (6.12)';

const never = () => () => 0;

const naming: readonly Primitive[] = [
  folioRow('struct page *folio_page(struct folio *, unsigned long)', flags, (pages, head, n) =>
    pages.addressOf(head + n),
  ),
  primitive('unsigned long folio_page_idx(const struct folio *, const struct page *)', mm, ({ pages }) => {
    return (folio, page) => pages.indexOf(page) - pages.indexOf(folio);
  }),
  folioRow('unsigned long folio_pfn(const struct folio *)', mm, (pages, head) => pages.frameOf(head)),
  primitive('struct folio *pfn_folio(unsigned long)', mm, (world) => folioOfFrame(world)),
  primitive('pte_t mk_pte(const struct page *, pgprot_t)', mm, (world) => {
    const make = world.read('pfn_pte');
    return (page, protection) => make(world.pages.frameOf(world.pages.indexOf(page)), protection);
  }),
  primitive('pte_t folio_mk_pte(const struct folio *, pgprot_t)', mm, (world) => world.use('mk_pte')),
  ...['softleaf_to_page', 'pfn_swap_entry_to_page'].map((name) =>
    primitive(
      `struct page *${name}(swp_entry_t)`,
      leaves,
      ({ pages }) =>
        (entry) =>
          pages.addressOfFrame(swapOffset(entry)),
    ),
  ),
  ...['softleaf_to_folio', 'pfn_swap_entry_folio'].map((name) =>
    primitive(`struct folio *${name}(swp_entry_t)`, leaves, (world) => {
      const folioOf = folioOfFrame(world);
      return (entry) => folioOf(swapOffset(entry));
    }),
  ),
];

const state: readonly Primitive[] = [
  primitive('unsigned long folio_size(const struct folio *)', mm, (world) => {
    const pages = world.read('folio_nr_pages');
    return (folio) => world.pageSize * pages(folio);
  }),
  folioRow('bool PageAnon(const struct page *)', flags, (pages, head) => pages.anonymous[head]),
  folioRow('bool PageTransCompound(const struct page *)', flags, (pages, head) => (pages.orders[head] > 0 ? 1 : 0)),
  assuming('pages are ordinary memory', primitive('bool PageHuge(const struct page *)', flags, never)),
  ...[
    'folio_test_ksm(const struct folio *)',
    'PageKsm(const struct page *)',
    'folio_is_file_lru(const struct folio *)',
  ].map((prototype) => assuming('pages are private and anonymous', primitive(`bool ${prototype}`, flags, never))),
  ...[
    primitive('bool is_zero_folio(const struct folio *)', mm, never),
    primitive('bool is_huge_zero_pfn(unsigned long)', 'include/linux/huge_mm.h', never),
    primitive('bool is_huge_zero_folio(const struct folio *)', 'include/linux/huge_mm.h', never),
  ].map((row) => assuming('no entry maps the zero page', row)),
];

/** Inlines over the rows of `folios.ts`. In a tree their bodies are run. */
export const folioInlineRows: readonly Primitive[] = [...naming, ...state];
