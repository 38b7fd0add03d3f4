import { type Primitive, primitive } from '../machine/world.ts';

const header = 'arch/s390/include/asm/tlb.h (6.12, 7.2, 7.3)';

/** Pages are freed at once, so there is always room for more. */
const freeingAtOnce: readonly Primitive[] = [
  primitive('bool __tlb_remove_folio_pages(struct mmu_gather *, struct page *, unsigned int, bool)', header, () => {
    return () => 0;
  }),
  primitive('bool __tlb_remove_page_size(struct mmu_gather *, struct page *, bool, int)', header, () => () => 0),
];

/** A flush of a machine, which its gather is told of. */
function toldOf(row: Primitive): Primitive {
  return {
    ...row,
    bind: (world) => {
      const flush = row.bind(world);
      return (address) => {
        world.gather(address).flushes++;
        flush(address);
      };
    },
  };
}

/** Rows of a machine with what it has to do with gathers, by the options that its architecture selects. */
export function withGathers(
  rows: readonly Primitive[],
  config: Readonly<Record<string, boolean>>,
): readonly Primitive[] {
  const told = rows.map((row) => (row.name === 'tlb_flush' ? toldOf(row) : row));
  return config['CONFIG_MMU_GATHER_NO_GATHER'] === true ? [...told, ...freeingAtOnce] : told;
}
