import { entryBits as bits, entryFor, flagsOf, frameOf, withBits, withoutBits } from '../machine/entry.ts';
import { override, type Primitive, primitive, type World } from '../machine/world.ts';
import { commonEntryRows, commonProtections } from './entry-common.ts';
import { genericRows, mmReader } from './generic.ts';

export const header = 'arch/powerpc/include/asm/book3s/64/pgtable.h (6.12, 7.2, 7.3)';

/** pte_update: changes an entry, and returns what it was. */
export type Update = (mm: number, virtual: number, address: number, change: (entry: number) => number) => number;

/** _PAGE_CHG_MASK; the protections contain the accessed bit, so a new protection makes an entry young. */
const keptByModify = bits.special | bits.dirty | bits.young | bits.softDirty | bits.uffd | bits.hashed;

const values: readonly Primitive[] = [
  primitive('pte_t pte_modify(pte_t, pgprot_t)', header, () => (entry, protection) => {
    return entryFor(frameOf(entry), (entry & keptByModify) | protection);
  }),
];

/** The accessed bit is cleared without a TLB flush, also by the call that is named after one. */
function aging(update: (world: World) => Update): readonly Primitive[] {
  return ['ptep_test_and_clear_young', 'ptep_clear_flush_young'].map((name) =>
    primitive(`int ${name}(struct vm_area_struct *, unsigned long, pte_t *)`, header, (world) => {
      const change = update(world);
      const mmOf = mmReader(world);
      const old = world.read('pte_mkold');
      return (vma, virtual, address) => {
        if ((world.tables.read(address) & (bits.young | bits.hashed)) === 0) return 0;
        return (change(mmOf(vma), virtual, address, old) & bits.young) === 0 ? 0 : 1;
      };
    }),
  );
}

/** Bits that ptep_set_access_flags may add to an entry. */
const accessFlags = bits.dirty | bits.young | bits.read | bits.write | bits.softDirty;

const accessFlagsRow = primitive(
  'int ptep_set_access_flags(struct vm_area_struct *, unsigned long, pte_t *, pte_t, int)',
  'arch/powerpc/mm/pgtable.c (6.12, 7.2, 7.3)',
  (world) => {
    const same = world.read('pte_same');
    return (_vma, _virtual, address, entry) => {
      const old = world.tables.read(address);
      if (same(old, entry) !== 0) return 0;
      world.tables.write(address, withBits(old, entry & accessFlags));
      return 1;
    };
  },
);

/** Rows of both MMUs: every change of a mapped entry is a pte_update; a store goes onto entries that map nothing. */
export function powerpcRows(update: (world: World) => Update): readonly Primitive[] {
  const updates: readonly Primitive[] = [
    primitive('void pte_clear(struct mm_struct *, unsigned long, pte_t *)', header, (world) => {
      const change = update(world);
      return (mm, virtual, address) => change(mm, virtual, address, () => world.emptyEntry);
    }),
    primitive('pte_t ptep_get_and_clear(struct mm_struct *, unsigned long, pte_t *)', header, (world) => {
      const change = update(world);
      return (mm, virtual, address) => change(mm, virtual, address, () => world.emptyEntry);
    }),
    primitive('void ptep_set_wrprotect(struct mm_struct *, unsigned long, pte_t *)', header, (world) => {
      const change = update(world);
      const protect = world.read('pte_wrprotect');
      return (mm, virtual, address) => {
        if ((world.tables.read(address) & bits.write) !== 0) change(mm, virtual, address, protect);
      };
    }),
    /** The kernel still takes the entry for a mapping, the hardware no longer. */
    primitive('pte_t ptep_modify_prot_start(struct vm_area_struct *, unsigned long, pte_t *)', header, (world) => {
      const change = update(world);
      const mmOf = mmReader(world);
      return (vma, virtual, address) => change(mmOf(vma), virtual, address, (entry) => withBits(entry, bits.invalid));
    }),
  ];
  return override(commonEntryRows, genericRows, values, updates, aging(update), [accessFlagsRow, updateRow(update)]);
}

/** pte_update takes the bits to clear and to set, and returns the entry as it was. */
function updateRow(update: (world: World) => Update): Primitive {
  const prototype =
    'unsigned long pte_update(struct mm_struct *, unsigned long, pte_t *, unsigned long, unsigned long, int)';
  return primitive(prototype, header, (world) => {
    const change = update(world);
    return (mm, virtual, address, cleared, set) =>
      change(mm, virtual, address, (entry) => withBits(withoutBits(entry, flagsOf(cleared)), flagsOf(set)));
  });
}

/** Bits that code outside of the accessors names: hash.h, pgtable.h of book3s/64 (6.12, 7.2, 7.3). */
export const powerpcEntryConstants: ReadonlyMap<string, number> = new Map(
  Object.entries({
    H_PAGE_HASHPTE: bits.hashed,
    _PAGE_PRESENT: bits.present,
    _PAGE_DIRTY: bits.dirty,
    _PAGE_ACCESSED: bits.young,
    /** A process may not reach what it may not read. */
    _PAGE_RWX: bits.read | bits.write | bits.execute | bits.user,
    _PAGE_PRIVILEGED: 0,
    _PAGE_PTE: 0,
    _PAGE_KERNEL_RW: bits.present | bits.read | bits.young | bits.write | bits.dirty,
    _PAGE_KERNEL_RWX: bits.present | bits.read | bits.young | bits.write | bits.dirty,
    _PAGE_KERNEL_RO: bits.present | bits.read | bits.young,
    _PAGE_KERNEL_ROX: bits.present | bits.read | bits.young,
  }),
);

/** _PAGE_BASE, which all protections contain, has the accessed bit. */
export const powerpcProtections: ReadonlyMap<string, number> = new Map(
  [...commonProtections].map(([name, protection]) => [name, protection | bits.young]),
);
