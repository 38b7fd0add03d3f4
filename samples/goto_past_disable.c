// SPDX-License-Identifier: MIT
/*
 * Look at the goto: its label stands below the disable, so the error path
 * unlocks properly and still returns with lazy MMU mode on.
 */
#include <linux/mm.h>
#include <linux/pgtable.h>

int sample_map_pfn_range(struct mm_struct *mm, pmd_t *pmd, unsigned long addr,
			 unsigned long end, unsigned long pfn, pgprot_t prot)
{
	pte_t *start_pte, *pte;
	spinlock_t *ptl;
	int err = 0;

	start_pte = pte_offset_map_lock(mm, pmd, addr, &ptl);
	if (!start_pte)
		return -ENOMEM;

	pte = start_pte;
	lazy_mmu_mode_enable();
	do {
		if (!pte_none(ptep_get(pte))) {
			err = -EBUSY;
			goto unlock;
		}
		set_pte_at(mm, addr, pte, pte_mkspecial(pfn_pte(pfn, prot)));
		pfn++;
	} while (pte++, addr += PAGE_SIZE, addr != end);
	lazy_mmu_mode_disable();

unlock:
	pte_unmap_unlock(start_pte, ptl);
	return err;
}
