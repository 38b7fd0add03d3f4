/** What entering the scope of a guard calls, by the guard's class. A kernel developer adds one by adding a row. */
const guardClasses: ReadonlyMap<string, string> = new Map([
  // include/linux/mutex.h (6.12, 7.3)
  ['mutex', 'mutex_lock'],
  ['mutex_intr', 'mutex_lock_interruptible'],
  // include/linux/rwsem.h (6.12, 7.3)
  ['rwsem_read', 'down_read'],
  ['rwsem_read_intr', 'down_read_interruptible'],
  ['rwsem_write', 'down_write'],
  ['rwsem_write_kill', 'down_write_killable'],
  // include/linux/mmap_lock.h (7.2, 7.3)
  ['mmap_read_lock', 'mmap_read_lock'],
]);

/** Calls that open a scope with a lock: include/linux/cleanup.h (6.12, 7.3). */
const guards: ReadonlySet<string> = new Set(['guard', 'scoped_guard', 'scoped_cond_guard']);

/** The calls that `guard(class)(lock)` makes; undefined for what is no guard, or none of a known class. */
export function guardedCall(macro: string, [guardClass]: readonly string[]): readonly string[] | undefined {
  const called = guards.has(macro) ? guardClasses.get(guardClass) : undefined;
  return called === undefined ? undefined : [called];
}
