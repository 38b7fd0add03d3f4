import { check } from './check.ts';

describe('global-kernel-lock', () => {
  it('finds the lock around a section and in one, by any name', () => {
    check(`
static void around(pte_t *pte, unsigned long addr)
{
	spin_lock(&init_mm.page_table_lock);
//	^^^^^^^^^ global-kernel-lock
	lazy_mmu_mode_enable();
	pte_clear(&init_mm, addr, pte);
	lazy_mmu_mode_disable();
	spin_unlock(&init_mm.page_table_lock);
}

static void inside(pte_t *pte, unsigned long addr, unsigned long end)
{
	struct mm_struct *mm = &init_mm;

	lazy_mmu_mode_enable();
	for (; addr != end; pte++, addr += PAGE_SIZE) {
		spin_lock(&mm->page_table_lock);
//		^^^^^^^^^ global-kernel-lock
		pte_clear(mm, addr, pte);
		spin_unlock(&mm->page_table_lock);
	}
	lazy_mmu_mode_disable();
}

static void through_a_pointer(pte_t *pte, unsigned long addr)
{
	spinlock_t *ptl = &init_mm.page_table_lock;

	spin_lock(ptl);
//	^^^^^^^^^ global-kernel-lock
	lazy_mmu_mode_enable();
	pte_clear(&init_mm, addr, pte);
	lazy_mmu_mode_disable();
	spin_unlock(ptl);
}
`);
  });

  it('is silent about other locks, and where the section lies elsewhere', () => {
    check(`
static void user(struct mm_struct *mm, pte_t *pte, unsigned long addr)
{
	spin_lock(&mm->page_table_lock);
	lazy_mmu_mode_enable();
	pte_clear(mm, addr, pte);
	lazy_mmu_mode_disable();
	spin_unlock(&mm->page_table_lock);
}

static void before(pmd_t *pmd, pte_t *table, pte_t *pte, unsigned long addr)
{
	spin_lock(&init_mm.page_table_lock);
	pmd_populate_kernel(&init_mm, pmd, table);
	spin_unlock(&init_mm.page_table_lock);
	lazy_mmu_mode_enable();
	pte_clear(&init_mm, addr, pte);
	lazy_mmu_mode_disable();
}
`);
  });
});
