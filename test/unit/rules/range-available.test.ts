import assert from 'node:assert/strict';
import { analyse, assertFixed, check } from './check.ts';

const hints = { severities: {} };

const walker = `
static void seal(struct vm_area_struct *vma, pmd_t *pmd, unsigned long addr, unsigned long end)
{
	spinlock_t *ptl;
	pte_t *start_pte, *pte;

	start_pte = pte = pte_offset_map_lock(vma->vm_mm, pmd, addr, &ptl);
	if (!pte)
		return;
	lazy_mmu_mode_enable();
//	^^^^^^^^^^^^^^^^^^^^ range-available
	for (; addr != end; pte++, addr += PAGE_SIZE)
		ptep_set_wrprotect(vma->vm_mm, addr, pte);
	lazy_mmu_mode_disable();
	pte_unmap_unlock(start_pte, ptl);
}
`;

describe('range-available', () => {
  it('fills in the arguments from the function', () => {
    const checked = check(walker, hints);
    assert.equal(checked.findings[0].severity, 'hint');
    assertFixed(
      checked,
      walker.replace(/^\/\/.*\n/m, '').replace('enable()', 'enable_for_pte_range(vma->vm_mm, addr, end, start_pte)'),
      hints,
    );
  });

  it('uses the name of the setting', () => {
    const { findings } = check(walker, { ...hints, rangeName: 'lazy_mmu_mode_enable_with_ptes' });
    const [{ text }] = findings[0].fixes[0].edits;
    assert.equal(text, 'lazy_mmu_mode_enable_with_ptes(vma->vm_mm, addr, end, start_pte)');
  });

  it('is silent where the tree has only the older calls', () => {
    const older = walker
      .replace(/^\/\/.*\n/m, '')
      .replace('lazy_mmu_mode_enable', 'arch_enter_lazy_mmu_mode')
      .replace('lazy_mmu_mode_disable', 'arch_leave_lazy_mmu_mode');
    check(older, { ...hints, dialect: { generation: 'legacy' } });
  });

  it('is silent about a section inside another, whose hint would be ignored', () => {
    const nested = walker
      .replace(/^\/\/.*\n/m, '')
      .replace('lazy_mmu_mode_enable();', 'lazy_mmu_mode_enable();\n\tlazy_mmu_mode_enable();')
      .replace('lazy_mmu_mode_disable();', 'lazy_mmu_mode_disable();\n\tlazy_mmu_mode_disable();');
    const { findings, file } = analyse(nested, hints);
    assert.deepEqual(
      findings.map(({ range }) => file.lines.lineOf(range.start)),
      [10],
    );
  });
});
