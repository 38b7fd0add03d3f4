// SPDX-License-Identifier: MIT
/*
 * Look at the return in the loop: it drops the page-table lock and leaves
 * with lazy MMU mode on. The fix inserts the missing disable before both.
 */
#include <linux/mm.h>
#include <linux/pgtable.h>

int sample_count_young(struct vm_area_struct *vma, pmd_t *pmd,
		       unsigned long addr, unsigned long end)
{
	pte_t *start_pte, *pte;
	spinlock_t *ptl;
	int young = 0;

	start_pte = pte_offset_map_lock(vma->vm_mm, pmd, addr, &ptl);
	if (!start_pte)
		return 0;

	pte = start_pte;
	lazy_mmu_mode_enable();
	for (; addr < end; pte++, addr += PAGE_SIZE) {
		if (pte_none(ptep_get(pte))) {
			pte_unmap_unlock(start_pte, ptl);
			return -ENOENT;
		}
		if (ptep_test_and_clear_young(vma, addr, pte))
			young++;
	}
	lazy_mmu_mode_disable();

	pte_unmap_unlock(start_pte, ptl);
	return young;
}
