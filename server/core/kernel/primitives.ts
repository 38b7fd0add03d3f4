import type { UsualMachineName } from '../simulator/arch/names.ts';
import { behaviours } from './primitive-behaviours.ts';

/** What a primitive does to the entries it is given. */
export type PrimitiveKind = 'read' | 'update' | 'read-modify-write' | 'flush';

/** What one machine executes for one entry, as short sentences for a hover. */
export interface MachineSentence {
  readonly outside: string;
  /** In a section; on s390-ipte-range in one that was told its range. */
  readonly inside: string;
}

export type Behaviour = Readonly<Record<UsualMachineName, MachineSentence>>;

export interface Primitive {
  readonly name: string;
  readonly kind: PrimitiveKind;
  readonly summary: string;
  readonly behaviour: Behaviour;
  /** Position of the pointer to the entry, or to the first of a batch; absent for a flush of addresses. */
  readonly pointer?: number;
  /** Position of the number of entries, of a primitive that takes a batch. */
  readonly count?: number;
  /** It changes the hardware entry at once even in a section that defers updates. */
  readonly bypassesDeferral: boolean;
  /** Where the behaviours are read from. */
  readonly source: string;
}

const accessors = 'include/linux/pgtable.h and arch/*/include/asm/pgtable.h (7.3); arch/s390/mm/pgtable.c (7.3)';

/** Primitives that take the pointer alone or first; all others take an mm or vma and the address before it. */
const pointerFirst: ReadonlySet<string> = new Set(['ptep_get', 'ptep_get_lockless', 'set_pte']);

/** Position of the number of entries of a batch: include/linux/pgtable.h (6.12, 7.3). */
function countOf(name: string): number | undefined {
  if (!/_ptes(?:_full|_notify)?$/.test(name)) return undefined;
  return otherCounts.get(name) ?? 3;
}

const otherCounts: ReadonlyMap<string, number> = new Map([
  ['set_ptes', 4],
  ['modify_prot_commit_ptes', 5],
]);

function group(
  kind: PrimitiveKind,
  behaviour: Behaviour,
  summaries: Readonly<Record<string, string>>,
  bypassesDeferral = false,
): readonly Primitive[] {
  return Object.entries(summaries).map(([name, summary]) => ({
    name,
    kind,
    summary,
    behaviour,
    ...(!name.startsWith('flush_tlb_') && { pointer: pointerFirst.has(name) ? 0 : 2 }),
    count: countOf(name),
    bypassesDeferral,
    source: accessors,
  }));
}

