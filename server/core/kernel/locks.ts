/**
 * Calls that release what a walker holds while its section is on: a section is left before them, so that deferred
 * updates land under the lock. Declared in include/linux/mm.h, spinlock.h, mutex.h, irqflags.h (6.12, 7.3).
 */
export const releasingCalls: ReadonlySet<string> = new Set([
  'pte_unmap_unlock',
  'pte_unmap',
  'double_pt_unlock',
  'spin_unlock',
  'spin_unlock_irq',
  'spin_unlock_irqrestore',
  'raw_spin_unlock',
  'raw_spin_unlock_irqrestore',
  'mutex_unlock',
  'local_irq_restore',
]);
