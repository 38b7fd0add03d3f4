#include "kernel.h"

/* Correct walkers, each in a shape that real ones have. */

static int clear_pte_range(struct mm_struct *mm, pmd_t *pmd, unsigned long addr, unsigned long end)
{
	pte_t *start_pte, *pte;
	spinlock_t *ptl;

	start_pte = pte = pte_offset_map_lock(mm, pmd, addr, &ptl);
	if (!pte)
		return -EAGAIN;
	lazy_mmu_mode_enable();
	do {
		pte_t ptent = ptep_get(pte);

		if (pte_none(ptent))
			continue;
		pte_clear(mm, addr, pte);
	} while (pte++, addr += PAGE_SIZE, addr != end);
	lazy_mmu_mode_disable();
	pte_unmap_unlock(start_pte, ptl);
	return 0;
}

static int protect_pte_range(struct vm_area_struct *vma, pmd_t *pmd, unsigned long addr, unsigned long end)
{
	pte_t *pte;
	spinlock_t *ptl;
	int pages = 0;

	pte = pte_offset_map_lock(vma->vm_mm, pmd, addr, &ptl);
	if (!pte)
		return -EAGAIN;
	lazy_mmu_mode_enable();
	do {
		pte_t before, after;

		if (!pte_present(ptep_get(pte)))
			continue;
		before = ptep_modify_prot_start(vma, addr, pte);
		after = pte_wrprotect(before);
		ptep_modify_prot_commit(vma, addr, pte, before, after);
		pages++;
	} while (pte++, addr += PAGE_SIZE, addr != end);
	lazy_mmu_mode_disable();
	pte_unmap_unlock(pte - 1, ptl);
	flush_tlb_range(vma, end - pages * PAGE_SIZE, end);
	return pages;
}

/* The section is left in the loop to sleep; start_pte says at the end whether it is on. */
static void reclaim_pte_range(struct mm_struct *mm, pmd_t *pmd, unsigned long addr, unsigned long end)
{
	pte_t *start_pte, *pte;
	spinlock_t *ptl;

	start_pte = pte = pte_offset_map_lock(mm, pmd, addr, &ptl);
	if (!start_pte)
		return;
	lazy_mmu_mode_enable();
	for (; addr != end; pte++, addr += PAGE_SIZE) {
		if (pte_none(ptep_get(pte))) {
			lazy_mmu_mode_disable();
			pte_unmap_unlock(start_pte, ptl);
			start_pte = NULL;
			cond_resched();
			start_pte = pte = pte_offset_map_lock(mm, pmd, addr, &ptl);
			if (!start_pte)
				break;
			lazy_mmu_mode_enable();
			continue;
		}
		ptep_set_wrprotect(mm, addr, pte);
	}
	if (start_pte) {
		lazy_mmu_mode_disable();
		pte_unmap_unlock(start_pte, ptl);
	}
	cond_resched();
}

static int move_pte_range(struct mm_struct *mm, pmd_t *old_pmd, pmd_t *new_pmd, unsigned long old, unsigned long end,
			  unsigned long new)
{
	pte_t *old_start, *new_start, *old_pte, *new_pte;
	spinlock_t *old_ptl, *new_ptl;
	int err = 0;

	old_start = old_pte = pte_offset_map_lock(mm, old_pmd, old, &old_ptl);
	if (!old_pte) {
		err = -EAGAIN;
		goto out;
	}
	new_start = new_pte = pte_offset_map(new_pmd, new);
	if (!new_pte) {
		pte_unmap_unlock(old_start, old_ptl);
		err = -EAGAIN;
		goto out;
	}
	new_ptl = pte_lockptr(mm, new_pmd);
	spin_lock(new_ptl);
	lazy_mmu_mode_enable();
	for (; old != end; old_pte++, old += PAGE_SIZE, new_pte++, new += PAGE_SIZE) {
		pte_t ptent;

		if (pte_none(ptep_get(old_pte)))
			continue;
		ptent = ptep_get_and_clear(mm, old, old_pte);
		set_pte_at(mm, new, new_pte, ptent);
	}
	lazy_mmu_mode_disable();
	spin_unlock(new_ptl);
	pte_unmap(new_start);
	pte_unmap_unlock(old_start, old_ptl);
out:
	return err;
}

static int map_kernel_range(pmd_t *pmd, unsigned long addr, unsigned long end, pte_t ptent)
{
	pte_t *pte = pte_offset_kernel(pmd, addr);
	int err = 0;

	lazy_mmu_mode_enable();
	do {
		if (!pte_none(ptep_get(pte))) {
			err = -EBUSY;
			break;
		}
		set_pte_at(&init_mm, addr, pte, ptent);
		ptent = pte_next_pfn(ptent);
	} while (pte++, addr += PAGE_SIZE, addr != end);
	lazy_mmu_mode_disable();
	return err;
}

static void zap_pte_range(struct mm_struct *mm, pmd_t *pmd, unsigned long addr, unsigned long end)
{
	pte_t *start_pte, *pte;
	spinlock_t *ptl;

retry:
	start_pte = pte = pte_offset_map_lock(mm, pmd, addr, &ptl);
	if (!pte)
		return;
	lazy_mmu_mode_enable();
	do {
		if (need_resched())
			break;
		pte_clear(mm, addr, pte);
	} while (pte++, addr += PAGE_SIZE, addr != end);
	lazy_mmu_mode_disable();
	pte_unmap_unlock(start_pte, ptl);
	if (addr != end) {
		cond_resched();
		goto retry;
	}
}

void use_walkers(struct vm_area_struct *vma, pmd_t *pmd, pmd_t *other, pte_t ptent)
{
	clear_pte_range(vma->vm_mm, pmd, 0, PMD_SIZE);
	protect_pte_range(vma, pmd, 0, PMD_SIZE);
	reclaim_pte_range(vma->vm_mm, pmd, 0, PMD_SIZE);
	move_pte_range(vma->vm_mm, pmd, other, 0, PMD_SIZE, PMD_SIZE);
	map_kernel_range(pmd, 0, PMD_SIZE, ptent);
	zap_pte_range(vma->vm_mm, pmd, 0, PMD_SIZE);
}
