import assert from 'node:assert/strict';
import { check } from './check.ts';

/** A walker that maps its table, with something behind its section. */
function walker(behind: string): string {
  return `
static bool is_gone(pte_t *entry)
{
	return pte_none(ptep_get(entry));
}

int walk(struct mm_struct *mm, pmd_t *pmd, unsigned long addr, unsigned long end)
{
	pte_t *start_pte, *pte;
	spinlock_t *ptl;

again:
	start_pte = pte = pte_offset_map_lock(mm, pmd, addr, &ptl);
	if (!pte)
		return -EAGAIN;
	lazy_mmu_mode_enable();
	for (; addr != end; pte++, addr += PAGE_SIZE)
		pte_clear(mm, addr, pte);
	lazy_mmu_mode_disable();
${behind}
}
`;
}

describe('use-after-unmap', () => {
  it('finds reads, updates and dereferences, by any pointer into the table, and says where it was unmapped', () => {
    const { findings, file } = check(
      walker(`	pte_unmap_unlock(start_pte, ptl);
	if (pte_none(ptep_get(pte - 1)))
//	             ^^^^^^^^ use-after-unmap
		set_pte_at(mm, addr, start_pte, __pte(0));
//		^^^^^^^^^^ use-after-unmap
	if (is_gone(pte))
//	    ^^^^^^^ use-after-unmap
		return 1;
	return pte_val(*pte);
//	               ^^^^ use-after-unmap`),
    );
    assert.deepEqual(
      findings[0].notes.map(({ range, message }) => [file.lines.lineOf(range.start), message]),
      [[20, 'the page table is unmapped here']],
    );
  });

  it('is silent where the table is mapped again, and where only numbers are asked for', () => {
    check(
      walker(`	pte_unmap_unlock(start_pte, ptl);
	if (pte - start_pte > 3 && start_pte)
		goto again;
	start_pte = pte_offset_map_lock(mm, pmd, addr, &ptl);
	if (!start_pte)
		return 0;
	if (is_gone(start_pte + 1))
		addr = end;
	pte_unmap_unlock(start_pte, ptl);
	return 0;`),
    );
  });

  it('is silent where the table is unmapped on some ways only, or is another one', () => {
    check(
      walker(`	if (addr > 3)
		pte_unmap(start_pte);
	if (addr <= 3 && is_gone(pte))
		addr = end;
	spin_unlock(ptl);
	return 0;`),
    );
  });
});
