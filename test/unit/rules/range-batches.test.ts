import assert from 'node:assert/strict';
import { check } from './check.ts';

const nestable = { dialect: { generation: 'nestable' } } as const;

/** A walker whose loop does `body` for each batch of `nr` entries. */
const walker = (body: string) => `
static int protect(struct mm_struct *mm, pte_t *pte, unsigned long addr, struct folio *folio, int most)
{
	int nr = folio_pte_batch(folio, pte, ptep_get(pte), most);

	wrprotect_ptes(mm, addr, pte, nr);
	return nr;
}

void walk(struct mm_struct *mm, pmd_t *pmd, unsigned long addr, unsigned long end, struct folio *folio)
{
	spinlock_t *ptl;
	pte_t *start_pte, *pte;
	int nr, most;

	start_pte = pte = pte_offset_map_lock(mm, pmd, addr, &ptl);
	if (!pte)
		return;
	lazy_mmu_mode_enable_for_pte_range(mm, addr, end, pte);
	most = (end - addr) / PAGE_SIZE;
	for (; addr != end; pte += nr, addr += nr * PAGE_SIZE) {
${body}
	}
	lazy_mmu_mode_disable();
	pte_unmap_unlock(start_pte, ptl);
}
`;

describe('update-outside-range of batches', () => {
  it('finds a batch whose limit goes on behind the range', () => {
    const { findings } = check(
      walker(`		most = (end - addr) / PAGE_SIZE + 1;
		nr = protect(mm, pte, addr, folio, most);
//		                                   ^^^^ update-outside-range`),
      nestable,
    );
    assert.match(findings[0].message, /a batch of most may go on behind the range of its section by one entry/);
    check(
      walker(`		nr = folio_pte_batch(folio, pte, ptep_get(pte), most);
//		                                                ^^^^ update-outside-range`),
      nestable,
    );
  });

  it('finds a batch as long as its folio', () => {
    check(
      walker(`		nr = folio_nr_pages(folio);
		wrprotect_ptes(mm, addr, pte, nr);
//		                              ^^ update-outside-range`),
      nestable,
    );
    check(
      walker(`		nr = protect(mm, pte, addr, folio, folio_nr_pages(folio));
//		                                   ^^^^^^^^^^^^^^^^^^^^^ update-outside-range`),
      nestable,
    );
  });

  it('is silent where what is left of the range is the limit', () => {
    check(
      walker(`		most = (end - addr) >> PAGE_SHIFT;
		nr = protect(mm, pte, addr, folio, most);`),
      nestable,
    );
    check(
      walker(`		nr = folio_nr_pages(folio);
		if (nr > (end - addr) / PAGE_SIZE)
			break;
		wrprotect_ptes(mm, addr, pte, nr);`),
      nestable,
    );
    check(
      walker(`		nr = protect(mm, pte, addr, folio, most);
		most -= nr;`),
      nestable,
    );
  });
});
