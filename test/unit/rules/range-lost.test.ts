import assert from 'node:assert/strict';
import { check } from './check.ts';

const nestable = { dialect: { generation: 'nestable' } } as const;

const walker = (body: string) => `
static void notify(struct mm_struct *mm)
{
	lazy_mmu_mode_pause();
	tell(mm);
	lazy_mmu_mode_resume();
}

void walk(struct mm_struct *mm, pmd_t *pmd, unsigned long addr, unsigned long end)
{
	spinlock_t *ptl;
	pte_t *start_pte, *pte;

	start_pte = pte = pte_offset_map_lock(mm, pmd, addr, &ptl);
${body}
	lazy_mmu_mode_disable();
	pte_unmap_unlock(start_pte, ptl);
}
`;

describe('range-lost', () => {
  it('finds a pause in a section with a range that goes on behind it', () => {
    const { findings, file } = check(
      walker(`
	lazy_mmu_mode_enable_for_pte_range(mm, addr, end, pte);
	for (; addr != end; pte++, addr += PAGE_SIZE) {
		lazy_mmu_mode_pause();
//		^^^^^^^^^^^^^^^^^^^^^ range-lost
		look(mm);
		lazy_mmu_mode_resume();
		pte_clear(mm, addr, pte);
	}`),
      nestable,
    );
    assert.deepEqual(
      findings[0].notes.map(({ range, message }) => `${file.lines.lineOf(range.start)} ${message}`),
      ['16 the section is given its range here', '21 the section goes on here'],
    );
  });

  it('finds a pause in a function that the section calls', () => {
    const { findings, file } = check(
      walker(`
	lazy_mmu_mode_enable_for_pte_range(mm, addr, end, pte);
	notify(mm);
//	^^^^^^^^^^ range-lost
	for (; addr != end; pte++, addr += PAGE_SIZE)
		pte_clear(mm, addr, pte);`),
      nestable,
    );
    assert.deepEqual(
      findings[0].notes.map(({ range, message }) => `${file.lines.lineOf(range.start)} ${message}`),
      ['16 the section is given its range here', '4 the mode is paused here'],
    );
  });

  it('is silent about sections without a range, and about a pause at the end of one', () => {
    check(
      walker(`
	lazy_mmu_mode_enable();
	notify(mm);
	lazy_mmu_mode_pause();
	lazy_mmu_mode_resume();
	pte_clear(mm, addr, pte);
	lazy_mmu_mode_disable();
	lazy_mmu_mode_enable_for_pte_range(mm, addr, end, pte);
	for (; addr != end; pte++, addr += PAGE_SIZE)
		pte_clear(mm, addr, pte);
	lazy_mmu_mode_pause();
	look(mm);
	lazy_mmu_mode_resume();`),
      nestable,
    );
  });

  it('is silent in a callback, which pauses the section of its caller', () => {
    check(
      `
static int fill(pte_t *pte, unsigned long addr, void *data)
{
	lazy_mmu_mode_pause();
	set_pte_at(&init_mm, addr, pte, __pte(1));
	lazy_mmu_mode_resume();
	return 0;
}

int fill_range(unsigned long addr, unsigned long size)
{
	return apply_to_page_range(&init_mm, addr, size, fill, NULL);
}
`,
      nestable,
    );
  });
});
