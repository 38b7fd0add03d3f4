import type { Behaviour, MachineSentence } from './primitives.ts';

/*
 * What each machine executes, from arch/s390/mm/pgtable.c and arch/s390/include/asm/pgtable.h (7.3, unchanged since 6.12 in
 * this), the s390 batching series v6, arch/arm64/include/asm/pgtable.h (6.12 for arm64-eager, 7.3 for arm64) and
 * arch/x86/xen/mmu_pv.c, multicalls.c (7.3).
 */

const unaffected = (sentence: string): MachineSentence => ({ outside: sentence, inside: sentence });

const ipteOrDeferral =
  'One global IPTE for a valid entry; none when only this CPU is attached to the mm, which is flushed as a whole later.';
const cached = 'Goes to the cache; valid entries that follow each other share one IPTE when the section ends.';
const noInstruction = unaffected('A plain store: no instruction.');
const armUpdate = unaffected('An atomic update of the entry: no barrier.');
const xenTrap = unaffected(
  'The table is read-only for the guest: the hypervisor traps and emulates the update, one by one.',
);
const xenQueued = {
  outside: 'One mmu_update hypercall.',
  inside: 'Queued; one hypercall carries up to 31 updates.',
};

/** Without lazy mode s390 behaves the same inside and outside. */
function exchange(instruction: string): Pick<Behaviour, 's390' | 's390-ipte-range'> {
  return { s390: unaffected(instruction), 's390-ipte-range': { outside: instruction, inside: cached } };
}

const read: Behaviour = {
  s390: unaffected('A plain load.'),
  's390-ipte-range': {
    outside: 'A plain load.',
    inside: 'Answers the cached value of an entry that was updated in this section.',
  },
  'arm64-eager': unaffected('A plain load.'),
  arm64: unaffected('A plain load.'),
  'xen-pv': { outside: 'A plain load.', inside: 'A plain load: an update that is still queued is not seen.' },
};

const locklessRead: Behaviour = {
  ...read,
  's390-ipte-range': { outside: 'A plain load.', inside: 'A plain load: it never sees the cache.' },
};

const store: Behaviour = {
  s390: noInstruction,
  's390-ipte-range': { outside: 'A plain store: no instruction.', inside: cached },
  'arm64-eager': unaffected('A store; DSB and ISB at once for a valid kernel entry.'),
  arm64: {
    outside: 'A store; DSB and ISB at once for a valid kernel entry.',
    inside: 'A store; one DSB and ISB for all kernel entries when the section ends.',
  },
  'xen-pv': xenQueued,
};

/** An entry that maps nothing has no translation that anyone would have to drop or wait for. */
const emptying: Behaviour = {
  ...store,
  's390-ipte-range': { outside: 'A plain store: no instruction.', inside: 'Goes to the cache: no instruction.' },
  'arm64-eager': unaffected('A plain store: no barrier.'),
  arm64: unaffected('A plain store: no barrier.'),
};

const clear: Behaviour = { ...exchange(ipteOrDeferral), 'arm64-eager': armUpdate, arm64: armUpdate, 'xen-pv': xenTrap };

const fullClear: Behaviour = {
  s390: unaffected(`With full: a plain store. Else: ${ipteOrDeferral}`),
  's390-ipte-range': {
    outside: `With full: a plain store. Else: ${ipteOrDeferral}`,
    inside: `${cached} Also with full.`,
  },
  'arm64-eager': armUpdate,
  arm64: armUpdate,
  'xen-pv': unaffected('With full: a plain store. Else: the hypervisor traps and emulates the update.'),
};

const writeProtect: Behaviour = {
  ...exchange(`${ipteOrDeferral} Nothing for an entry without write permission.`),
  'arm64-eager': armUpdate,
  arm64: armUpdate,
  'xen-pv': xenTrap,
};

const protStart: Behaviour = {
  ...exchange(ipteOrDeferral),
  'arm64-eager': armUpdate,
  arm64: armUpdate,
  'xen-pv': unaffected('A plain load: the entry is left as it is.'),
};

