// SPDX-License-Identifier: MIT
/*
 * Look at the second walker: it calls the hooks of the architecture itself, as
 * all walkers did before Linux 6.19. They do not count sections: inside
 * another section the leave would end that one too. The fix calls the API
 * instead. Simulate either one: arm64 issues one pair of barriers for 256
 * entries, where it takes 256 pairs without batching.
 */
#include <linux/mm.h>
#include <linux/pgtable.h>

void sample_map_kernel_range(pmd_t *pmd, unsigned long addr,
			     unsigned long end, unsigned long pfn)
{
	pte_t *pte = pte_offset_kernel(pmd, addr);

	lazy_mmu_mode_enable();
	do {
		set_pte_at(&init_mm, addr, pte, pfn_pte(pfn, PAGE_KERNEL));
		pfn++;
	} while (pte++, addr += PAGE_SIZE, addr != end);
	lazy_mmu_mode_disable();
}

void sample_map_kernel_range_by_hooks(pmd_t *pmd, unsigned long addr,
				      unsigned long end, unsigned long pfn)
{
	pte_t *pte = pte_offset_kernel(pmd, addr);

	arch_enter_lazy_mmu_mode();
	do {
		set_pte_at(&init_mm, addr, pte, pfn_pte(pfn, PAGE_KERNEL));
		pfn++;
	} while (pte++, addr += PAGE_SIZE, addr != end);
	arch_leave_lazy_mmu_mode();
}
