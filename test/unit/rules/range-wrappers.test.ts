import assert from 'node:assert/strict';
import { check } from './check.ts';

const nestable = { dialect: { generation: 'nestable' } } as const;

/** A walker whose section is opened by `enable`. */
const walker = (enable: string) => `
static void begin(struct mm_struct *mm, unsigned long addr, unsigned long end, pte_t *pte)
{
	lazy_mmu_mode_enable_for_pte_range(mm, addr, end, pte);
}

static void begin_vma(pte_t *pte, unsigned long addr, struct vm_area_struct *vma, int nr)
{
	lazy_mmu_mode_enable_for_pte_range(vma->vm_mm, addr, addr + nr * PAGE_SIZE, pte);
}

static void begin_again(struct mm_struct *mm, pte_t *pte, unsigned long addr, unsigned long end)
{
	begin(mm, addr, end, pte);
}

void walk(struct vm_area_struct *vma, pmd_t *pmd, unsigned long addr, unsigned long end)
{
	struct mm_struct *mm = vma->vm_mm;
	spinlock_t *ptl;
	pte_t *start_pte, *pte;

	start_pte = pte = pte_offset_map_lock(mm, pmd, addr, &ptl);
	if (!pte)
		return;
${enable}
	for (; addr != end; addr += PAGE_SIZE)
		touch(pte++);
	lazy_mmu_mode_disable();
	pte_unmap_unlock(start_pte, ptl);
}
`;

describe('a range that a helper tells', () => {
  it('is checked where the helper is called', () => {
    const { findings } = check(
      walker(`	begin(mm, addr, end, pte + 1);
//	                     ^^^^^^^ range-mismatch`),
      nestable,
    );
    assert.deepEqual(findings[0].fixes, []);
    check(
      walker(`	begin_again(mm, pte, addr, end - PAGE_SIZE);
//	                           ^^^^^^^^^^^^^^^ update-outside-range`),
      nestable,
    );
    check(
      walker(`	begin(mm, addr, vma->vm_end, pte);
//	                ^^^^^^^^^^^ range-crosses-table`),
      nestable,
    );
    check(
      walker(`	begin_vma(pte + 1, addr, vma, (end - addr) / PAGE_SIZE);
//	          ^^^^^^^ range-mismatch`),
      nestable,
    );
  });

  it('is nothing to report where it is right', () => {
    check(walker('	begin(mm, addr, end, pte);'), nestable);
    check(walker('	begin_again(mm, pte, addr, end);'), nestable);
    check(walker('	begin_vma(pte, addr, vma, (end - addr) / PAGE_SIZE);'), nestable);
  });
});
