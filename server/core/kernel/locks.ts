/** Calls that take and drop locks, by what a caller gives them. A kernel developer adds one by adding a row. */

/** What a call does to one lock. */
export interface LockCall {
  readonly name: string;
  /**
   * `take`: it is held afterwards. `try`: it is held when the result is true, or no null pointer. `drop`: it is not held
   * afterwards. `bind`: the call says which lock it is and takes none.
   */
  readonly effect: 'take' | 'try' | 'drop' | 'bind';
  /**
   * Which lock: the one that the argument at a position points to, or a member of what it points to; the one that the pointer which the argument at a
   * position points to is made to point to; the one that the result points to; or one that has no name but that of its calls.
   */
  readonly lock:
    | { readonly argument: number; readonly member?: string }
    | { readonly out: number }
    | { readonly named: string }
    | 'result';
  /** It may be taken again while it is held, and is then dropped as often. */
  readonly nests?: true;
  /** The lock of a page table by the call's own meaning, whatever its argument is called. */
  readonly pageTable: boolean;
  readonly source: string;
}

type Effect = LockCall['effect'];

function plain(source: string, calls: Readonly<Record<string, Effect>>): readonly LockCall[] {
  return Object.entries(calls).map(([name, effect]) => ({
    name,
    effect,
    lock: { argument: 0 },
    pageTable: false,
    source,
  }));
}

/** What a task enters and leaves as it does a lock, and as often as it likes. */
function nesting(source: string, named: string, effect: Effect, names: readonly string[]): readonly LockCall[] {
  return names.map((name) => ({ name, effect, lock: { named }, pageTable: false, nests: true, source }));
}

const rcu = 'include/linux/rcupdate.h (6.12, 7.3)';
const irq = 'include/linux/irqflags.h (6.12, 7.3)';
const preempt = 'include/linux/preempt.h (6.12, 7.3)';

function pageTable(source: string, effect: Effect, lock: LockCall['lock'], names: readonly string[]): LockCall[] {
  return names.map((name) => ({ name, effect, lock, pageTable: true, source }));
}

const mm = 'include/linux/mm.h (6.12, 7.3)';

