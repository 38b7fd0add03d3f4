// SPDX-License-Identifier: MIT
/*
 * Look at the label: when the lock cannot be taken, the goto arrives at a
 * disable whose enable was never reached.
 */
#include <linux/mm.h>
#include <linux/pgtable.h>

int sample_clear_pte_range(struct mm_struct *mm, pmd_t *pmd,
			   unsigned long addr, unsigned long end)
{
	pte_t *start_pte, *pte;
	spinlock_t *ptl;
	int cleared = 0;

	start_pte = pte_offset_map_lock(mm, pmd, addr, &ptl);
	if (!start_pte)
		goto out;

	pte = start_pte;
	lazy_mmu_mode_enable();
	do {
		if (pte_none(ptep_get(pte)))
			continue;
		ptep_get_and_clear(mm, addr, pte);
		cleared++;
	} while (pte++, addr += PAGE_SIZE, addr != end);
out:
	lazy_mmu_mode_disable();
	if (start_pte)
		pte_unmap_unlock(start_pte, ptl);
	return cleared;
}
