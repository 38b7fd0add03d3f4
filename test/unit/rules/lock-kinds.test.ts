import assert from 'node:assert/strict';
import { check } from './check.ts';

describe('lock-imbalance of every kind of lock', () => {
  it('knows locks that sleep, those of an address space, and what a task enters without naming a lock', () => {
    const { findings } = check(`
int walk(struct mm_struct *mm, pte_t *pte, int err)
{
	unsigned long flags;

	down_read(&mm->mmap_lock);
	rcu_read_lock();
	local_irq_save(flags);
	lazy_mmu_mode_enable();
	touch(pte);
	lazy_mmu_mode_disable();
	if (err)
		return err;
//		^^^^^^^^^^^ lock-imbalance
//		^^^^^^^^^^^ lock-imbalance
//		^^^^^^^^^^^ lock-imbalance
	local_irq_restore(flags);
	rcu_read_unlock();
	mmap_read_unlock(mm);
	return 0;
}
`);
    assert.deepEqual(findings.map(({ message }) => message).sort(), [
      'the function returns while local_irq_save() is still held',
      'the function returns while mm->mmap_lock is still held',
      'the function returns while rcu_read_lock() is still held',
    ]);
  });

  it('lets what nests be entered twice', () => {
    check(`
int walk(pte_t *pte, int err)
{
	rcu_read_lock();
	lazy_mmu_mode_enable();
	rcu_read_lock();
	touch(pte);
	rcu_read_unlock();
	lazy_mmu_mode_disable();
	rcu_read_unlock();
	return 0;
}
`);
  });
});