export const lockCalls: readonly LockCall[] = [
  ...plain('include/linux/spinlock.h (6.12, 7.3)', {
    spin_lock: 'take',
    spin_lock_nested: 'take',
    spin_lock_bh: 'take',
    spin_lock_irq: 'take',
    spin_lock_irqsave: 'take',
    spin_trylock: 'try',
    spin_trylock_bh: 'try',
    spin_trylock_irq: 'try',
    spin_trylock_irqsave: 'try',
    spin_unlock: 'drop',
    spin_unlock_bh: 'drop',
    spin_unlock_irq: 'drop',
    spin_unlock_irqrestore: 'drop',
    raw_spin_lock: 'take',
    raw_spin_lock_nested: 'take',
    raw_spin_lock_irq: 'take',
    raw_spin_lock_irqsave: 'take',
    raw_spin_trylock: 'try',
    raw_spin_unlock: 'drop',
    raw_spin_unlock_irq: 'drop',
    raw_spin_unlock_irqrestore: 'drop',
  }),
  ...plain('include/linux/mutex.h (6.12, 7.3)', {
    mutex_lock: 'take',
    mutex_lock_nested: 'take',
    mutex_trylock: 'try',
    mutex_unlock: 'drop',
  }),
  ...plain('include/linux/rwsem.h (6.12, 7.3)', {
    down_read: 'take',
    down_read_nested: 'take',
    down_read_trylock: 'try',
    down_write: 'take',
    down_write_nested: 'take',
    down_write_trylock: 'try',
    up_read: 'drop',
    up_write: 'drop',
  }),
  ...plain('include/linux/mmap_lock.h (6.12, 7.3)', {
    mmap_read_lock: 'take',
    mmap_read_trylock: 'try',
    mmap_read_unlock: 'drop',
    mmap_write_lock: 'take',
    mmap_write_trylock: 'try',
    mmap_write_unlock: 'drop',
  }).map((row): LockCall => ({ ...row, lock: { argument: 0, member: 'mmap_lock' } })),
  ...plain('include/linux/fs.h (6.12, 7.3)', {
    i_mmap_lock_write: 'take',
    i_mmap_trylock_write: 'try',
    i_mmap_unlock_write: 'drop',
    i_mmap_lock_read: 'take',
    i_mmap_trylock_read: 'try',
    i_mmap_unlock_read: 'drop',
  }).map((row): LockCall => ({ ...row, lock: { argument: 0, member: 'i_mmap_rwsem' } })),
  ...plain('include/linux/rmap.h (6.12, 7.3)', {
    anon_vma_lock_write: 'take',
    anon_vma_trylock_write: 'try',
    anon_vma_unlock_write: 'drop',
    anon_vma_lock_read: 'take',
    anon_vma_trylock_read: 'try',
    anon_vma_unlock_read: 'drop',
  }).map((row): LockCall => ({ ...row, lock: { argument: 0, member: 'root->rwsem' } })),
  // Both of the above, as far as the vma has them: what one takes, the other drops. mm/mremap.c (6.12, 7.3)
  ...plain('mm/mremap.c (6.12, 7.3)', { take_rmap_locks: 'take', drop_rmap_locks: 'drop' }).map(
    (row): LockCall => ({ ...row, lock: { named: 'take_rmap_locks()' } }),
  ),
  ...nesting(rcu, 'rcu_read_lock()', 'take', ['rcu_read_lock']),
  ...nesting(rcu, 'rcu_read_lock()', 'drop', ['rcu_read_unlock']),
  ...nesting(irq, 'local_irq_save()', 'take', ['local_irq_save']),
  ...nesting(irq, 'local_irq_save()', 'drop', ['local_irq_restore']),
  ...nesting(irq, 'local_irq_disable()', 'take', ['local_irq_disable']),
  ...nesting(irq, 'local_irq_disable()', 'drop', ['local_irq_enable']),
  ...nesting(preempt, 'preempt_disable()', 'take', ['preempt_disable']),
  ...nesting(preempt, 'preempt_disable()', 'drop', ['preempt_enable', 'preempt_enable_no_resched']),
  ...pageTable(mm, 'try', { out: 3 }, ['pte_offset_map_lock', 'pte_alloc_map_lock']),
  ...pageTable('include/linux/mm.h (6.12)', 'bind', { out: 3 }, ['pte_offset_map_nolock']),
  ...pageTable('include/linux/mm.h (7.2, 7.3)', 'bind', { out: 3 }, ['pte_offset_map_ro_nolock']),
  ...pageTable('include/linux/mm.h (7.2, 7.3)', 'bind', { out: 4 }, ['pte_offset_map_rw_nolock']),
  ...pageTable(mm, 'bind', 'result', ['pte_lockptr', 'ptep_lockptr', 'pmd_lockptr', 'pud_lockptr']),
  ...pageTable('include/linux/hugetlb.h (6.12, 7.3)', 'bind', 'result', ['huge_pte_lockptr']),
  ...pageTable(mm, 'take', 'result', ['pmd_lock', 'pud_lock']),
  ...pageTable('include/linux/hugetlb.h (6.12, 7.3)', 'take', 'result', ['huge_pte_lock']),
  ...pageTable('include/linux/huge_mm.h (6.12, 7.3)', 'try', 'result', ['pmd_trans_huge_lock', 'pud_trans_huge_lock']),
  ...pageTable(mm, 'drop', { argument: 1 }, ['pte_unmap_unlock']),
  ...[0, 1].flatMap((argument) => [
    ...pageTable('mm/userfaultfd.c (6.12, 7.3)', 'take', { argument }, ['double_pt_lock']),
    ...pageTable('mm/userfaultfd.c (6.12, 7.3)', 'drop', { argument }, ['double_pt_unlock']),
  ]),
];

const byName = new Map<string, LockCall[]>();
for (const row of lockCalls) byName.set(row.name, [...(byName.get(row.name) ?? []), row]);

/** What a call does to locks, one row for each; empty for a call that is not known to touch any. */
export function lockCallsOf(name: string): readonly LockCall[] {
  return byName.get(name) ?? [];
}

/** Calls that set a pointer to a lock through an argument, by the positions of the addresses of those pointers. */
export const lockPointerSetters: ReadonlyMap<string, readonly number[]> = new Map(
  [...byName].flatMap(([name, rows]) => {
    const positions = rows.flatMap(({ lock }) => (typeof lock === 'object' && 'out' in lock ? [lock.out] : []));
    return positions.length > 0 ? [[name, positions] as const] : [];
  }),
);

/** Calls that look at a lock and leave it as it is: include/linux/spinlock.h, sched.h, lockdep.h (6.12, 7.3). */
export const lockObservers: ReadonlySet<string> = new Set([
  'spin_is_locked',
  'spin_is_contended',
  'spin_needbreak',
  'assert_spin_locked',
  'lockdep_assert_held',
  'lockdep_is_held',
  'cond_resched_lock',
]);

/**
 * Calls that release what a walker holds while its section is on: a section is left before them, so that deferred
 * updates land under the lock. Locks, and what include/linux/mm.h (6.12, 7.3) adds to them.
 */
export const releasingCalls: ReadonlySet<string> = new Set([
  ...lockCalls.filter(({ effect }) => effect === 'drop').map(({ name }) => name),
  'pte_unmap',
]);
