// SPDX-License-Identifier: MIT
/*
 * Nothing to report: one way into the section and one way out, and the range
 * call says which entries will change. Simulate it: one IPTE on s390 with
 * range invalidation, where plain lazy_mmu_mode_enable() costs 256.
 */
#include <linux/mm.h>
#include <linux/pgtable.h>

int sample_protect_pte_range(struct vm_area_struct *vma, pmd_t *pmd,
			     unsigned long addr, unsigned long end)
{
	struct mm_struct *mm = vma->vm_mm;
	pte_t *start_pte, *pte;
	spinlock_t *ptl;

	start_pte = pte_offset_map_lock(mm, pmd, addr, &ptl);
	if (!start_pte)
		return -EAGAIN;

	pte = start_pte;
	lazy_mmu_mode_enable_for_pte_range(mm, addr, end, pte);
	do {
		pte_t entry = ptep_get(pte);

		if (!pte_present(entry))
			continue;
		ptep_set_wrprotect(mm, addr, pte);
	} while (pte++, addr += PAGE_SIZE, addr != end);
	lazy_mmu_mode_disable();

	pte_unmap_unlock(start_pte, ptl);
	return 0;
}