const protCommit: Behaviour = {
  ...store,
  's390-ipte-range': { outside: 'A plain store: no instruction.', inside: cached },
};

const young: Behaviour = {
  ...exchange('One IPTE for a valid entry, local when no other CPU holds translations of the mm.'),
  'arm64-eager': armUpdate,
  arm64: armUpdate,
  'xen-pv': xenTrap,
};

const youngFlush: Behaviour = {
  ...young,
  'arm64-eager': unaffected('An atomic update; one TLBI when the bit was set.'),
  arm64: unaffected('An atomic update; one TLBI when the bit was set.'),
};

const direct = 'One IPTE for a valid entry, local when no other CPU holds translations of the mm.';
const directPast = { outside: direct, inside: 'One IPTE on the hardware entry at once, past the cache.' };

const clearFlush: Behaviour = {
  s390: unaffected(direct),
  's390-ipte-range': directPast,
  'arm64-eager': unaffected('An atomic update and one TLBI.'),
  arm64: unaffected('An atomic update and one TLBI.'),
  'xen-pv': unaffected('The update is trapped and emulated; the flush is a hypercall of its own.'),
};

const accessFlags: Behaviour = {
  s390: unaffected('RDP where the facility allows it, else one IPTE.'),
  's390-ipte-range': {
    outside: 'RDP where the facility allows it, else one IPTE.',
    inside: 'Compares and flushes the hardware entry at once, past the cache.',
  },
  'arm64-eager': unaffected('An atomic update; a broadcast TLBI when the entry became writable.'),
  arm64: unaffected('An atomic update; a local TLBI when the entry became writable.'),
  'xen-pv': xenQueued,
};

const deferred = 'One IDTE for the mm when updates of it were deferred to this flush; else nothing.';
const beforeTheCache = 'those get their IPTE when the section ends.';
const xenFlush = { outside: 'One hypercall.', inside: 'Queued behind the updates before it.' };

const rangeFlush: Behaviour = {
  s390: unaffected(deferred),
  's390-ipte-range': { outside: deferred, inside: `Comes before the cached updates: ${beforeTheCache}` },
  'arm64-eager': unaffected('DSB, one TLBI per page or range, DSB.'),
  arm64: unaffected('DSB, one TLBI per page or range, DSB.'),
  'xen-pv': xenFlush,
};

const mmFlush: Behaviour = {
  ...rangeFlush,
  'arm64-eager': unaffected('DSB, one TLBI for the ASID, DSB.'),
  arm64: unaffected('DSB, one TLBI for the ASID, DSB.'),
};

const pageFlush: Behaviour = {
  s390: unaffected('Nothing: whatever changes a valid entry flushes it.'),
  's390-ipte-range': {
    outside: 'Nothing: whatever changes a valid entry flushes it.',
    inside: `Nothing, for cached updates either: ${beforeTheCache}`,
  },
  'arm64-eager': unaffected('DSB, one TLBI, DSB.'),
  arm64: unaffected('DSB, one TLBI, DSB.'),
  'xen-pv': xenFlush,
};

const kernelFlush: Behaviour = {
  s390: unaffected('One IDTE for the address space of the kernel.'),
  's390-ipte-range': {
    outside: 'One IDTE for the address space of the kernel.',
    inside: `One IDTE, before the cached updates: ${beforeTheCache}`,
  },
  'arm64-eager': unaffected('DSB, one TLBI per page or range, DSB and ISB.'),
  arm64: unaffected('DSB, one TLBI per page or range, DSB and ISB.'),
  'xen-pv': unaffected('An interrupt to every CPU, and hypercalls there.'),
};

export const behaviours = {
  read,
  locklessRead,
  store,
  emptying,
  clear,
  fullClear,
  writeProtect,
  protStart,
  protCommit,
  young,
  youngFlush,
  clearFlush,
  accessFlags,
  rangeFlush,
  mmFlush,
  pageFlush,
  kernelFlush,
} as const satisfies Readonly<Record<string, Behaviour>>;
