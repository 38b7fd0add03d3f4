import { type Primitive, primitive } from '../machine/world.ts';

const header = 'include/asm-generic/tlb.h (6.12, 7.2, 7.3)';

/** A gather is flushed once for all VMAs, not at the end of each. */
const mergingVmas: readonly Primitive[] = [
  primitive('void tlb_end_vma(struct mmu_gather *, struct vm_area_struct *)', header, () => () => undefined),
];

/** Pages are freed at once, so there is always room for more. */
const freeingAtOnce: readonly Primitive[] = [
  primitive('bool __tlb_remove_folio_pages(struct mmu_gather *, struct page *, unsigned int, bool)', header, () => {
    return () => 0;
  }),
  primitive('bool __tlb_remove_page_size(struct mmu_gather *, struct page *, bool, int)', header, () => () => 0),
  primitive('void tlb_remove_page(struct mmu_gather *, struct page *)', header, () => () => undefined),
];

/** What the options that an architecture selects for its gathers change. */
export function gatherRowsFor(config: Readonly<Record<string, boolean>>): readonly Primitive[] {
  return [
    ...(config['CONFIG_MMU_GATHER_MERGE_VMAS'] === true ? mergingVmas : []),
    ...(config['CONFIG_MMU_GATHER_NO_GATHER'] === true ? freeingAtOnce : []),
  ];
}
