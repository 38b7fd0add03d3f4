import { entryBits as bits, entryFor, entryOfSwap, frameOf, withBits, withoutBits } from '../machine/entry.ts';
import { override, type Primitive, primitive } from '../machine/world.ts';
import { commonEntryRows } from './entry-common.ts';

const source = 'arch/s390/include/asm/pgtable.h (6.12, 7.2, 7.3)';

/** _PAGE_INVALID alone. */
export const emptyEntry = bits.invalid;

/** Valid to the hardware: its invalid bit is clear. */
export function hardwareValid(entry: number): boolean {
  return (entry & bits.invalid) === 0;
}

/** What set_pte() stores: a present entry is in use, whatever the host of a guest said of it. */
export function storedEntry(entry: number): number {
  const unused = bits.present | bits.unused;
  return (entry & unused) === unused ? entry - bits.unused : entry;
}

/**
 * The hardware has neither an accessed nor a dirty bit that software could use: an old entry is invalid and a clean one
 * protected, so that the first access and the first store fault.
 */
function settle(entry: number): number {
  let result = entry;
  if ((entry & bits.young) !== 0 && (entry & bits.read) !== 0) result = withoutBits(result, bits.invalid);
  if ((entry & bits.dirty) !== 0 && (entry & bits.write) !== 0) result = withoutBits(result, bits.protect);
  return result;
}

function withWrite(entry: number): number {
  const writable = withBits(entry, bits.write);
  return (writable & bits.dirty) === 0 ? writable : withoutBits(writable, bits.protect);
}

function withDirty(entry: number): number {
  const dirty = withBits(entry, bits.dirty);
  return (dirty & bits.write) === 0 ? dirty : withoutBits(dirty, bits.protect);
}

function withYoung(entry: number): number {
  const young = withBits(entry, bits.young);
  return (young & bits.read) === 0 ? young : withoutBits(young, bits.invalid);
}

function modify(entry: number, protection: number): number {
  const kept = bits.special | bits.dirty | bits.young | bits.softDirty;
  return settle(entryFor(frameOf(entry), (entry & kept) | protection));
}

/** Accessors of one entry's value on s390. */
export const s390EntryRows: readonly Primitive[] = override(commonEntryRows, [
  primitive('int pte_none(pte_t)', source, () => (entry) => (entry === emptyEntry ? 1 : 0)),
  primitive('int pte_unused(pte_t)', source, () => (entry) => ((entry & bits.unused) === 0 ? 0 : 1)),
  primitive('pte_t pte_mkunused(pte_t)', source, () => (entry) => withBits(entry, bits.unused)),
  primitive('pte_t pte_modify(pte_t, pgprot_t)', source, () => modify),
  primitive(
    'pte_t pte_wrprotect(pte_t)',
    source,
    () => (entry) => withBits(withoutBits(entry, bits.write), bits.protect),
  ),
  primitive('pte_t pte_mkwrite_novma(pte_t)', source, () => withWrite),
  primitive(
    'pte_t pte_mkclean(pte_t)',
    source,
    () => (entry) => withBits(withoutBits(entry, bits.dirty), bits.protect),
  ),
  primitive('pte_t pte_mkdirty(pte_t)', source, () => withDirty),
  primitive('pte_t pte_mkold(pte_t)', source, () => (entry) => withBits(withoutBits(entry, bits.young), bits.invalid)),
  primitive('pte_t pte_mkyoung(pte_t)', source, () => withYoung),
  primitive(
    'pte_t pfn_pte(unsigned long, pgprot_t)',
    source,
    () => (frame, protection) => withYoung(entryFor(frame, protection)),
  ),
  primitive(
    'pte_t swp_entry_to_pte(swp_entry_t)',
    source,
    () => (value) => withBits(entryOfSwap(value), bits.invalid | bits.protect),
  ),
]);

const closed = bits.present | bits.invalid | bits.protect;

/** Protections as constants of C. User protections are invalid and protected until `pte_mkyoung` and the like open them. */
export const s390Protections: ReadonlyMap<string, number> = new Map(
  Object.entries({
    PAGE_NONE: closed,
    PAGE_RO: closed | bits.read,
    PAGE_RX: closed | bits.read,
    PAGE_RW: closed | bits.read | bits.write,
    PAGE_RWX: closed | bits.read | bits.write,
    PAGE_READONLY: closed | bits.read,
    PAGE_COPY: closed | bits.read,
    PAGE_SHARED: closed | bits.read | bits.write,
    PAGE_KERNEL: bits.present | bits.read | bits.write | bits.young | bits.dirty,
    PAGE_KERNEL_RO: bits.present | bits.read | bits.young | bits.protect,
  }),
);
