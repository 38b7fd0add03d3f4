import type { MachineName } from '../arch/names.ts';

/** A kind of finding: what a reviewer would call it, and what it is known from. */
export interface FindingKind {
  /** `F…` as the study of the batching series numbers what its reviews and sources say; `C…` for the contract of the API. */
  readonly id: string;
  /** Stable name for scripts. */
  readonly slug: string;
  readonly title: string;
  /** Somebody has said so, in a review or in the source; or it follows from the source, and nobody has seen it fail. */
  readonly status: 'reported' | 'predicted';
  /** Wrong on the machine, worth a second look, or a cost that another form would not have. */
  readonly severity: 'error' | 'warning' | 'note';
  /** Mail or kernel file that it is known from. */
  readonly source: string;
  /** Machines that it can happen on; on the others it is not looked for. */
  readonly machines: readonly MachineName[];
  /** Why no run can show it; absent for what the sanitizer looks for. */
  readonly unseen?: string;
}

const ranged = ['s390-ipte-range'] as const;
const storesWait = ['s390-ipte-range', 'xen-pv'] as const;
const anyMode = ['s390-ipte-range', 'arm64', 'xen-pv', 'x86', 'powerpc-hash', 'powerpc-radix', 'sparc64'] as const;
const allMachines = ['s390', 'arm64-eager', 'generic', ...anyMode] as const;

const series = 's390 batching series, arch/s390/mm/lazy_mmu.c (v3 to v6)';
const review = 's390 batching series, review on linux-mm and linux-s390, 2026';
const contract = 'include/linux/pgtable.h (7.2, 7.3), lazy_mmu_mode_enable()';

