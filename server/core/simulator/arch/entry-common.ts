import {
  advanceFrame,
  entryBits as bits,
  entryFor,
  entryOfSwap,
  flagsOf,
  frameOf,
  swapOffset,
  swapType,
  swapValue,
  swapValueOf,
  withBits,
  withoutBits,
} from '../machine/entry.ts';
import { type Primitive, primitive } from '../machine/world.ts';

const source = 'include/linux/pgtable.h; arch/*/include/asm/pgtable.h (6.12, 7.2, 7.3)';
const swapSource = 'include/linux/swapops.h (6.12), include/linux/leafops.h (7.2, 7.3)';

function test(name: string, mask: number): Primitive {
  return primitive(`int ${name}(pte_t)`, source, () => (entry) => ((entry & mask) === 0 ? 0 : 1));
}

function change(name: string, action: (entry: number) => number): Primitive {
  return primitive(`pte_t ${name}(pte_t)`, source, () => action);
}

/** Soft-dirty and userfaultfd flags are kept for present and for swap entries alike, under these prefixes. */
function flagRows(suffix: string, mask: number): readonly Primitive[] {
  return ['pte_', 'pte_swp_'].flatMap((prefix) => [
    test(`${prefix}${suffix}`, mask),
    change(`${prefix}mk${suffix}`, (entry) => withBits(entry, mask)),
    change(`${prefix}clear_${suffix}`, (entry) => withoutBits(entry, mask)),
  ]);
}

const tests: readonly Primitive[] = [
  test('pte_present', bits.present),
  test('pte_write', bits.write),
  test('pte_dirty', bits.dirty),
  test('pte_young', bits.young),
  test('pte_special', bits.special),
  test('pte_swp_exclusive', bits.exclusive),
  primitive('bool pte_none(pte_t)', source, () => (entry) => (entry === 0 ? 1 : 0)),
  primitive('bool pte_same(pte_t, pte_t)', source, () => (a, b) => (a === b ? 1 : 0)),
  primitive(
    'int pte_protnone(pte_t)',
    source,
    () => (entry) => ((entry & (bits.present | bits.read)) === bits.present ? 1 : 0),
  ),
  primitive('unsigned long pte_pfn(pte_t)', source, () => frameOf),
  /** Not "no struct page" but "huge": entries of a table are never huge here. */
  primitive('int pte_devmap(pte_t)', source, () => () => 0),
  primitive('int pte_huge(pte_t)', source, () => () => 0),
];

const changes: readonly Primitive[] = [
  change('pte_wrprotect', (entry) => withoutBits(entry, bits.write)),
  change('pte_mkwrite_novma', (entry) => withBits(entry, bits.write)),
  primitive('pte_t pte_mkwrite(pte_t, struct vm_area_struct *)', source, (world) => world.use('pte_mkwrite_novma')),
  change('pte_mkclean', (entry) => withoutBits(entry, bits.dirty)),
  change('pte_mkdirty', (entry) => withBits(entry, bits.dirty)),
  change('pte_mkold', (entry) => withoutBits(entry, bits.young)),
  change('pte_mkyoung', (entry) => withBits(entry, bits.young)),
  change('pte_mkspecial', (entry) => withBits(entry, bits.special)),
  change('pte_mkdevmap', (entry) => withBits(entry, bits.special)),
  change('pte_swp_mkexclusive', (entry) => withBits(entry, bits.exclusive)),
  change('pte_swp_clear_exclusive', (entry) => withoutBits(entry, bits.exclusive)),
  change('pte_swp_clear_flags', (entry) => withoutBits(entry, bits.exclusive | bits.softDirty | bits.uffd)),
  primitive('pte_t pte_modify(pte_t, pgprot_t)', source, () => (entry, protection) => {
    const kept = bits.special | bits.dirty | bits.young | bits.softDirty | bits.uffd;
    return entryFor(frameOf(entry), (entry & kept) | (protection & ~kept));
  }),
  primitive('pte_t pte_advance_pfn(pte_t, unsigned long)', source, () => advanceFrame),
  primitive('pte_t pte_next_pfn(pte_t)', source, () => (entry) => advanceFrame(entry, 1)),
  primitive('pte_t pfn_pte(unsigned long, pgprot_t)', source, () => entryFor),
  primitive('unsigned int pte_batch_hint(pte_t *, pte_t)', source, () => () => 1),
  primitive('pgprot_t pte_pgprot(pte_t)', source, () => flagsOf),
];

const swap: readonly Primitive[] = [
  ...['swp_entry', '__swp_entry'].map((name) =>
    primitive(`swp_entry_t ${name}(unsigned long, pgoff_t)`, swapSource, () => swapValue),
  ),
  primitive('unsigned int swp_type(swp_entry_t)', swapSource, () => swapType),
  primitive('pgoff_t swp_offset(swp_entry_t)', swapSource, () => swapOffset),
  primitive('pgoff_t swp_offset_pfn(swp_entry_t)', swapSource, () => swapOffset),
  primitive('unsigned long softleaf_to_pfn(softleaf_t)', swapSource, () => swapOffset),
  primitive('swp_entry_t pte_to_swp_entry(pte_t)', swapSource, () => swapValueOf),
  primitive('softleaf_t softleaf_from_pte(pte_t)', swapSource, () => swapValueOf),
  primitive('softleaf_t softleaf_mk_none(void)', swapSource, () => () => 0),
  primitive('pte_t swp_entry_to_pte(swp_entry_t)', swapSource, () => entryOfSwap),
  primitive('pte_t softleaf_to_pte(softleaf_t)', swapSource, (world) => world.use('swp_entry_to_pte')),
  primitive('pte_t __swp_entry_to_pte(swp_entry_t)', swapSource, (world) => world.use('swp_entry_to_pte')),
  primitive('bool is_swap_pte(pte_t)', swapSource, () => (entry) => ((entry & bits.swap) === 0 ? 0 : 1)),
];

/** Accessors of one entry's value, as arm64 and x86 have them; nothing here touches a table or costs an event. */
export const commonEntryRows: readonly Primitive[] = [
  ...tests,
  ...changes,
  ...flagRows('soft_dirty', bits.softDirty),
  ...flagRows('uffd', bits.uffd),
  ...flagRows('uffd_wp', bits.uffd),
  ...swap,
];

/** Protections as constants of C: pgprot_t values. */
export const commonProtections: ReadonlyMap<string, number> = new Map(
  Object.entries({
    PAGE_NONE: bits.present,
    PAGE_READONLY: bits.present | bits.read | bits.user,
    PAGE_READONLY_EXEC: bits.present | bits.read | bits.user | bits.execute,
    PAGE_COPY: bits.present | bits.read | bits.user,
    PAGE_SHARED: bits.present | bits.read | bits.user | bits.write,
    PAGE_KERNEL: bits.present | bits.read | bits.write | bits.young | bits.dirty,
    PAGE_KERNEL_RO: bits.present | bits.read | bits.young | bits.dirty,
  }),
);
