import assert from 'node:assert/strict';
import { check } from './check.ts';

const nestable = { dialect: { generation: 'nestable' } } as const;

describe('range-mismatch', () => {
  it('finds an entry or an address that moved alone, and says where', () => {
    const { findings, file } = check(
      `
void walk(struct mm_struct *mm, pmd_t *pmd, unsigned long addr, unsigned long end)
{
	spinlock_t *ptl;
	pte_t *start_pte, *pte;

	start_pte = pte = pte_offset_map_lock(mm, pmd, addr, &ptl);
	for (; addr != end && skip(addr); pte++, addr += PAGE_SIZE)
		;
	lazy_mmu_mode_enable_for_pte_range(mm, addr, end, start_pte);
//	                                                  ^^^^^^^^^ range-mismatch
	for (; addr != end; pte++, addr += PAGE_SIZE)
		pte_clear(mm, addr, pte);
	lazy_mmu_mode_disable();
	pte_unmap_unlock(start_pte, ptl);
}
`,
      nestable,
    );
    const [{ message, notes }] = findings;
    assert.match(message, /start_pte is not the entry of addr, but that of an address one entry before it/);
    assert.deepEqual(
      notes.map(({ range, message: what }) => `${file.lines.lineOf(range.start)} ${what}`),
      ['7 the page table is mapped here', '8 addr moves here'],
    );
  });

  it('finds wrong arguments in every dialect of the call, however they are written', () => {
    check(
      `
void walk(struct vm_area_struct *vma, struct vm_area_struct *other, pmd_t *pmd, unsigned long addr, unsigned long end)
{
	spinlock_t *ptl;
	pte_t copy;
	pte_t *pte = pte_offset_map_lock(vma->vm_mm, pmd, addr, &ptl);
	pte_t *next = pte + 1;

	lazy_mmu_mode_enable_for_pte_range(vma->vm_mm, addr, end, next);
//	                                                          ^^^^ range-mismatch
	lazy_mmu_mode_disable();
	lazy_mmu_mode_enable_with_ptes(vma->vm_mm, addr, end, &pte[-1]);
//	                                                      ^^^^^^^^ range-mismatch
	lazy_mmu_mode_disable();
	lazy_mmu_mode_enable_for_pte_range(vma->vm_mm, end, addr, pte);
//	                                                          ^^^ range-mismatch
	lazy_mmu_mode_disable();
	lazy_mmu_mode_enable_for_pte_range(vma->vm_mm, addr - PAGE_SIZE, end, pte);
//	                                               ^^^^^^^^^^^^^^^^ range-mismatch
	lazy_mmu_mode_disable();
	lazy_mmu_mode_enable_for_pte_range(vma->vm_mm, addr & PMD_MASK, end, pte);
//	                                               ^^^^^^^^^^^^^^^ range-mismatch
	lazy_mmu_mode_disable();
	lazy_mmu_mode_enable_for_pte_range(vma->vm_mm, vma->vm_start, end, pte);
//	                                               ^^^^^^^^^^^^^ range-mismatch
	lazy_mmu_mode_disable();
	lazy_mmu_mode_enable_for_pte_range(vma->vm_mm, addr, end, NULL);
//	                                                          ^^^^ range-mismatch
	lazy_mmu_mode_disable();
	lazy_mmu_mode_enable_for_pte_range(vma->vm_mm, addr, end, &copy);
//	                                                          ^^^^^ range-mismatch
	lazy_mmu_mode_disable();
	lazy_mmu_mode_enable_for_pte_range(vma->vm_mm, addr, end, (pte_t *)pmd);
//	                                                          ^^^^^^^^^^^^ range-mismatch
	lazy_mmu_mode_disable();
	lazy_mmu_mode_enable_for_pte_range(vma->vm_mm, (unsigned long)pte, end, pte);
//	                                               ^^^^^^^^^^^^^^^^^^ range-mismatch
	lazy_mmu_mode_disable();
	lazy_mmu_mode_enable_for_pte_range(other->vm_mm, addr, end, pte);
//	                                   ^^^^^^^^^^^^ range-mismatch
	lazy_mmu_mode_disable();
	lazy_mmu_mode_enable_for_pte_range(&init_mm, addr, end, pte);
//	                                   ^^^^^^^^ range-mismatch
	lazy_mmu_mode_disable();
	pte_unmap_unlock(pte, ptl);
}
`,
      nestable,
    );
  });

  it('knows the name that a tree gives the call', () => {
    check(
      `
void walk(struct mm_struct *mm, pmd_t *pmd, unsigned long addr, unsigned long end)
{
	spinlock_t *ptl;
	pte_t *pte = pte_offset_map_lock(mm, pmd, addr, &ptl);

	lazy_mmu_mode_enable_entries(mm, addr, end, pte + 1);
//	                                            ^^^^^^^ range-mismatch
	lazy_mmu_mode_disable();
	pte_unmap_unlock(pte, ptl);
}
`,
      { dialect: { generation: 'nestable', rangeName: 'lazy_mmu_mode_enable_entries' } },
    );
  });

  it('finds the pointer and the address of the other table of a walker that has two', () => {
    check(
      `
void copy(struct mm_struct *dst_mm, struct mm_struct *src_mm, pmd_t *dst_pmd, pmd_t *src_pmd, unsigned long addr,
	  unsigned long end)
{
	pte_t *dst = pte_alloc_map_lock(dst_mm, dst_pmd, addr, &dst_ptl);
	pte_t *src = pte_offset_map_lock(src_mm, src_pmd, addr, &src_ptl);

	lazy_mmu_mode_enable_for_pte_range(src_mm, addr, end, dst);
//	                                   ^^^^^^ range-mismatch
	lazy_mmu_mode_disable();
	lazy_mmu_mode_enable_for_pte_range(src_mm, addr, end, src);
	for (; addr != end; dst++, src++, addr += PAGE_SIZE) {
		set_pte_at(dst_mm, addr, dst, ptep_get(src));
		ptep_set_wrprotect(src_mm, addr, src);
	}
	lazy_mmu_mode_disable();
	pte_unmap_unlock(src, src_ptl);
	pte_unmap_unlock(dst, dst_ptl);
}

void move(struct vm_area_struct *vma, pmd_t *old_pmd, pmd_t *new_pmd, unsigned long old, unsigned long new,
	  unsigned long len)
{
	pte_t *old_pte = pte_offset_map_lock(vma->vm_mm, old_pmd, old, &old_ptl);
	pte_t *new_pte = pte_offset_map_lock(vma->vm_mm, new_pmd, new, &new_ptl);

	lazy_mmu_mode_enable_for_pte_range(vma->vm_mm, old, old + len, new_pte);
//	                                                               ^^^^^^^ range-mismatch
	lazy_mmu_mode_disable();
	pte_unmap_unlock(new_pte, new_ptl);
	pte_unmap_unlock(old_pte, old_ptl);
}
`,
      nestable,
    );
  });

  it('asks the updates of the section where the function maps no table itself', () => {
    const { findings } = check(
      `
void walk(struct mm_struct *mm, pte_t *pte, unsigned long addr, unsigned long end)
{
	pte_t *first = pte;

	pte++;
	addr += PAGE_SIZE;
	lazy_mmu_mode_enable_for_pte_range(mm, addr, end, first);
//	                                                  ^^^^^ range-mismatch
	for (; addr != end; pte++, addr += PAGE_SIZE)
		pte_clear(mm, addr, pte);
	lazy_mmu_mode_disable();
}
`,
      nestable,
    );
    assert.match(findings[0].message, /by the updates of the section/);
  });

  it('finds an update of the section whose address and entry have come apart', () => {
    check(
      `
void walk(struct mm_struct *mm, pmd_t *pmd, unsigned long addr, unsigned long end)
{
	spinlock_t *ptl;
	pte_t *pte = pte_offset_map_lock(mm, pmd, addr, &ptl);

	lazy_mmu_mode_enable_for_pte_range(mm, addr, end, pte);
	addr += PAGE_SIZE;
	pte_clear(mm, addr, pte);
//	                    ^^^ range-mismatch
	lazy_mmu_mode_disable();
	pte_unmap_unlock(pte, ptl);
}
`,
      nestable,
    );
  });

  it('finds one path on which the arguments do not fit: a second round, one branch', () => {
    check(
      `
void walk(struct mm_struct *mm, pmd_t *pmd, unsigned long addr, unsigned long end, bool skip)
{
	unsigned long start = addr;
	spinlock_t *ptl;
	pte_t *start_pte, *pte;

again:
	start_pte = pte = pte_offset_map_lock(mm, pmd, addr, &ptl);
	if (skip)
		pte++;
	lazy_mmu_mode_enable_for_pte_range(mm, addr, end, pte);
//	                                                  ^^^ range-mismatch
	lazy_mmu_mode_disable();
	lazy_mmu_mode_enable_for_pte_range(mm, start, end, start_pte);
//	                                                   ^^^^^^^^^ range-mismatch
	lazy_mmu_mode_disable();
	pte_unmap_unlock(start_pte, ptl);
	addr += PAGE_SIZE;
	if (addr != end)
		goto again;
}
`,
      nestable,
    );
  });

  it('is silent where pointer and address belong together, however they came there', () => {
    check(
      `
void walk(struct vm_area_struct *vma, pmd_t *pmd, unsigned long start, unsigned long end, unsigned long skip)
{
	struct mm_struct *mm = vma->vm_mm;
	unsigned long nr, addr = start & PAGE_MASK;
	spinlock_t *ptl;
	pte_t *start_pte, *pte;

restart:
	start_pte = pte = pte_offset_map_lock(mm, pmd, addr, &ptl);
	if (!pte)
		return;
	lazy_mmu_mode_enable_for_pte_range(vma->vm_mm, addr, end, start_pte);
	for (nr = 1; addr < end; pte += nr, addr += nr * PAGE_SIZE) {
		nr = batch(pte, end - addr);
		if (must_split(pte)) {
			lazy_mmu_mode_disable();
			pte_unmap_unlock(start_pte, ptl);
			start_pte = NULL;
			start_pte = pte = pte_offset_map_lock(mm, pmd, addr, &ptl);
			if (!start_pte)
				break;
			lazy_mmu_mode_enable_for_pte_range(mm, addr, end, pte);
		}
		if (full(pte)) {
			lazy_mmu_mode_disable();
			pte_unmap_unlock(start_pte, ptl);
			goto restart;
		}
		clear_young_dirty_ptes(vma, addr, pte, nr, 0);
	}
	if (start_pte) {
		lazy_mmu_mode_disable();
		pte_unmap_unlock(start_pte, ptl);
	}
	pte = pte_offset_map_lock(mm, pmd, end, &ptl);
	pte -= (end - addr) / PAGE_SIZE;
	lazy_mmu_mode_enable_for_pte_range(mm, addr, end, pte);
	lazy_mmu_mode_disable();
	pte += skip;
	addr += skip << PAGE_SHIFT;
	lazy_mmu_mode_enable_for_pte_range(mm, addr, end, pte);
	lazy_mmu_mode_disable();
	pte_unmap_unlock(pte, ptl);
}
`,
      nestable,
    );
  });

  it('is silent where nothing tells: values of calls, members and parameters that may be one', () => {
    check(
      `
void walk(struct mm_struct *mm, struct page_vma_mapped_walk *pvmw, pmd_t *pmd, unsigned long addr, unsigned long end)
{
	struct vm_area_struct *vma = pvmw->vma;
	unsigned long first = first_of(vma);
	pte_t *pte = pvmw->pte;

	lazy_mmu_mode_enable_for_pte_range(vma->vm_mm, addr, end, pte);
	lazy_mmu_mode_disable();
	lazy_mmu_mode_enable_for_pte_range(mm, pvmw->address, end, pvmw->pte);
	lazy_mmu_mode_disable();
	pte = pte_offset_map(pmd, first);
	lazy_mmu_mode_enable_for_pte_range(mm, addr, end, pte);
	lazy_mmu_mode_disable();
	pte = entry_of(vma);
	lazy_mmu_mode_enable_for_pte_range(mm, addr, end, pte);
	lazy_mmu_mode_disable();
}
`,
      nestable,
    );
  });

  it('knows structures that hold an entry with its address', () => {
    check(
      `
void walk(struct page_vma_mapped_walk *pvmw, unsigned long end)
{
	struct vm_area_struct *vma = pvmw->vma;

	lazy_mmu_mode_enable_for_pte_range(vma->vm_mm, pvmw->address + PAGE_SIZE, end, pvmw->pte);
//	                                                                               ^^^^^^^^^ range-mismatch
	lazy_mmu_mode_disable();
}
`,
      nestable,
    );
  });
});
