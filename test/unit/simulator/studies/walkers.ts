/** A walker that changes every present entry of a range, within the rules. */
export const protectRange = `
void protect_range(struct vm_area_struct *vma, pmd_t *pmd, unsigned long addr, unsigned long end, pgprot_t newprot)
{
	spinlock_t *ptl;
	pte_t *start_pte, *pte;

	start_pte = pte = pte_offset_map_lock(vma->vm_mm, pmd, addr, &ptl);
	lazy_mmu_mode_enable();
	do {
		pte_t old;

		if (!pte_present(ptep_get(pte)))
			continue;
		old = ptep_modify_prot_start(vma, addr, pte);
		ptep_modify_prot_commit(vma, addr, pte, old, pte_modify(old, newprot));
	} while (pte++, addr += PAGE_SIZE, addr != end);
	lazy_mmu_mode_disable();
	pte_unmap_unlock(start_pte, ptl);
}
`;

/** The same with its range told. */
export const withRangeCall = protectRange.replace(
  'lazy_mmu_mode_enable()',
  'lazy_mmu_mode_enable_for_pte_range(vma->vm_mm, addr, end, pte)',
);

/** A walker that maps pages into the kernel, entry by entry. */
export const mapKernelPages = `
int map_kernel_pages(pmd_t *pmd, unsigned long addr, unsigned long end, pgprot_t prot, struct page **pages, int *nr)
{
	pte_t *pte = pte_offset_kernel(pmd, addr);

	lazy_mmu_mode_enable();
	do {
		set_pte_at(&init_mm, addr, pte, mk_pte(pages[*nr], prot));
		(*nr)++;
	} while (pte++, addr += PAGE_SIZE, addr != end);
	lazy_mmu_mode_disable();
	return 0;
}
`;
