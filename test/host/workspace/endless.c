// SPDX-License-Identifier: MIT
#include <linux/mm.h>
#include <linux/pgtable.h>

/* Never ends, so that there is something to cancel. */
static void read_for_ever(pte_t *pte)
{
	lazy_mmu_mode_enable();
	for (;;)
		ptep_get(pte);
	lazy_mmu_mode_disable();
}
