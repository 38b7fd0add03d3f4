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

  it('knows the locks of reverse maps, also where a member says whether they are taken', () => {
    check(`
static int move(struct move_control *control, pmd_t *pmd, unsigned long addr, unsigned long end)
{
	struct vm_area_struct *vma = control->old;
	spinlock_t *ptl;
	pte_t *pte;
	int err = 0;

	if (control->need_rmap_locks)
		take_rmap_locks(vma);
	pte = pte_offset_map_lock(vma->vm_mm, pmd, addr, &ptl);
	if (!pte) {
		err = -EAGAIN;
		goto out;
	}
	lazy_mmu_mode_enable();
	for (; addr != end; pte++, addr += PAGE_SIZE)
		pte_clear(vma->vm_mm, addr, pte);
	lazy_mmu_mode_disable();
	pte_unmap_unlock(pte - 1, ptl);
out:
	if (control->need_rmap_locks)
		drop_rmap_locks(vma);
	return err;
}

static int leave(struct move_control *control, struct address_space *mapping, pte_t *pte, unsigned long addr)
{
	if (control->need_rmap_locks)
		i_mmap_lock_write(mapping);
	anon_vma_lock_write(control->anon_vma);
	lazy_mmu_mode_enable();
	pte_clear(control->mm, addr, pte);
	lazy_mmu_mode_disable();
	anon_vma_unlock_write(control->anon_vma);
	if (pte_none(ptep_get(pte)))
		return -EAGAIN;
//		^^^^^^^^^^^^^^^ lock-imbalance
	if (control->need_rmap_locks)
		i_mmap_unlock_write(mapping);
	return 0;
}
`);
  });
});
