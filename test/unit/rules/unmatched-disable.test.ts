import assert from 'node:assert/strict';
import { assertFixed, check } from './check.ts';

describe('unmatched-disable', () => {
  it('finds a disable on a path that never entered, and can remove it', () => {
    const checked = check(`
int tag(pte_t *pte)
{
	if (!pte) {
		lazy_mmu_mode_disable();
//		^^^^^^^^^^^^^^^^^^^^^ unmatched-disable
		return -EAGAIN;
	}
	lazy_mmu_mode_enable();
	touch(pte);
	lazy_mmu_mode_disable();
	return 0;
}
`);
    assert.equal(checked.findings[0].message, 'lazy_mmu_mode_disable() runs while lazy MMU mode is off');
    assert.equal(checked.findings[0].fixes[0].safe, false);
    assertFixed(
      checked,
      `
int tag(pte_t *pte)
{
	if (!pte) {
		return -EAGAIN;
	}
	lazy_mmu_mode_enable();
	touch(pte);
	lazy_mmu_mode_disable();
	return 0;
}
`,
    );
  });

  it('finds a second disable, names the first, and offers no removal where the mode may be on', () => {
    const { findings, file } = check(`
int tag(pte_t *pte)
{
	lazy_mmu_mode_enable();
	if (touch(pte))
		lazy_mmu_mode_disable();
	touch(pte);
	lazy_mmu_mode_disable();
//	^^^^^^^^^^^^^^^^^^^^^ unmatched-disable
	return 0;
}
`);
    const [{ message, notes, fixes }] = findings;
    assert.equal(message, 'lazy_mmu_mode_disable() may run while lazy MMU mode is off');
    assert.deepEqual(
      notes.map(({ range, message: note }) => [file.lines.lineOf(range.start), note]),
      [[6, 'lazy MMU mode was left here']],
    );
    assert.deepEqual(fixes, []);
  });

  it('follows a loop round to a disable it has passed', () => {
    check(`
int tag(pte_t *pte, int n)
{
	lazy_mmu_mode_enable();
	while (n--) {
		touch(pte + n);
		lazy_mmu_mode_disable();
//		^^^^^^^^^^^^^^^^^^^^^ unmatched-disable
	}
	return 0;
//	^^^^^^^^^ return-in-section
}
`);
  });

  it('knows that an inner leave of the older API ends the outer section', () => {
    const fixture = (inner: string) => `
int tag(pte_t *pte)
{
	arch_enter_lazy_mmu_mode();
	arch_enter_lazy_mmu_mode();
//	^^^^^^^^^^^^^^^^^^^^^^^^ nested-section
	touch(pte);
	arch_leave_lazy_mmu_mode();
	arch_leave_lazy_mmu_mode();
${inner}	return 0;
}
`;
    check(fixture('//\t^^^^^^^^^^^^^^^^^^^^^^^^ unmatched-disable\n'), { dialect: { generation: 'legacy' } });
  });

  it('counts nested sections', () => {
    check(`
int tag(pte_t *pte)
{
	lazy_mmu_mode_enable();
	lazy_mmu_mode_enable();
	touch(pte);
	lazy_mmu_mode_disable();
	touch(pte);
	lazy_mmu_mode_disable();
	return 0;
}
`);
  });

  it('counts nothing between pause and resume', () => {
    check(`
int tag(pte_t *pte)
{
	lazy_mmu_mode_enable();
	lazy_mmu_mode_pause();
	lazy_mmu_mode_disable();
//	^^^^^^^^^^^^^^^^^^^^^ call-while-paused
	lazy_mmu_mode_resume();
	touch(pte);
	lazy_mmu_mode_disable();
	return 0;
}
`);
  });

  it('finds a walker that lost its enable', () => {
    check(`
int tag(struct mm_struct *mm, pmd_t *pmd, unsigned long addr)
{
	spinlock_t *ptl;
	pte_t *pte = pte_offset_map_lock(mm, pmd, addr, &ptl);

	touch(pte);
	lazy_mmu_mode_disable();
//	^^^^^^^^^^^^^^^^^^^^^ unmatched-disable
	pte_unmap_unlock(pte, ptl);
	return 0;
}
`);
  });
});
