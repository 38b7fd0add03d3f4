import assert from 'node:assert/strict';
import { analyse, assertFixed, check, withoutHints } from './check.ts';

describe('return-in-section', () => {
  it('finds a return between enable and disable, and puts the disable before the unlock', () => {
    const checked = check(`
int wipe(struct mm_struct *mm, pte_t *pte, spinlock_t *ptl, int n)
{
	lazy_mmu_mode_enable();
	while (n--) {
		if (pte_special(ptep_get(pte))) {
			pte_unmap_unlock(pte, ptl);
			touch(pte);
			return -EINVAL;
//			^^^^^^^^^^^^^^^ return-in-section
		}
		pte++;
	}
	lazy_mmu_mode_disable();
	return 0;
}
`);
    const [{ notes, message }] = checked.findings;
    assert.equal(message, 'the function returns while lazy MMU mode is still on');
    assert.deepEqual(
      notes.map(({ range, message: note }) => [checked.file.lines.lineOf(range.start), note]),
      [
        [4, 'lazy MMU mode is entered here'],
        [6, 'when this is true'],
      ],
    );
    assertFixed(
      checked,
      `
int wipe(struct mm_struct *mm, pte_t *pte, spinlock_t *ptl, int n)
{
	lazy_mmu_mode_enable();
	while (n--) {
		if (pte_special(ptep_get(pte))) {
			lazy_mmu_mode_disable();
			pte_unmap_unlock(pte, ptl);
			touch(pte);
			return -EINVAL;
		}
		pte++;
	}
	lazy_mmu_mode_disable();
	return 0;
}
`,
    );
  });

  it('gives a branch without braces its braces', () => {
    const checked = check(`
int wipe(pte_t *pte)
{
	lazy_mmu_mode_enable();
	if (touch(pte))
		return -EIO;
//		^^^^^^^^^^^^ return-in-section
	else
		touch(pte + 1);
	lazy_mmu_mode_disable();
	return 0;
}
`);
    assertFixed(
      checked,
      `
int wipe(pte_t *pte)
{
	lazy_mmu_mode_enable();
	if (touch(pte)) {
		lazy_mmu_mode_disable();
		return -EIO;
	} else
		touch(pte + 1);
	lazy_mmu_mode_disable();
	return 0;
}
`,
    );
  });

  it('gives a branch on the line of its condition its braces', () => {
    const checked = check(`
int wipe(pte_t *pte)
{
	lazy_mmu_mode_enable();
	if (touch(pte)) return -EIO;
//			^^^^^^^^^^^^ return-in-section
	lazy_mmu_mode_disable();
	return 0;
}
`);
    assertFixed(
      checked,
      `
int wipe(pte_t *pte)
{
	lazy_mmu_mode_enable();
	if (touch(pte)) {
		lazy_mmu_mode_disable();
		return -EIO;
	}
	lazy_mmu_mode_disable();
	return 0;
}
`,
    );
  });

  it('finds the end of the function', () => {
    const checked = check(`
void wipe(pte_t *pte, spinlock_t *ptl)
{
	lazy_mmu_mode_enable();
	if (touch(pte)) {
		lazy_mmu_mode_disable();
		return;
	}
	touch(pte);
	pte_unmap_unlock(pte, ptl);
}
^ return-in-section
`);
    assertFixed(
      checked,
      `
void wipe(pte_t *pte, spinlock_t *ptl)
{
	lazy_mmu_mode_enable();
	if (touch(pte)) {
		lazy_mmu_mode_disable();
		return;
	}
	touch(pte);
	lazy_mmu_mode_disable();
	pte_unmap_unlock(pte, ptl);
}
`,
    );
  });

  it('points at the goto that goes past the disable', () => {
    const checked = check(`
int wipe(pte_t *pte, spinlock_t *ptl)
{
	int err = 0;

	lazy_mmu_mode_enable();
	if (touch(pte)) {
		err = -EIO;
		goto out;
//		^^^^^^^^^ return-in-section
	}
	touch(pte);
	lazy_mmu_mode_disable();
out:
	spin_unlock(ptl);
	return err;
}
`);
    assert.equal(checked.findings[0].message, 'this goto goes past the disable: lazy MMU mode stays on');
    assertFixed(
      checked,
      `
int wipe(pte_t *pte, spinlock_t *ptl)
{
	int err = 0;

	lazy_mmu_mode_enable();
	if (touch(pte)) {
		err = -EIO;
		lazy_mmu_mode_disable();
		goto out;
	}
	touch(pte);
	lazy_mmu_mode_disable();
out:
	spin_unlock(ptl);
	return err;
}
`,
    );
  });

  it('says "may" where only some paths have the mode on, and offers no fix', () => {
    const { findings } = check(`
int wipe(pte_t *pte, int some)
{
	lazy_mmu_mode_enable();
	touch(pte);
	if (touch(pte))
		lazy_mmu_mode_disable();
	return 0;
//	^^^^^^^^^ return-in-section
}
`);
    assert.equal(findings[0].message, 'the function returns while lazy MMU mode may still be on');
    assert.deepEqual(findings[0].fixes, []);
  });

  it('leaves the older names in a tree that has them', () => {
    const dialect = { generation: 'legacy' } as const;
    const checked = check(
      `
int wipe(pte_t *pte)
{
	arch_enter_lazy_mmu_mode();
	if (touch(pte))
		return -EIO;
//		^^^^^^^^^^^^ return-in-section
	arch_leave_lazy_mmu_mode();
	return 0;
}
`,
      { dialect },
    );
    assertFixed(
      checked,
      `
int wipe(pte_t *pte)
{
	arch_enter_lazy_mmu_mode();
	if (touch(pte)) {
		arch_leave_lazy_mmu_mode();
		return -EIO;
	}
	arch_leave_lazy_mmu_mode();
	return 0;
}
`,
      { dialect, severities: withoutHints },
    );
  });

  it('finds a section that is never left at all, at each exit', () => {
    check(`
int wipe(pte_t *pte, int n)
{
	lazy_mmu_mode_enable();
	if (touch(pte))
		return 1;
//		^^^^^^^^^ return-in-section
	touch(pte + n);
	return 0;
//	^^^^^^^^^ return-in-section
}
`);
  });

  it('is silent about balanced functions, whatever shape they have', () => {
    check(`
int correlated(struct mm_struct *mm, pmd_t *pmd, unsigned long addr, int n)
{
	pte_t *start_pte, *pte;
	spinlock_t *ptl;

	start_pte = pte = pte_offset_map_lock(mm, pmd, addr, &ptl);
	if (!start_pte)
		return 0;
	lazy_mmu_mode_enable();
	for (; n; n--, pte++) {
		if (split_needed(pte)) {
			lazy_mmu_mode_disable();
			pte_unmap_unlock(start_pte, ptl);
			start_pte = NULL;
			split(pte);
			start_pte = pte = pte_offset_map_lock(mm, pmd, addr, &ptl);
			if (!start_pte)
				break;
			lazy_mmu_mode_enable();
			continue;
		}
		touch(pte);
	}
	if (start_pte) {
		lazy_mmu_mode_disable();
		pte_unmap_unlock(start_pte, ptl);
	}
	return 0;
}

int flagged(pte_t *pte, int n)
{
	bool entered = false;
	int i;

	for (i = 0; i < n; i++) {
		if (!entered) {
			lazy_mmu_mode_enable();
			entered = true;
		}
		touch(pte + i);
	}
	if (entered)
		lazy_mmu_mode_disable();
	return n;
}

int guarded(struct mm_struct *mm, pte_t *pte)
{
	if (mm != &init_mm)
		lazy_mmu_mode_enable();
	touch(pte);
	if (mm != &init_mm)
		lazy_mmu_mode_disable();
	return 0;
}

int switched(pte_t *pte, int how)
{
	lazy_mmu_mode_enable();
	switch (how) {
	case 0:
		touch(pte);
		fallthrough;
	case 1:
		touch(pte + 1);
		break;
	default:
		BUG();
	}
	lazy_mmu_mode_disable();
	return 0;
}

int by_errno(pte_t *pte)
{
	int err = touch(pte);

	if (!err)
		lazy_mmu_mode_enable();
	if (err < 0)
		return err;
	if (err)
		return 0;
	lazy_mmu_mode_disable();
	return 1;
}
`);
  });

  it('is silent in code that the branches of a function cannot reach', () => {
    check(`
int never(pte_t *pte)
{
	lazy_mmu_mode_enable();
	touch(pte);
	if (0)
		return 1;
	lazy_mmu_mode_disable();
	return 0;
	return 2;
}
`);
  });

  it('does not analyse what it cannot follow, and says why', () => {
    const { analysis } = analyse(`
int lost(void)
{
	lazy_mmu_mode_enable();
	goto nowhere;
}
`);
    assert.deepEqual(
      analysis.notAnalysed.map(({ function: name, reason }) => [name, reason]),
      [['lost', 'the label nowhere is not in this function']],
    );
  });

  it('does not blame a jump behind which the mode is left on some ways', () => {
    check(`
void sweep(struct mm_struct *mm, unsigned long addr, pte_t *pte, int count)
{
	int found = 0;

	if (begin(mm)) {
		lazy_mmu_mode_enable();
		while (count--) {
			found = pte_young(ptep_get(pte++));
			if (found)
				break;
		}
	}
	if (finish(mm)) {
		if (found)
			lazy_mmu_mode_disable();
	}
}
^ return-in-section
`);
  });
});
