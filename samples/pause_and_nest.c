// SPDX-License-Identifier: MIT
/*
 * Nothing to report: sections nest, and a callback that needs its update at
 * once pauses the section of its caller. Each pause has its resume, each
 * enable its disable; the callback alone has no enable, and needs none.
 */
#include <linux/mm.h>
#include <linux/pgtable.h>

static int sample_install_entry(pte_t *pte, unsigned long addr, void *data)
{
	unsigned long *pfn = data;

	lazy_mmu_mode_pause();
	if (pte_none(ptep_get(pte)))
		set_pte_at(&init_mm, addr, pte, pfn_pte(*pfn, PAGE_KERNEL));
	lazy_mmu_mode_resume();

	*pfn += 1;
	return 0;
}

static void sample_clear_tail(pte_t *pte, unsigned long addr,
			      unsigned long end)
{
	lazy_mmu_mode_enable();
	for (; addr < end; pte++, addr += PAGE_SIZE)
		pte_clear(&init_mm, addr, pte);
	lazy_mmu_mode_disable();
}

int sample_fill_kernel_range(pmd_t *pmd, unsigned long addr,
			     unsigned long end, unsigned long pfn)
{
	unsigned long middle = addr + (end - addr) / 2;
	pte_t *pte = pte_offset_kernel(pmd, addr);
	int err = 0;

	lazy_mmu_mode_enable();
	for (; addr < middle; pte++, addr += PAGE_SIZE) {
		err = sample_install_entry(pte, addr, &pfn);
		if (err)
			break;
	}
	if (!err)
		sample_clear_tail(pte, addr, end);
	lazy_mmu_mode_disable();
	return err;
}
