import { perRun } from '../machine/per-world.ts';
import { always, assuming, type Primitive, primitive } from '../machine/world.ts';

const aging = 'mm/vmscan.c, include/linux/mm_inline.h (6.12, 7.2, 7.3)';
const nodes = 'include/linux/mm.h, mmzone.h (6.12, 7.2, 7.3)';

/** Room for the node of the declarations, bytes. */
const nodeBytes = 4096;

/** The one node that all memory is on. */
const nodeOf = perRun((world) => {
  const node = world.run.memory.allocate(nodeBytes);
  world.run.memory.store(node + world.offset('pglist_data', 'node_spanned_pages'), 'u64', Number.MAX_SAFE_INTEGER);
  return node;
});

const oneNode = 'all memory is on the first node';

const finding: readonly Primitive[] = always(
  'nodes',
  [
    primitive('struct pglist_data *folio_pgdat(const struct folio *)', nodes, (world) => () => nodeOf(world)),
    primitive('struct pglist_data *lruvec_pgdat(struct lruvec *)', nodes, (world) => () => nodeOf(world)),
    primitive('int folio_nid(const struct folio *)', nodes, () => () => 0),
  ].map((row) => assuming(oneNode, row)),
);

/** A question about aging that always has the same answer. */
function fixed(assumption: string, prototype: string, answer: number): Primitive {
  return assuming(
    assumption,
    primitive(prototype, aging, () => () => answer),
  );
}

const youngest = 'folios are of the youngest generation';
const noGroups = 'no memory belongs to a control group';
const oneVma = 'no other VMA shares the page table';

/** Multi-generational LRU: what walkers find out about entries is not kept, since nothing is reclaimed. */
const generations: readonly Primitive[] = [
  ...always('pages', [
    fixed(youngest, 'int folio_lru_gen(const struct folio *)', 0),
    fixed(youngest, 'int folio_update_gen(struct folio *, int)', 0),
    fixed(youngest, 'bool lru_gen_set_refs(struct folio *)', 0),
  ]),
  fixed(noGroups, 'struct mem_cgroup *lruvec_memcg(struct lruvec *)', 0),
  fixed(noGroups, 'struct mem_cgroup *folio_memcg(struct folio *)', 0),
  fixed(noGroups, 'struct mem_cgroup *folio_memcg_rcu(struct folio *)', 0),
  fixed(noGroups, 'struct mem_cgroup *get_mem_cgroup_from_folio(struct folio *)', 0),
  fixed(noGroups, 'bool mem_cgroup_trylock_pages(struct mem_cgroup *)', 1),
  ...always('space', [
    fixed(oneVma, 'bool get_next_vma(unsigned long, unsigned long, struct mm_walk *, void *, void *)', 0),
  ]),
  fixed('no secondary MMU maps the pages', 'int mm_has_notifiers(struct mm_struct *)', 0),
  fixed('a cache line has 64 bytes', 'int cache_line_size(void)', 64),
  ...always('aging', [
    primitive('void update_bloom_filter(void *, unsigned long, void *)', aging, () => () => undefined),
  ]),
  ...['void mem_cgroup_put(struct mem_cgroup *)', 'void mem_cgroup_unlock_pages(void)'].map((prototype) =>
    primitive(prototype, aging, () => () => undefined),
  ),
  primitive('struct lruvec *mem_cgroup_lruvec(struct mem_cgroup *, struct pglist_data *)', nodes, (world) => () => {
    return nodeOf(world) + world.offset('pglist_data', '__lruvec');
  }),
];

export const reclaimRows: readonly Primitive[] = [...finding, ...generations];
