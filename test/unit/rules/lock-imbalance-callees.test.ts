import { check } from './check.ts';

describe('lock-imbalance across calls', () => {
  it('looks at callbacks and at functions that pause, too', () => {
    check(
      `
static int fill(pte_t *pte, unsigned long addr, void *data)
{
	spin_lock(&init_mm.page_table_lock);
	if (!pte_none(ptep_get(pte)))
		return -EBUSY;
//		^^^^^^^^^^^^^^ lock-imbalance
	spin_unlock(&init_mm.page_table_lock);
	return 0;
}

static int clear(pte_t *pte, unsigned long addr, void *data)
{
	lazy_mmu_mode_pause();
	spin_lock(&init_mm.page_table_lock);
	if (!pte_none(ptep_get(pte))) {
		lazy_mmu_mode_resume();
		return -EBUSY;
//		^^^^^^^^^^^^^^ lock-imbalance
	}
	spin_unlock(&init_mm.page_table_lock);
	lazy_mmu_mode_resume();
	return 0;
}

int walk(unsigned long addr, unsigned long size)
{
	return apply_to_page_range(&init_mm, addr, size, fill, NULL);
}
`,
      { severities: { 'global-kernel-lock': 'off' } },
    );
  });

  it('follows helpers that drop a lock they are given, on every way through them', () => {
    check(`
static void drop_table(pte_t *pte, spinlock_t *ptl)
{
	pte_unmap_unlock(pte, ptl);
}

static void drop_both(pte_t *pte, spinlock_t *ptl, int *count)
{
	*count = 0;
	drop_table(pte, ptl);
}

static void breathe(spinlock_t *ptl)
{
	spin_unlock(ptl);
	cpu_relax();
	spin_lock(ptl);
}

static void perhaps(pte_t *pte, spinlock_t *ptl, int n)
{
	if (n)
		pte_unmap_unlock(pte, ptl);
}

int walk(struct mm_struct *mm, pmd_t *pmd, unsigned long addr, int n)
{
	spinlock_t *ptl;
	pte_t *pte = pte_offset_map_lock(mm, pmd, addr, &ptl);

	if (!pte)
		return -EAGAIN;
	lazy_mmu_mode_enable();
	pte_clear(mm, addr, pte);
	lazy_mmu_mode_disable();
	breathe(ptl);
	drop_both(pte, ptl, &n);
	return 0;
}

int twice(struct mm_struct *mm, pmd_t *pmd, unsigned long addr, int n)
{
	spinlock_t *ptl;
	pte_t *pte = pte_offset_map_lock(mm, pmd, addr, &ptl);

	if (!pte)
		return -EAGAIN;
	lazy_mmu_mode_enable();
	pte_clear(mm, addr, pte);
	lazy_mmu_mode_disable();
	drop_both(pte, ptl, &n);
	drop_table(pte, ptl);
//	^^^^^^^^^^ lock-imbalance
	return 0;
}

int in_section(struct mm_struct *mm, pmd_t *pmd, unsigned long addr, int n)
{
	spinlock_t *ptl;
	pte_t *pte = pte_offset_map_lock(mm, pmd, addr, &ptl);

	if (!pte)
		return -EAGAIN;
	lazy_mmu_mode_enable();
	pte_clear(mm, addr, pte);
	if (n) {
		perhaps(pte, ptl, n);
		lazy_mmu_mode_disable();
		return 1;
	}
	drop_table(pte, ptl);
//	^^^^^^^^^^ section-outside-lock
	lazy_mmu_mode_disable();
	return 0;
}
`);
  });
});
