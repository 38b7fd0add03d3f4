import assert from 'node:assert/strict';
import { check } from './check.ts';

describe('flush-before-leave', () => {
  it('finds a flush behind updates of the section, on the paths where there are some', () => {
    const { findings } = check(`
int walk(struct vm_area_struct *vma, struct mmu_gather *tlb, pte_t *pte, unsigned long addr, bool clear)
{
	lazy_mmu_mode_enable();
	flush_tlb_page(vma, addr);
	if (clear)
		pte_clear(vma->vm_mm, addr, pte);
	else
		flush_tlb_range(vma, addr, addr + PAGE_SIZE);
	pte++;
	if (clear)
		flush_tlb_range(vma, addr, addr + PAGE_SIZE);
//		^^^^^^^^^^^^^^^ flush-before-leave
	tlb_flush_mmu(tlb);
//	^^^^^^^^^^^^^ flush-before-leave
	lazy_mmu_mode_disable();
	flush_tlb_mm(vma->vm_mm);
	return 0;
}
`);
    assert.deepEqual(
      findings.map(({ severity }) => severity),
      ['information', 'information'],
    );
  });

  it('is silent after a nested section, which puts the updates into effect, and about a flush of one entry', () => {
    check(`
int walk(struct vm_area_struct *vma, pte_t *pte, unsigned long addr)
{
	lazy_mmu_mode_enable();
	pte_clear(vma->vm_mm, addr, pte);
	ptep_clear_flush(vma, addr, pte + 1);
	lazy_mmu_mode_enable();
	lazy_mmu_mode_disable();
	flush_tlb_range(vma, addr, addr + PAGE_SIZE);
	lazy_mmu_mode_disable();
	return 0;
}
`);
  });

  it('knows of updates that helpers make, on some of their paths', () => {
    check(`
static void protect(struct vm_area_struct *vma, unsigned long addr, pte_t *pte)
{
	if (pte_write(ptep_get(pte)))
		ptep_set_wrprotect(vma->vm_mm, addr, pte);
}

int walk(struct vm_area_struct *vma, pte_t *pte, unsigned long addr)
{
	lazy_mmu_mode_enable();
	protect(vma, addr, pte);
	flush_tlb_range(vma, addr, addr + PAGE_SIZE);
//	^^^^^^^^^^^^^^^ flush-before-leave
	lazy_mmu_mode_disable();
	return 0;
}
`);
  });
});