const table = [
  {
    id: 'F1',
    slug: 'redundant-teardown',
    title: 'A full teardown invalidates entries that nobody can use any more',
    status: 'reported',
    severity: 'note',
    source: review,
    machines: ranged,
  },
  {
    id: 'F2',
    slug: 'export-before-invalidation',
    title: 'A protected page is exported while the hardware still has its entry',
    status: 'reported',
    severity: 'error',
    source: `${review} of v5; v6 arms no range for such a process`,
    machines: ranged,
  },
  {
    id: 'F3',
    slug: 'stale-lockless-read',
    title: 'A lockless reader finds more rights than the kernel has left',
    status: 'reported',
    severity: 'note',
    source: `${review}; for fork() the author answers that write_protect_seq has the reader try again`,
    machines: ranged,
  },
  {
    id: 'F4',
    slug: 'bypassing-dereference',
    title: 'A pte_t pointer is dereferenced, past the updates that wait',
    status: 'reported',
    severity: 'error',
    source: `${review}, KASAN check of v3 to v6`,
    machines: storesWait,
  },
  {
    id: 'F5',
    slug: 'range-lost',
    title: 'The range is gone after a pause',
    status: 'reported',
    severity: 'warning',
    source: series,
    machines: ranged,
  },
  {
    id: 'F6',
    slug: 'young-only-update',
    title: 'An update that only ages an entry costs an invalidation',
    status: 'reported',
    severity: 'note',
    source: series,
    machines: ranged,
  },
  {
    id: 'F7',
    slug: 'same-value-update',
    title: 'An entry is invalidated to get the value that it has',
    status: 'reported',
    severity: 'note',
    source: series,
    machines: ranged,
  },
  {
    id: 'F8',
    slug: 'deferral-lost',
    title: 'Invalidations that one flush of the address space would have covered are executed',
    status: 'predicted',
    severity: 'warning',
    source: `${series}, arch/s390/mm/pgtable.c, ptep_flush_lazy()`,
    machines: ranged,
  },
  {
    id: 'F9',
    slug: 'page-freed-early',
    title: 'A page is freed while the hardware still has an entry for it',
    status: 'predicted',
    severity: 'error',
    source: `${series}, arch/s390/include/asm/tlb.h, __tlb_remove_folio_pages()`,
    machines: ranged,
  },
  {
    id: 'F10',
    slug: 'mixed-paths',
    title: 'A primitive that knows no cache is used on an entry of the range',
    status: 'predicted',
    severity: 'warning',
    source: `${series}, ptep_clear_flush(), ptep_set_access_flags()`,
    machines: ranged,
  },
  {
    id: 'F11',
    slug: 'sleep-in-section',
    title: 'The walker may sleep in a section that has preemption disabled',
    status: 'predicted',
    severity: 'error',
    source: `${contract}: generic code may not sleep`,
    machines: ['s390-ipte-range', 'powerpc-hash', 'sparc64'],
  },
  {
    id: 'F12',
    slug: 'nested-range-outside',
    title: 'The range of a nested section is not within that of the outer one',
    status: 'reported',
    severity: 'note',
    source: `${series}, ${contract}`,
    machines: ranged,
  },
  {
    id: 'F13',
    slug: 'dead-prototypes',
    title: 'Prototypes of ipte_range_ptep_modify_prot_start() and _commit() that nothing defines',
    status: 'reported',
    severity: 'note',
    source: `${review} of v5`,
    machines: [],
    unseen: 'it is about declarations in a header of v5: no walker can reach them, so no run differs',
  },
  {
    id: 'F14',
    slug: 'interrupt-in-cache',
    title: 'An interrupt handler goes through the cache of the task that it interrupted',
    status: 'predicted',
    severity: 'warning',
    source: `${series}: the test of the CPU's count does not ask for an interrupt`,
    machines: ranged,
  },
  {
    id: 'F15',
    slug: 'mapped-twice',
    title: 'A page is reachable at its new address while the hardware still has the old entry',
    status: 'predicted',
    severity: 'warning',
    source: `${series}, mm/mremap.c, move_ptes()`,
    machines: ranged,
  },
  {
    id: 'F16',
    slug: 'queued-read',
    title: 'An entry is read whose update waits in the queue of hypercalls',
    status: 'reported',
    severity: 'error',
    source: 'arch/x86/xen/mmu_pv.c, multicalls.c (6.12, 7.2, 7.3)',
    machines: ['xen-pv'],
  },
  {
    id: 'F17',
    slug: 'table-unlinked-early',
    title: 'A page table is unlinked before the clears of its entries have reached it',
    status: 'predicted',
    severity: 'warning',
    source: `${series}, mm/memory.c (7.2, 7.3), zap_empty_pte_table()`,
    machines: ranged,
  },
  {
    id: 'F18',
    slug: 'flush-before-leave',
    title: 'The TLB is flushed while updates still wait for the end of the section',
    status: 'predicted',
    severity: 'note',
    source: 'mm/migrate_device.c, fs/proc/task_mmu.c (6.12, 7.2, 7.3)',
    machines: ['s390-ipte-range', 'xen-pv', 'powerpc-hash', 'sparc64'],
  },
  {
    id: 'C1',
    slug: 'unbalanced-section',
    title: 'The function returns in another state of the lazy MMU mode than it was called in',
    status: 'reported',
    severity: 'error',
    source: `${contract}; report on vmap_pages_pte_range(), June 2025`,
    machines: anyMode,
  },
  {
    id: 'C2',
    slug: 'lock-held',
    title: 'The function returns with a spinlock that it has taken',
    status: 'reported',
    severity: 'error',
    source: 'report on vmap_pages_pte_range(), June 2025',
    machines: allMachines,
  },
  {
    id: 'C3',
    slug: 'table-overrun',
    title: 'The walker runs over the end of a page table',
    status: 'reported',
    severity: 'error',
    source: `${contract}, lazy_mmu_mode_enable_with_ptes(): the range is within one page table`,
    machines: allMachines,
  },
  {
    id: 'C4',
    slug: 'outside-range',
    title: 'An entry outside of the range is invalidated by itself',
    status: 'reported',
    severity: 'warning',
    source: `${series}; in v2 no entry outside of the range may be updated at all`,
    machines: ranged,
  },
  {
    id: 'C5',
    slug: 'unlock-before-leave',
    title: 'The lock of a page table is dropped while updates of it still wait',
    status: 'reported',
    severity: 'error',
    source: 'fs/proc/task_mmu.c (6.12), pagemap_scan_pmd_entry(); mended by commit 691ee97e1a9d',
    machines: storesWait,
  },
] as const satisfies readonly FindingKind[];

export type FindingId = (typeof table)[number]['id'];

/** Everything that the sanitizer knows, in the order of the ids. */
export const findingKinds: readonly (FindingKind & { readonly id: FindingId })[] = table;

const byId = new Map(findingKinds.map((kind) => [kind.id, kind]));

export function findingKind(id: FindingId): FindingKind & { readonly id: FindingId } {
  const kind = byId.get(id);
  if (kind === undefined) throw new Error(`no finding is called ${id}`);
  return kind;
}
