import assert from 'node:assert/strict';
import { check } from './check.ts';

const nestable = { dialect: { generation: 'nestable' } } as const;

/** A walker of one table whose section, range call included, is `body`. */
const walker = (body: string) => `
static void clear_one(struct mm_struct *mm, unsigned long addr, pte_t *entry)
{
	pte_clear(mm, addr, entry);
}

void walk(struct mm_struct *mm, pmd_t *pmd, unsigned long addr, unsigned long end, int nr)
{
	spinlock_t *ptl;
	pte_t *start_pte, *pte;

	start_pte = pte = pte_offset_map_lock(mm, pmd, addr, &ptl);
${body}
	lazy_mmu_mode_disable();
	pte_unmap_unlock(start_pte, ptl);
}
`;

describe('update-outside-range', () => {
  it('finds updates before the first and behind the last entry, also in a helper', () => {
    const { findings } = check(
      walker(`
	lazy_mmu_mode_enable_for_pte_range(mm, addr, end, pte);
	pte_clear(mm, addr - PAGE_SIZE, pte - 1);
//	^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ update-outside-range
	clear_one(mm, addr - PAGE_SIZE, &pte[-1]);
//	^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ update-outside-range
	set_pte_at(mm, end, pte + (end - addr) / PAGE_SIZE, __pte(0));
//	^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ update-outside-range
	do {
		pte_clear(mm, addr, pte);
	} while (pte++, addr += PAGE_SIZE, addr != end);
	pte_clear(mm, addr, pte);
//	^^^^^^^^^^^^^^^^^^^^^^^^ update-outside-range`),
      nestable,
    );
    assert.match(findings[0].message, /pte_clear\(\) updates an entry one entry before the range/);
    assert.match(findings[0].notes[0].message, /given its range here/);
  });

  it('finds an update of an address of the range through a pointer into another table', () => {
    check(
      walker(`
	lazy_mmu_mode_enable_for_pte_range(mm, addr, end, pte);
	for (; addr != end; pte++, addr += PAGE_SIZE) {
		pte_t *other = pte_offset_kernel(pmd + 1, addr);

		pte_clear(mm, addr, other);
//		^^^^^^^^^^^^^^^^^^^^^^^^^^ update-outside-range
	}`),
      nestable,
    );
  });

  for (const [end, message] of [
    ['addr', /holds no entry/],
    ['addr - PAGE_SIZE', /holds no entry/],
    ['0', /holds no entry/],
    ['addr + PAGE_SIZE', /the section walks to end, and the end of its range is another/],
    ['end - PAGE_SIZE', /walks to end, one entry further than the end of its range/],
    ['end - 3 * PAGE_SIZE', /3 entries further/],
    ['end - 1', /one entry further/],
  ] as const) {
    it(`finds a walk to end in a range that ends at ${end}`, () => {
      const { findings } = check(
        walker(`
	lazy_mmu_mode_enable_for_pte_range(mm, addr, ${end}, pte);
//	                                             ${'^'.repeat(end.length)} update-outside-range
	for (; addr < end; pte += nr, addr += nr * PAGE_SIZE)
		nr = clear_some(mm, addr, pte);`),
        nestable,
      );
      assert.match(findings[0].message, message);
      assert.match(findings[0].fixes[0].edits[0].text, /\(mm, addr, end, start_pte\)/);
    });
  }

  it('is silent about updates of the range and of other tables, and walks that stop early', () => {
    check(
      `
void copy(struct mm_struct *dst_mm, struct mm_struct *src_mm, pmd_t *dst_pmd, pmd_t *src_pmd, unsigned long addr,
	  unsigned long end, unsigned long fault)
{
	pte_t *dst = pte_alloc_map_lock(dst_mm, dst_pmd, addr, &dst_ptl);
	pte_t *src = pte_offset_map_lock(src_mm, src_pmd, addr, &src_ptl);
	pte_t *last = src + ((end - addr) >> PAGE_SHIFT) - 1;
	unsigned long stop;

	lazy_mmu_mode_enable_for_pte_range(src_mm, addr, end, src);
	pte_clear(src_mm, end - PAGE_SIZE, last);
	do {
		stop = next_stop(addr, end);
		if (addr == fault)
			break;
		for (; addr != stop; dst++, src++, addr += PAGE_SIZE) {
			set_pte_at(dst_mm, addr, dst, ptep_get(src));
			ptep_set_wrprotect(src_mm, addr, src);
		}
	} while (addr < end);
	lazy_mmu_mode_disable();
	pte_clear(src_mm, addr, src);
	pte_unmap_unlock(src - 1, src_ptl);
	pte_unmap_unlock(dst - 1, dst_ptl);
}
`,
      nestable,
    );
  });
});
