// SPDX-License-Identifier: MIT
#include <linux/mm.h>
#include <linux/pgtable.h>

static int protect_range(struct vm_area_struct *vma, pmd_t *pmd,
			 unsigned long addr, unsigned long end, pgprot_t newprot)
{
	pte_t *start_pte, *pte, oldpte;
	spinlock_t *ptl;
	int pages = 0;

	start_pte = pte_offset_map_lock(vma->vm_mm, pmd, addr, &ptl);
	if (!start_pte)
		return -EAGAIN;

	pte = start_pte;
	lazy_mmu_mode_enable();
	do {
		if (!pte_present(ptep_get(pte)))
			continue;
		oldpte = ptep_modify_prot_start(vma, addr, pte);
		ptep_modify_prot_commit(vma, addr, pte, oldpte,
					pte_modify(oldpte, newprot));
		pages++;
	} while (pte++, addr += PAGE_SIZE, addr != end);
	lazy_mmu_mode_disable();

	pte_unmap_unlock(start_pte, ptl);
	return pages;
}
