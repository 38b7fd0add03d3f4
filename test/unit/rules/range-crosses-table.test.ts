import assert from 'node:assert/strict';
import { analyse, check } from './check.ts';

const nestable = { dialect: { generation: 'nestable' } } as const;

const walker = (end: string, marker = '') => `
void walk(struct vm_area_struct *vma, pmd_t *pmd, unsigned long addr, unsigned long end)
{
	struct mm_struct *mm = vma->vm_mm;
	spinlock_t *ptl;
	pte_t *start_pte, *pte;

	start_pte = pte = pte_offset_map_lock(mm, pmd, addr, &ptl);
	lazy_mmu_mode_enable_for_pte_range(mm, addr, ${end}, pte);
${marker}	for (; addr != end; pte++, addr += PAGE_SIZE)
		pte_clear(mm, addr, pte);
	lazy_mmu_mode_disable();
	pte_unmap_unlock(start_pte, ptl);
}
`;

describe('range-crosses-table', () => {
  for (const [end, message] of [
    ['end + PAGE_SIZE', /behind the end that the section walks to/],
    ['end + PMD_SIZE', /adds a whole table to an end/],
    ['addr + 2 * PMD_SIZE', /further away than one table maps/],
    ['addr + PMD_SIZE + PAGE_SIZE', /further away than one table maps/],
    ['addr + PUD_SIZE', /as far away as an upper level reaches/],
    ['TASK_SIZE', /as far away as an upper level reaches/],
    ['vma->vm_end', /is the end of the vma/],
    ['pud_addr_end(addr, end)', /cut by pud_addr_end\(\)/],
  ] as const) {
    it(`finds a range that ends at ${end}`, () => {
      const { findings } = analyse(walker(end), nestable);
      assert.deepEqual(
        findings.map(({ rule, range }) => `${rule} ${walker(end).slice(range.start, range.end)}`),
        [`range-crosses-table ${end}`],
      );
      assert.match(findings[0].message, message);
    });
  }

  it('finds a walk and a range to the end of the vma', () => {
    check(
      `
void walk(struct vm_area_struct *vma, pmd_t *pmd, unsigned long addr)
{
	unsigned long end = vma->vm_end;
	spinlock_t *ptl;
	pte_t *pte = pte_offset_map_lock(vma->vm_mm, pmd, addr, &ptl);

	lazy_mmu_mode_enable_for_pte_range(vma->vm_mm, addr, end, pte);
//	                                                     ^^^ range-crosses-table
	for (; addr != end; pte++, addr += PAGE_SIZE)
		pte_clear(vma->vm_mm, addr, pte);
	lazy_mmu_mode_disable();
	pte_unmap_unlock(pte - 1, ptl);
}
`,
      nestable,
    );
  });

  it('finds an end that the caller of a walker has not cut for one table', () => {
    const { findings, file } = check(
      `
static int wipe_ptes(struct mm_struct *mm, pmd_t *pmd, unsigned long addr, unsigned long end)
{
	pte_t *pte = pte_offset_map_lock(mm, pmd, addr, &ptl);

	lazy_mmu_mode_enable_for_pte_range(mm, addr, end, pte);
	for (; addr != end; pte++, addr += PAGE_SIZE)
		pte_clear(mm, addr, pte);
	lazy_mmu_mode_disable();
	pte_unmap_unlock(pte - 1, ptl);
	return 0;
}

static int wipe_pmds(struct mm_struct *mm, pud_t *pud, unsigned long addr, unsigned long end)
{
	pmd_t *pmd = pmd_offset(pud, addr);
	unsigned long next;

	do {
		next = pmd_addr_end(addr, end);
		wipe_ptes(mm, pmd, addr, next);
		if (wipe_ptes(mm, pmd, addr, end))
//		                             ^^^ range-crosses-table
			return -EAGAIN;
	} while (pmd++, addr = next, addr != end);
	return 0;
}

static int wipe_vma(struct vm_area_struct *vma, pmd_t *pmd, unsigned long end)
{
	wipe_ptes(vma->vm_mm, pmd, vma->vm_start, end);
	return wipe_ptes(vma->vm_mm, pmd, vma->vm_start, vma->vm_end);
//	                                                 ^^^^^^^^^^^ range-crosses-table
}
`,
      nestable,
    );
    assert.deepEqual(
      findings[0].notes.map(({ range, message }) => `${file.lines.lineOf(range.start)} ${message}`),
      ['6 a section is given its range here'],
    );
  });

  it('is silent about ranges of one table: cut, rounded, or as long as the table', () => {
    for (const end of ['end', 'pmd_addr_end(addr, end)', 'min(end, vma->vm_end)'])
      assert.deepEqual(analyse(walker(end), nestable).findings, [], end);
    check(
      `
void whole(struct mm_struct *mm, pmd_t *pmd, unsigned long address)
{
	unsigned long addr = address & PMD_MASK;
	spinlock_t *ptl;
	pte_t *pte = pte_offset_map_lock(mm, pmd, addr, &ptl);

	lazy_mmu_mode_enable_for_pte_range(mm, addr, addr + PMD_SIZE, pte);
	for (; addr < address; pte++, addr += PAGE_SIZE)
		pte_clear(mm, addr, pte);
	lazy_mmu_mode_disable();
	pte_unmap_unlock(pte, ptl);
}

void all(struct mm_struct *mm, pmd_t *pmd, unsigned long addr)
{
	spinlock_t *ptl;
	pte_t *pte = pte_offset_map_lock(mm, pmd, addr, &ptl);
	int i;

	lazy_mmu_mode_enable_for_pte_range(mm, addr, addr + PTRS_PER_PTE * PAGE_SIZE, pte);
	for (i = 0; i < PTRS_PER_PTE; i++, pte++, addr += PAGE_SIZE)
		pte_clear(mm, addr, pte);
	lazy_mmu_mode_disable();
	pte_unmap_unlock(pte - 1, ptl);
}
`,
      nestable,
    );
  });
});
