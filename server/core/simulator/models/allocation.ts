import { frameUnit } from '../machine/entry.ts';
import { perRun } from '../machine/per-world.ts';
import { assuming, type Primitive, primitive } from '../machine/world.ts';

const source = 'mm/page_alloc.c, include/linux/gfp.h (6.12, 7.2, 7.3)';
const enough = 'there is memory to allocate';

/** Pages of the scenario in turn: what is allocated is mapped somewhere, and no count depends on where. */
const nextPage = perRun((world) => {
  let next = 0;
  return () => next++ % world.pages.count;
});

const allocating: readonly Primitive[] = [
  ...['alloc_page(gfp_t)', 'alloc_pages(gfp_t, unsigned int)', 'alloc_pages_node(int, gfp_t, unsigned int)'].map(
    (prototype) =>
      primitive(`struct page *${prototype}`, source, (world) => {
        return () => world.pages.addressOf(nextPage(world)());
      }),
  ),
  ...['__get_free_page(gfp_t)', '__get_free_pages(gfp_t, unsigned int)', 'get_zeroed_page(gfp_t)'].map((prototype) =>
    primitive(`unsigned long ${prototype}`, source, (world) => {
      return () => world.pages.frameOf(nextPage(world)()) * world.pageSize;
    }),
  ),
].map((row) => assuming(enough, row));

const freeing: readonly Primitive[] = [
  'free_page(unsigned long)',
  'free_pages(unsigned long, unsigned int)',
  '__free_page(struct page *)',
].map((prototype) => primitive(`void ${prototype}`, source, () => () => undefined));

/** What stands in front of the flags of an entry: arch/s390/kernel/uv.c joins it with a protection (7.3). */
const physical = primitive(
  'phys_addr_t page_to_phys(const struct page *)',
  'include/asm-generic/memory_model.h',
  ({ pages }) =>
    (page) =>
      pages.frameOf(pages.indexOf(page)) * frameUnit,
);

/** Memory that walkers and their callbacks allocate and free. */
export const allocationRows: readonly Primitive[] = [...allocating, ...freeing, physical];
