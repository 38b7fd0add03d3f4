import { entryBits as bits, flagsOf, withoutBits } from '../machine/entry.ts';
import { type Primitive, primitive } from '../machine/world.ts';

/** Flags as x86 has them: an entry of PAGE_NONE lacks _PAGE_PRESENT, and no TLB has it. */
export function flagsOfHardware(entry: number): number {
  const flags = flagsOf(entry);
  return (flags & bits.read) === 0 ? withoutBits(flags, bits.present) : flags;
}

/** arch/x86/include/asm/pgtable_types.h (6.12, 7.2, 7.3). What has no bit in a simulated entry is always clear. */
export const x86EntryConstants: ReadonlyMap<string, number> = new Map(
  Object.entries({
    _PAGE_PRESENT: bits.present,
    _PAGE_RW: bits.write,
    _PAGE_USER: bits.user,
    _PAGE_ACCESSED: bits.young,
    _PAGE_DIRTY: bits.dirty,
    _PAGE_SAVED_DIRTY: 0,
    _PAGE_SOFTW1: bits.special,
    _PAGE_SOFTW2: bits.uffd,
    _PAGE_SOFTW3: bits.softDirty,
    _PAGE_SOFTW4: 0,
    _PAGE_PWT: 0,
    _PAGE_PCD: 0,
    _PAGE_PSE: 0,
    _PAGE_GLOBAL: 0,
    _PAGE_PAT: 0,
    _PAGE_PAT_LARGE: 0,
    _PAGE_PKEY_BIT0: 0,
    _PAGE_PKEY_BIT1: 0,
    _PAGE_PKEY_BIT2: 0,
    _PAGE_PKEY_BIT3: 0,
    _PAGE_NX: bits.execute,
  }),
);

export const x86EntryRows: readonly Primitive[] = [
  /** _PAGE_NX is set where a simulated entry lacks what it forbids. */
  primitive('unsigned long pte_flags(pte_t)', 'arch/x86/include/asm/pgtable_types.h (6.12, 7.2, 7.3)', () => {
    return (entry) => (entry === 0 ? 0 : flagsOfHardware(entry) ^ bits.execute);
  }),
];
