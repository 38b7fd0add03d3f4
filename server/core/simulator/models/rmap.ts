import { type Action, always, assuming, type Primitive, primitive, type World } from '../machine/world.ts';

const source = 'include/linux/rmap.h, mm/rmap.c (6.12, 7.2, 7.3)';

const noOtherProcess = 'no other process maps the pages';

/** Changes the number of entries that map each of `count` pages from one on. */
function map(world: World, page: number, count: number, change: number): void {
  const { pages } = world;
  const first = pages.indexOf(page);
  if (first < 0) return;
  for (let index = first; index < Math.min(first + count, pages.count); index++) pages.mapCounts[index] += change;
}

/** A fork shares the pages, so that neither process may write to them any more; nothing is pinned, so it cannot fail. */
function share(world: World, page: number, count: number): number {
  map(world, page, count, 1);
  const { pages } = world;
  const first = pages.indexOf(page);
  if (first >= 0) pages.exclusive.fill(0, first, Math.min(first + count, pages.count));
  return 0;
}

function mapped(world: World, folio: number): number {
  const { pages } = world;
  const index = pages.indexOf(folio);
  if (index < 0) return 0;
  const head = pages.heads[index];
  let total = 0;
  for (let page = head; page < Math.min(head + (1 << pages.orders[head]), pages.count); page++) {
    total += pages.mapCounts[page];
  }
  return total;
}

const many =
  (action: (world: World, page: number, count: number) => number | undefined) =>
  (world: World): Action =>
  (_folio, page, count) =>
    action(world, page, count);

const one =
  (action: (world: World, page: number, count: number) => number | undefined) =>
  (world: World): Action =>
  (_folio, page) =>
    action(world, page, 1);

const add = (world: World, page: number, count: number): undefined => map(world, page, count, 1) as undefined;
const remove = (world: World, page: number, count: number): undefined => map(world, page, count, -1) as undefined;

/** Newer versions pass more VMAs, which change nothing here. */
const counting: readonly Primitive[] = [
  primitive('void folio_remove_rmap_ptes(struct folio *, struct page *, int)', source, many(remove)),
  ...[
    primitive('int folio_try_dup_anon_rmap_ptes(struct folio *, struct page *, int)', source, many(share)),
    primitive('int folio_try_dup_anon_rmap_pte(struct folio *, struct page *)', source, one(share)),
    primitive(
      'int folio_try_share_anon_rmap_pte(struct folio *, struct page *)',
      source,
      ({ pages }) =>
        (_folio, page) => {
          const index = pages.indexOf(page);
          if (index >= 0) pages.exclusive[index] = 0;
          return 0;
        },
    ),
  ].map((row) => assuming('no page is pinned', row)),
  primitive('void folio_move_anon_rmap(struct folio *, struct vm_area_struct *)', source, () => () => undefined),
  primitive('void folio_dup_file_rmap_ptes(struct folio *, struct page *, int)', source, many(add)),
  primitive('void folio_dup_file_rmap_pte(struct folio *, struct page *)', source, one(add)),
  primitive('void folio_add_anon_rmap_ptes(struct folio *, struct page *, int)', source, many(add)),
  primitive('void folio_add_file_rmap_ptes(struct folio *, struct page *, int)', source, many(add)),
  assuming(
    noOtherProcess,
    primitive(
      'int folio_mapcount(const struct folio *)',
      'include/linux/mm.h',
      (world) => (folio) => mapped(world, folio),
    ),
  ),
];

/** Of one entry: in a tree, macros of include/linux/rmap.h over those of several, and an inline of mm.h. */
const wrappers: readonly Primitive[] = [
  primitive('void folio_remove_rmap_pte(struct folio *, struct page *)', source, one(remove)),
  primitive('void folio_add_anon_rmap_pte(struct folio *, struct page *)', source, one(add)),
  primitive('void folio_add_file_rmap_pte(struct folio *, struct page *)', source, one(add)),
  assuming(
    noOtherProcess,
    primitive(
      'bool folio_mapped(const struct folio *)',
      'include/linux/mm.h',
      (world) => (folio) => (mapped(world, folio) > 0 ? 1 : 0),
    ),
  ),
];

export const rmapRows: readonly Primitive[] = [...always('pages', counting), ...wrappers];
