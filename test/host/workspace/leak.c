// SPDX-License-Identifier: MIT
#include <linux/mm.h>
#include <linux/pgtable.h>

static int age_range(struct vm_area_struct *vma, pmd_t *pmd,
		     unsigned long addr, unsigned long end)
{
	pte_t *start_pte, *pte;
	spinlock_t *ptl;

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
		ptep_test_and_clear_young(vma, addr, pte);
	}
	lazy_mmu_mode_disable();

	pte_unmap_unlock(start_pte, ptl);
	return 0;
}
