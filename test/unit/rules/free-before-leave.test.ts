import { check } from './check.ts';

describe('free-before-leave', () => {
  it('finds a page that is freed behind the update that unmaps it', () => {
    check(`
int walk(struct mm_struct *mm, pte_t *pte, unsigned long addr, unsigned long end)
{
	lazy_mmu_mode_enable();
	for (; addr != end; pte++, addr += PAGE_SIZE) {
		pte_t entry = ptep_get_and_clear(mm, addr, pte);

		if (pte_special(entry))
			put_page(pte_page(entry));
//			^^^^^^^^^^^^^^^^^^^^^^^^^ free-before-leave
		else
			__free_page(pte_page(entry));
//			^^^^^^^^^^^^^^^^^^^^^^^^^^^^ free-before-leave
	}
	lazy_mmu_mode_disable();
	return 0;
}
`);
  });

  it('is silent about another round, a gathered page, a pause, and a reference of its own', () => {
    check(`
int walk(struct mmu_gather *tlb, struct mm_struct *mm, pte_t *pte, unsigned long addr, struct page *page)
{
	lazy_mmu_mode_enable();
	do {
		free_page(page_of(addr));
		pte_clear(mm, addr, pte);
		tlb_remove_page(tlb, page);
	} while (pte++, addr += PAGE_SIZE, addr & ~PMD_MASK);
	set_pte_at(mm, addr, pte, __pte(0));
	__free_page(page);
	lazy_mmu_mode_pause();
	pte_clear(mm, addr, pte);
	__free_page(page);
	lazy_mmu_mode_resume();
	lazy_mmu_mode_disable();
	__free_page(page);
	return 0;
}

int move(struct mm_struct *mm, pte_t *pte, unsigned long addr, struct folio *folio)
{
	lazy_mmu_mode_enable();
	folio_get(folio);
	ptep_get_and_clear(mm, addr, pte);
	folio_put(folio);
	lazy_mmu_mode_disable();
	return 0;
}
`);
  });
});
