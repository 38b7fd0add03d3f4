import assert from 'node:assert/strict';
import { check } from './check.ts';

describe('lock-imbalance', () => {
  it('finds returns, gotos and ends with the lock held', () => {
    const { findings } = check(`
static int early(struct mm_struct *mm, pmd_t *pmd, unsigned long addr)
{
	spinlock_t *ptl;
	pte_t *pte = pte_offset_map_lock(mm, pmd, addr, &ptl);

	if (!pte)
		return -EAGAIN;
	lazy_mmu_mode_enable();
	if (touch(pte)) {
		lazy_mmu_mode_disable();
		return -EIO;
//		^^^^^^^^^^^^ lock-imbalance
	}
	lazy_mmu_mode_disable();
	pte_unmap_unlock(pte, ptl);
	return 0;
}

static int past_the_release(struct mm_struct *mm, pmd_t *pmd, unsigned long addr)
{
	spinlock_t *ptl;
	pte_t *pte = pte_offset_map_lock(mm, pmd, addr, &ptl);
	int err = 0;

	if (!pte)
		return -EAGAIN;
	lazy_mmu_mode_enable();
	err = touch(pte);
	lazy_mmu_mode_disable();
	if (err)
		goto out;
//		^^^^^^^^^ lock-imbalance
	pte_unmap_unlock(pte, ptl);
out:
	return err;
}

static void never(struct mm_struct *mm, pmd_t *pmd)
{
	spinlock_t *ptl = pmd_lockptr(mm, pmd);

	if (!spin_trylock(ptl))
		return;
	lazy_mmu_mode_enable();
	touch(pmd);
	lazy_mmu_mode_disable();
}
^ lock-imbalance
`);
    assert.deepEqual(
      findings[0].notes.map(({ message }) => message),
      ['ptl is taken here', 'when this is true'],
    );
  });

  it('finds the returns that smatch found under the lock of all kernel mappings', () => {
    check(
      `
static int map_pages(pte_t *pte, unsigned long addr, unsigned long end, struct page **pages, int *nr)
{
	spin_lock(&init_mm.page_table_lock);
	lazy_mmu_mode_enable();
	do {
		if (!pages[*nr]) {
			lazy_mmu_mode_disable();
			return -ENOMEM;
//			^^^^^^^^^^^^^^^ lock-imbalance
		}
		set_pte_at(&init_mm, addr, pte, mk_pte(pages[*nr], PAGE_KERNEL));
		(*nr)++;
	} while (pte++, addr += PAGE_SIZE, addr != end);
	lazy_mmu_mode_disable();
	spin_unlock(&init_mm.page_table_lock);
	return 0;
}
`,
      { severities: { 'global-kernel-lock': 'off', 'range-available': 'off' } },
    );
  });

  it('finds locks that are taken again and dropped again', () => {
    check(`
static void round_again(struct mm_struct *mm, pmd_t *pmd, unsigned long addr)
{
	spinlock_t *ptl;
	pte_t *pte;

again:
	pte = pte_offset_map_lock(mm, pmd, addr, &ptl);
//	      ^^^^^^^^^^^^^^^^^^^ lock-imbalance
	if (!pte)
		return;
	lazy_mmu_mode_enable();
	if (touch(pte)) {
		lazy_mmu_mode_disable();
		goto again;
	}
	lazy_mmu_mode_disable();
	pte_unmap_unlock(pte, ptl);
}

static void twice(struct mm_struct *mm, pmd_t *pmd, unsigned long addr)
{
	spinlock_t *ptl;
	pte_t *pte = pte_offset_map_lock(mm, pmd, addr, &ptl);

	if (!pte)
		return;
	spin_lock(ptl);
//	^^^^^^^^^ lock-imbalance
	lazy_mmu_mode_enable();
	touch(pte);
	lazy_mmu_mode_disable();
	spin_unlock(ptl);
	pte_unmap_unlock(pte, ptl);
//	^^^^^^^^^^^^^^^^ lock-imbalance
}

static void not_taken(struct mm_struct *mm, pmd_t *pmd, unsigned long addr)
{
	pmd_t pmdval;
	spinlock_t *ptl;
	pte_t *pte = pte_offset_map_rw_nolock(mm, pmd, addr, &pmdval, &ptl);

	lazy_mmu_mode_enable();
	touch(pte);
	lazy_mmu_mode_disable();
	pte_unmap_unlock(pte, ptl);
//	^^^^^^^^^^^^^^^^ lock-imbalance
}
`);
  });

  it("finds another's lock that is taken in a section and never dropped", () => {
    check(`
static void count_young(struct mm_struct *mm, unsigned long addr, unsigned long end, pte_t *pte)
{
	lazy_mmu_mode_enable();
	spin_lock(&young.lock);
	for (; addr != end; pte++, addr += PAGE_SIZE)
		young.entries += ptep_test_and_clear_young(find_vma(mm, addr), addr, pte);
	lazy_mmu_mode_disable();
}
^ lock-imbalance
`);
  });

  it('is silent where every path drops what it took, however it is told that it took it', () => {
    check(`
static void two_tables(struct mm_struct *mm, pmd_t *old_pmd, pmd_t *new_pmd, unsigned long addr)
{
	spinlock_t *old_ptl, *new_ptl;
	pmd_t pmdval;
	pte_t *old_pte = pte_offset_map_lock(mm, old_pmd, addr, &old_ptl);
	pte_t *new_pte;

	if (!old_pte)
		return;
	new_pte = pte_offset_map_rw_nolock(mm, new_pmd, addr, &pmdval, &new_ptl);
	if (!new_pte) {
		pte_unmap_unlock(old_pte, old_ptl);
		return;
	}
	if (new_ptl != old_ptl)
		spin_lock_nested(new_ptl, SINGLE_DEPTH_NESTING);
	lazy_mmu_mode_enable();
	touch(old_pte, new_pte);
	lazy_mmu_mode_disable();
	if (new_ptl != old_ptl)
		spin_unlock(new_ptl);
	pte_unmap(new_pte - 1);
	pte_unmap_unlock(old_pte - 1, old_ptl);
}

static void retaken(struct mm_struct *mm, pmd_t *pmd, unsigned long addr, unsigned long end)
{
	spinlock_t *ptl;
	pte_t *start_pte, *pte;

restart:
	start_pte = pte = pte_offset_map_lock(mm, pmd, addr, &ptl);
	if (!start_pte)
		return;
	lazy_mmu_mode_enable();
	for (; addr != end; pte++, addr += PAGE_SIZE) {
		if (need_resched()) {
			lazy_mmu_mode_disable();
			pte_unmap_unlock(start_pte, ptl);
			cond_resched();
			goto restart;
		}
		if (is_large(pte)) {
			lazy_mmu_mode_disable();
			pte_unmap_unlock(start_pte, ptl);
			start_pte = NULL;
			split(pte);
			start_pte = pte = pte_offset_map_lock(mm, pmd, addr, &ptl);
			if (!start_pte)
				break;
			lazy_mmu_mode_enable();
		}
	}
	if (start_pte) {
		lazy_mmu_mode_disable();
		pte_unmap_unlock(start_pte, ptl);
	}
}

static bool tried(struct mm_struct *mm, pmd_t *pmd)
{
	spinlock_t *ptl = pmd_lockptr(mm, pmd);
	bool locked = spin_trylock(ptl);

	if (!locked)
		goto done;
	lazy_mmu_mode_enable();
	touch(pmd);
	lazy_mmu_mode_disable();
	spin_unlock(ptl);
done:
	return locked;
}
`);
  });

  it('is silent where it is asked about a table through a variable that cannot be followed', () => {
    check(`
static int young_pte_range(struct vm_area_struct *vma, pmd_t *pmd, unsigned long addr, unsigned long end)
{
	spinlock_t *ptl;
	pte_t *pte = pte_offset_map_lock(vma->vm_mm, pmd, addr, &ptl);
	struct young_walk walk = { .pte = &pte };

	if (!pte)
		return -EAGAIN;
	lazy_mmu_mode_enable();
	while (next_entry(&walk, &addr, end))
		ptep_test_and_clear_young(vma, addr, pte);
	lazy_mmu_mode_disable();
	pte_unmap_unlock(pte, ptl);
	return 0;
}
`);
  });

  it('is silent where the lock goes to the caller, or to a helper', () => {
    check(`
static pte_t *answer_locked(struct walk *walk, unsigned long addr)
{
	spin_lock(&walk->lock);
	lazy_mmu_mode_enable();
	touch(addr);
	lazy_mmu_mode_disable();
	if (addr)
		return pte_of(addr);
	spin_unlock(&walk->lock);
	return NULL;
}

static void annotated(struct walk *walk) __acquires(&walk->lock)
{
	spin_lock(&walk->lock);
	lazy_mmu_mode_enable();
	touch(walk);
	lazy_mmu_mode_disable();
}

static void given_away(struct mm_struct *mm, pmd_t *pmd, unsigned long addr)
{
	spinlock_t *ptl;
	pte_t *pte = pte_offset_map_lock(mm, pmd, addr, &ptl);

	if (!pte)
		return;
	lazy_mmu_mode_enable();
	touch(pte);
	lazy_mmu_mode_disable();
	finish_walk(pte, ptl);
}

static void kept_in_a_record(struct walk *walk, pmd_t *pmd, unsigned long addr)
{
	spinlock_t *ptl;
	pte_t *pte = pte_offset_map_lock(walk->mm, pmd, addr, &ptl);

	if (!pte)
		return;
	walk->ptl = ptl;
	lazy_mmu_mode_enable();
	touch(pte);
	lazy_mmu_mode_disable();
}
`);
  });
});
