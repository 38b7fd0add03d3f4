import assert from 'node:assert/strict';
import { analyse, assertFixed, check } from './check.ts';

const legacy = { dialect: { generation: 'legacy' } } as const;

describe('section-outside-lock', () => {
  it('finds a section that begins before the lock and ends after it', () => {
    const { findings } = check(
      `
static int scan_pmd_entry(pmd_t *pmd, unsigned long start, unsigned long end, struct mm_walk *walk)
{
	spinlock_t *ptl;
	pte_t *pte, *start_pte;
	int ret;

	arch_enter_lazy_mmu_mode();
//	^^^^^^^^^^^^^^^^^^^^^^^^ section-outside-lock
	ret = scan_huge(pmd, start, end, walk);
	if (ret != -ENOENT) {
		arch_leave_lazy_mmu_mode();
		return ret;
	}
	start_pte = pte = pte_offset_map_lock(walk->mm, pmd, start, &ptl);
	if (!pte) {
		arch_leave_lazy_mmu_mode();
		return 0;
	}
	for (; start != end; pte++, start += PAGE_SIZE)
		ptep_set_wrprotect(walk->mm, start, pte);
	pte_unmap_unlock(start_pte, ptl);
//	^^^^^^^^^^^^^^^^ section-outside-lock
	arch_leave_lazy_mmu_mode();
	return 0;
}
`,
      legacy,
    );
    const [early, late] = findings;
    assert.deepEqual(
      early.notes.map(({ message }) => message),
      ['the lock is taken here'],
    );
    assert.deepEqual(
      late.notes.map(({ message }) => message),
      ['lazy MMU mode is entered here', 'ptl is taken here', 'when this is false'],
    );
  });

  it('tells once of a section that begins before the lock, however many ways lead to it', () => {
    check(`
static int scan_pmd_entry(struct mm_struct *mm, pmd_t *pmd, unsigned long start, unsigned long end)
{
	spinlock_t *ptl;
	pte_t *pte, *start_pte;

	lazy_mmu_mode_enable();
//	^^^^^^^^^^^^^^^^^^^^ section-outside-lock
	if (pmd_none(*pmd))
		start_pte = pte = pte_alloc_map_lock(mm, pmd, start, &ptl);
	else
		start_pte = pte = pte_offset_map_lock(mm, pmd, start, &ptl);
	for (; start != end; pte++, start += PAGE_SIZE)
		ptep_set_wrprotect(mm, start, pte);
	lazy_mmu_mode_disable();
	pte_unmap_unlock(start_pte, ptl);
	return 0;
}
`);
  });

  it('takes a lock for held behind a mapping that nobody asks about, as those before 6.5', () => {
    check(
      `
static int cool_pte_range(struct mm_struct *mm, pmd_t *pmd, unsigned long addr, unsigned long end)
{
	spinlock_t *ptl;
	pte_t *start_pte, *pte;

	start_pte = pte = pte_offset_map_lock(mm, pmd, addr, &ptl);
	arch_enter_lazy_mmu_mode();
	for (; addr < end; pte++, addr += PAGE_SIZE) {
		struct folio *folio = vm_normal_folio(mm, addr, ptep_get(pte));

		if (folio_test_large(folio)) {
			pte_unmap_unlock(start_pte, ptl);
//			^^^^^^^^^^^^^^^^ section-outside-lock
			folio_put(folio);
			start_pte = pte = pte_offset_map_lock(mm, pmd, addr, &ptl);
		}
		ptep_set_wrprotect(mm, addr, pte);
	}
	arch_leave_lazy_mmu_mode();
	pte_unmap_unlock(start_pte, ptl);
	return 0;
}
`,
      legacy,
    );
  });

  it('sees locks that are tried, locks of other levels and locks that callers name', () => {
    check(`
static void walk_huge(struct mm_struct *mm, pmd_t *pmd)
{
	spinlock_t *ptl = pmd_lockptr(mm, pmd);

	lazy_mmu_mode_enable();
//	^^^^^^^^^^^^^^^^^^^^ section-outside-lock
	if (spin_trylock(ptl)) {
		pmdp_set_wrprotect(mm, 0, pmd);
		spin_unlock(ptl);
//		^^^^^^^^^^^ section-outside-lock
	}
	lazy_mmu_mode_disable();
}

static void under_lock_of_caller(pte_t *pte, spinlock_t *ptl)
{
	lazy_mmu_mode_enable();
//	^^^^^^^^^^^^^^^^^^^^ section-outside-lock
	spin_lock(ptl);
	touch(pte);
	lazy_mmu_mode_disable();
	spin_unlock(ptl);
}

static void between_two(struct mm_struct *mm, pmd_t *one, pmd_t *other, unsigned long addr)
{
	spinlock_t *dst_ptl, *src_ptl;
	pte_t *dst, *src;

	dst = pte_offset_map_lock(mm, one, addr, &dst_ptl);
	if (!dst)
		return;
	src = pte_offset_map_rw_nolock(mm, other, addr, NULL, &src_ptl);
	lazy_mmu_mode_enable();
//	^^^^^^^^^^^^^^^^^^^^ section-outside-lock
	spin_lock_nested(src_ptl, SINGLE_DEPTH_NESTING);
	touch(dst, src);
	lazy_mmu_mode_disable();
	spin_unlock(src_ptl);
	pte_unmap_unlock(dst, dst_ptl);
}
`);
  });

  it('finds a lock that is dropped and taken again in the section', () => {
    check(`
static void breathe(struct mm_struct *mm, pmd_t *pmd, unsigned long addr, unsigned long end)
{
	spinlock_t *ptl;
	pte_t *pte = pte_offset_map_lock(mm, pmd, addr, &ptl);

	if (!pte)
		return;
	lazy_mmu_mode_enable();
	for (; addr != end; pte++, addr += PAGE_SIZE) {
		pte_clear(mm, addr, pte);
		if (spin_needbreak(ptl)) {
			spin_unlock(ptl);
//			^^^^^^^^^^^ section-outside-lock
			cpu_relax();
			spin_lock(ptl);
		}
	}
	lazy_mmu_mode_disable();
	pte_unmap_unlock(pte - 1, ptl);
}
`);
  });

  it('is silent where the section lies inside the lock, in any of the ways walkers have', () => {
    check(`
static void kernel_walker(pmd_t *pmd, unsigned long addr, unsigned long end)
{
	pte_t *pte = pte_offset_kernel(pmd, addr);

	lazy_mmu_mode_enable();
	for (; addr != end; pte++, addr += PAGE_SIZE)
		pte_clear(&init_mm, addr, pte);
	lazy_mmu_mode_disable();
}

static void caller_holds_the_lock(pte_t *pte, unsigned long addr, unsigned long end, pmd_t *pmd)
{
	spinlock_t *pml;

	lazy_mmu_mode_enable();
	for (; addr != end; pte++, addr += PAGE_SIZE)
		touch(pte);
	pml = pmd_lock(&init_mm, pmd);
	touch(pmd);
	spin_unlock(pml);
	lazy_mmu_mode_disable();
}

static int user_or_kernel(struct mm_struct *mm, pmd_t *pmd, unsigned long addr, unsigned long end)
{
	spinlock_t *ptl;
	pte_t *pte, *mapped = pte = (mm == &init_mm) ? pte_offset_kernel(pmd, addr) :
		pte_offset_map_lock(mm, pmd, addr, &ptl);

	if (!pte)
		return -EINVAL;
	lazy_mmu_mode_enable();
	for (; addr != end; pte++, addr += PAGE_SIZE)
		pte_clear(mm, addr, pte);
	lazy_mmu_mode_disable();
	if (mm != &init_mm)
		pte_unmap_unlock(mapped, ptl);
	return 0;
}

static void upper_level_by_the_way(struct mm_struct *mm, pmd_t *pmd, unsigned long addr)
{
	spinlock_t *ptl, *pml;
	pte_t *pte = pte_offset_map_lock(mm, pmd, addr, &ptl);

	if (!pte)
		return;
	lazy_mmu_mode_enable();
	pte_clear(mm, addr, pte);
	pml = pmd_lock(mm, pmd);
	pmd_clear(pmd);
	spin_unlock(pml);
	lazy_mmu_mode_disable();
	pte_unmap_unlock(pte, ptl);
}
`);
  });

  it('lets the disable and the release change places where one follows the other', () => {
    const wrong = `void walk(struct mm_struct *mm, pmd_t *pmd, unsigned long addr)
{
	spinlock_t *ptl;
	pte_t *pte = pte_offset_map_lock(mm, pmd, addr, &ptl);

	if (!pte)
		return;
	lazy_mmu_mode_enable();
	pte_clear(mm, addr, pte);
	pte_unmap_unlock(pte, ptl); /* before the section's end */
	lazy_mmu_mode_disable();
}
`;
    const checked = analyse(wrong);
    assert.ok(checked.findings[0].fixes[0].safe);
    assertFixed(
      checked,
      wrong
        .replace('pte_unmap_unlock(pte, ptl);', 'RELEASE')
        .replace('lazy_mmu_mode_disable();', 'pte_unmap_unlock(pte, ptl);')
        .replace('RELEASE', 'lazy_mmu_mode_disable();'),
    );
  });
});
