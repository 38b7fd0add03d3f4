// SPDX-License-Identifier: MIT
/*
 * Look at the second walker: a file of today, in which one function still
 * calls the hooks of the architecture, as walkers did before Linux 6.19. They
 * do not count sections: called from inside another section, the leave ends
 * that one too. The fix calls the API instead.
 */
#include <linux/mm.h>
#include <linux/pgtable.h>

void sample_clear_kernel_range(pmd_t *pmd, unsigned long addr,
			       unsigned long end)
{
	pte_t *pte = pte_offset_kernel(pmd, addr);

	lazy_mmu_mode_enable();
	do {
		pte_clear(&init_mm, addr, pte);
	} while (pte++, addr += PAGE_SIZE, addr != end);
	lazy_mmu_mode_disable();
}

void sample_unmap_kernel_range(pmd_t *pmd, unsigned long addr,
			       unsigned long end)
{
	pte_t *pte = pte_offset_kernel(pmd, addr);

	arch_enter_lazy_mmu_mode();
	do {
		ptep_get_and_clear(&init_mm, addr, pte);
	} while (pte++, addr += PAGE_SIZE, addr != end);
	arch_leave_lazy_mmu_mode();
}
