/** Small walkers in kernel style, each with one mistake, or without it. */

const parameters = 'struct vm_area_struct *vma, pmd_t *pmd, unsigned long addr, unsigned long end';

/** A walker with a section around a loop over the entries; `range` enters it with the range. */
export function section(body: string, options: { range?: boolean; helpers?: string; after?: string } = {}): string {
  const { range = true, helpers = '', after = '' } = options;
  const enable = range ? 'lazy_mmu_mode_enable_with_ptes(mm, addr, end, start_pte)' : 'lazy_mmu_mode_enable()';
  return `${helpers}
int walk(${parameters})
{
	struct mm_struct *mm = vma->vm_mm;
	spinlock_t *ptl;
	pte_t *start_pte, *pte;
	unsigned long start = addr;

	start_pte = pte = pte_offset_map_lock(mm, pmd, addr, &ptl);
	if (!pte)
		return -EAGAIN;
	${enable};
	for (; addr < end; pte++, addr += PAGE_SIZE) {
${body.replace(/^/gm, '\t\t')}
	}
${after.replace(/^/gm, '\t')}
	lazy_mmu_mode_disable();
	pte_unmap_unlock(start_pte, ptl);
	return 0;
}
`;
}

/** A function of its own making, for sections that no loop fits. */
export function walker(body: string): string {
  return `int walk(${parameters})
{
	struct mm_struct *mm = vma->vm_mm;
	spinlock_t *ptl;
	pte_t *pte = pte_offset_map_lock(mm, pmd, addr, &ptl);

${body.replace(/^/gm, '\t')}
	return 0;
}
`;
}
