import { hardwareValid } from '../../arch/entry-s390.ts';
import { rangeOf } from '../../arch/s390-ipte-cache.ts';
import { frameOf } from '../../machine/entry.ts';
import { type Check, forEach, type MakeCheck, type Watched } from '../check.ts';

/** No entry maps a page of the folio any more, and nobody else holds it. */
function isFree({ world }: Watched, head: number, end: number): boolean {
  const { pages } = world;
  return pages.references[head] <= 1 && pages.mapCounts.subarray(head, end).every((count) => count === 0);
}

/** include/asm-generic/tlb.h: what frees pages, with the index of the page. */
const freeing: Readonly<Record<string, number>> = {
  __tlb_remove_folio_pages: 1,
  __tlb_remove_page_size: 1,
  tlb_remove_page: 1,
};

/** F9: with MMU_GATHER_NO_GATHER nothing keeps a page until the TLB is flushed. */
export const pageFreed: MakeCheck = (watched): Check => {
  const { world, machine } = watched;
  if (machine.config['CONFIG_MMU_GATHER_NO_GATHER'] !== true) return {};
  const range = rangeOf(world);
  return {
    called: forEach(Object.keys(freeing), (name) => (...args) => {
      const space = world.space(range.mm);
      if (!range.armed || space.kernel || space.attachedCpus < 2) return;
      // With the address space its threads have ended.
      if (world.gather(args[0]).fullmm) return;
      const { pages } = world;
      const page = pages.indexOf(args[freeing[name]]);
      if (page < 0) return;
      const head = pages.heads[page];
      const end = Math.min(head + (1 << pages.orders[head]), pages.count);
      if (!isFree(watched, head, end)) return;
      const frames = new Set(Array.from({ length: end - head }, (_, index) => pages.frameOf(head + index)));
      const valid = range.waiting().filter(({ address }) => {
        const entry = world.tables.read(address);
        return hardwareValid(entry) && frames.has(frameOf(entry));
      });
      if (valid.length === 0) return;
      const message = 'the page is freed at once, while a thread on another CPU can still use it through the old entry';
      watched.report('F9', message, { address: valid[0].address, times: valid.length });
    }),
  };
};
