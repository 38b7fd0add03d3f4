// SPDX-License-Identifier: MIT
#include <linux/mm.h>
#include <linux/pgtable.h>

static void clear_all(struct mm_struct *mm, pte_t *pte,
		      unsigned long addr, unsigned long end)
{
	lazy_mmu_mode_enable();
	for (; addr < end; pte++, addr += PAGE_SIZE)
		ptep_get_and_clear(mm, addr, pte);
	lazy_mmu_mode_disable();
}