/** Page-table primitives that a walker calls. A kernel developer adds one by adding a line. */
export const primitives: readonly Primitive[] = [
  ...group('read', behaviours.read, {
    ptep_get: 'Reads the entry.',
  }),
  ...group('read', behaviours.locklessRead, {
    ptep_get_lockless: 'Reads the entry without the page-table lock.',
  }),
  ...group('update', behaviours.store, {
    set_pte: 'Stores an entry.',
    set_pte_at: 'Stores an entry for an address.',
    set_ptes: 'Stores a batch of entries that map consecutive pages.',
  }),
  ...group('update', behaviours.emptying, {
    pte_clear: 'Empties an entry that maps nothing.',
    clear_nonpresent_ptes: 'Empties a batch of entries that map nothing.',
    pte_clear_not_present_full: 'Empties an entry that maps nothing; replaced by pte_clear in 7.3.',
    clear_not_present_full_ptes:
      'Empties a batch of entries that map nothing; replaced by clear_nonpresent_ptes in 7.3.',
  }),
  ...group('read-modify-write', behaviours.clear, {
    ptep_get_and_clear: 'Reads the entry and empties it.',
    get_and_clear_ptes: 'Reads a batch of entries and empties them.',
    clear_ptes: 'Empties a batch of entries.',
  }),
  ...group('read-modify-write', behaviours.fullClear, {
    ptep_get_and_clear_full: 'Reads the entry and empties it; `full` says that the whole address space goes.',
    get_and_clear_full_ptes:
      'Reads a batch of entries and empties them; `full` says that the whole address space goes.',
    clear_full_ptes: 'Empties a batch of entries; `full` says that the whole address space goes.',
  }),
  ...group('read-modify-write', behaviours.writeProtect, {
    ptep_set_wrprotect: 'Takes write permission from the entry.',
    wrprotect_ptes: 'Takes write permission from a batch of entries.',
  }),
  ...group('read-modify-write', behaviours.protStart, {
    ptep_modify_prot_start: 'Opens a change of protection: reads the entry and keeps the hardware from changing it.',
    modify_prot_start_ptes: 'Opens a change of protection of a batch of entries.',
  }),
  ...group('update', behaviours.protCommit, {
    ptep_modify_prot_commit: 'Stores the entry that a change of protection was opened for.',
    modify_prot_commit_ptes: 'Stores the batch of entries that a change of protection was opened for.',
  }),
  ...group('read-modify-write', behaviours.young, {
    ptep_test_and_clear_young: 'Clears the accessed bit and says whether it was set.',
    test_and_clear_young_ptes: 'Clears the accessed bits of a batch and says whether one was set.',
    test_and_clear_young_ptes_notify: 'Clears the accessed bits of a batch, here and in secondary MMUs.',
    ptep_clear_young_notify: 'Clears the accessed bit, here and in secondary MMUs.',
    clear_young_dirty_ptes: 'Clears accessed and dirty bits of a batch, as its flags say.',
  }),
  ...group('flush', behaviours.youngFlush, {
    ptep_clear_flush_young: 'Clears the accessed bit and flushes the translation.',
    ptep_clear_flush_young_notify: 'Clears the accessed bit and flushes the translation, here and in secondary MMUs.',
  }),
  ...group(
    'flush',
    behaviours.clearFlush,
    { ptep_clear_flush: 'Reads the entry, empties it and flushes the translation.' },
    true,
  ),
  ...group(
    'flush',
    behaviours.accessFlags,
    { ptep_set_access_flags: 'Adds permission or accessed and dirty bits to the entry.' },
    true,
  ),
  ...group('flush', behaviours.rangeFlush, {
    flush_tlb_range: 'Flushes translations of a range of user addresses.',
  }),
  ...group('flush', behaviours.pageFlush, { flush_tlb_page: 'Flushes the translation of one user address.' }),
  ...group('flush', behaviours.mmFlush, { flush_tlb_mm: 'Flushes the translations of an address space.' }),
  ...group('flush', behaviours.kernelFlush, {
    flush_tlb_kernel_range: 'Flushes translations of a range of kernel addresses.',
  }),
];

const byName = new Map(primitives.map((primitive) => [primitive.name, primitive]));

export function primitive(name: string): Primitive | undefined {
  return byName.get(name);
}

/** Primitives that must not be mixed with deferred updates of the same entries. */
export const flushingPrimitives: ReadonlySet<string> = new Set(
  primitives.filter(({ bypassesDeferral }) => bypassesDeferral).map(({ name }) => name),
);

/** Updates that Xen PV keeps in a queue until the section ends: a load meanwhile sees the entry of before. */
export const queuedUpdates: ReadonlySet<string> = new Set(
  primitives
    .filter(({ kind, behaviour }) => kind !== 'read' && behaviour['xen-pv'] === behaviours.store['xen-pv'])
    .map(({ name }) => name),
);

/** Flushes of translations by address, which find the updates of a section still waiting. */
export const addressFlushes: ReadonlySet<string> = new Set([
  ...primitives.filter(({ kind, pointer }) => kind === 'flush' && pointer === undefined).map(({ name }) => name),
  // arch/*/include/asm/tlbflush.h (6.12, 7.3)
  'flush_tlb_all',
  'flush_tlb_mm_range',
  'local_flush_tlb_all',
  // mm/mmu_gather.c, include/asm-generic/tlb.h (6.12, 7.3)
  'tlb_flush_mmu',
  'tlb_flush_mmu_tlbonly',
]);

/** Updates after which an entry maps nothing: what it mapped may be freed once they are in effect. */
export const clearingPrimitives: ReadonlySet<string> = new Set([
  'pte_clear',
  ...primitives
    .filter(({ behaviour }) => behaviour === behaviours.clear || behaviour === behaviours.fullClear)
    .map(({ name }) => name),
]);
