import { assuming, type Primitive, primitive, type World } from '../machine/world.ts';

const source = 'include/linux/spinlock.h (6.12, 7.2, 7.3)';

const lock =
  ({ preemption }: World) =>
  () =>
    preemption.lock();

const unlock =
  ({ preemption }: World) =>
  () =>
    preemption.unlock();

/** Spinlocks, which are always free: what counts is that they are held, and whether the task may be preempted meanwhile. */
export const lockRows: readonly Primitive[] = [
  primitive('void spin_lock(spinlock_t *)', source, lock),
  primitive('void spin_lock_nested(spinlock_t *, int)', source, lock),
  primitive('void spin_unlock(spinlock_t *)', source, unlock),
  assuming(
    'every lock is free',
    primitive('int spin_trylock(spinlock_t *)', source, ({ preemption }) => () => {
      preemption.lock();
      return 1;
    }),
  ),
];
