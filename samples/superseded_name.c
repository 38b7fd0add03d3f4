// SPDX-License-Identifier: MIT
/*
 * Look at the enable: lazy_mmu_mode_enable_pte() was the range call's first
 * name, in a series that was renamed in review. The fix renames it.
 */
#include <linux/mm.h>
#include <linux/pgtable.h>

int sample_age_pte_range(struct vm_area_struct *vma, pmd_t *pmd,
			 unsigned long addr, unsigned long end)
{
	struct mm_struct *mm = vma->vm_mm;
	pte_t *start_pte, *pte;
	spinlock_t *ptl;

	start_pte = pte_offset_map_lock(mm, pmd, addr, &ptl);
	if (!start_pte)
		return -EAGAIN;

	pte = start_pte;
	lazy_mmu_mode_enable_pte(mm, addr, end, pte);
	do {
		ptep_test_and_clear_young(vma, addr, pte);
	} while (pte++, addr += PAGE_SIZE, addr != end);
	lazy_mmu_mode_disable();

	pte_unmap_unlock(start_pte, ptl);
	return 0;
}
