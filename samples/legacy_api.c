// SPDX-License-Identifier: MIT
/*
 * Look at the two calls: these names ended with Linux 6.18, and sections of
 * that time could not nest. The fix renames both.
 */
#include <linux/mm.h>
#include <linux/pgtable.h>

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
