import assert from 'node:assert/strict';
import { analyse, check } from './check.ts';

describe('batch-template-not-advanced', () => {
  it('finds values that stay behind, one or both, in loops and after a jump ahead', () => {
    check(`
void new_stays(struct vm_area_struct *vma, unsigned long addr, pte_t *ptep, pte_t old, pte_t pte, unsigned int nr)
{
	int i;

	for (i = 0; i < nr; ++i, ++ptep, addr += PAGE_SIZE) {
		ptep_modify_prot_commit(vma, addr, ptep, old, pte);
//		                                              ^^^ batch-template-not-advanced
		old = pte_next_pfn(old);
	}
}

void old_is_the_new_before(struct vm_area_struct *vma, unsigned long addr, pte_t *ptep, pte_t old, pte_t pte, int nr)
{
	while (nr--) {
		ptep_modify_prot_commit(vma, addr, ptep++, old, pte);
//		                                           ^^^ batch-template-not-advanced
		old = pte;
		pte = pte_next_pfn(pte);
	}
}

void part_of_batch(struct vm_area_struct *vma, unsigned long addr, pte_t *ptep, pte_t old, pte_t pte, int idx, int nr)
{
	ptep += idx;
	addr += idx * PAGE_SIZE;
	pte = pte_advance_pfn(pte, idx);
	modify_prot_commit_ptes(vma, addr, ptep, old, pte, nr);
//	                                         ^^^ batch-template-not-advanced
}
`);
  });

  it('is silent where both advance, before or after the pointer, or are read anew', () => {
    check(`
void after(struct vm_area_struct *vma, unsigned long addr, pte_t *ptep, pte_t old, pte_t pte, unsigned int nr)
{
	int i;

	for (i = 0; i < nr; ++i, ++ptep, addr += PAGE_SIZE) {
		ptep_modify_prot_commit(vma, addr, ptep, old, pte);
		old = pte_next_pfn(old);
		pte = pte_next_pfn(pte);
	}
}

void part_of_batch(struct vm_area_struct *vma, unsigned long addr, pte_t *ptep, pte_t old, pte_t pte, int idx, int nr)
{
	ptep += idx;
	old = pte_advance_pfn(old, idx);
	pte = pte_advance_pfn(pte, idx);
	modify_prot_commit_ptes(vma, addr, ptep, old, pte, nr);
}

void anew(struct vm_area_struct *vma, unsigned long addr, unsigned long end, pte_t *ptep)
{
	lazy_mmu_mode_enable();
	for (; addr != end; ptep += 4, addr += 4 * PAGE_SIZE) {
		pte_t old = modify_prot_start_ptes(vma, addr, ptep, 4);
		pte_t pte = pte_wrprotect(old);

		modify_prot_commit_ptes(vma, addr, ptep, old, pte, 4);
	}
	lazy_mmu_mode_disable();
}
`);
  });
});

const withHints = { severities: { 'range-available': 'off' } } as const;

const protect = `
void protect(struct vm_area_struct *vma, pte_t *pte, unsigned long addr, unsigned long end)
{
	for (; addr != end; pte++, addr += PAGE_SIZE) {
		pte_t old = ptep_modify_prot_start(vma, addr, pte);
		ptep_modify_prot_commit(vma, addr, pte, old, pte_wrprotect(old));
	}
}
`;

describe('per-pte-prot-transaction', () => {
  it('is a hint in trees that have the batch form, and nothing in older ones', () => {
    const rules = (options: Parameters<typeof analyse>[1]) =>
      analyse(protect, options).findings.map(({ rule }) => rule);
    assert.deepEqual(rules({ ...withHints, dialect: { generation: 'nestable' } }), ['per-pte-prot-transaction']);
    assert.deepEqual(rules({ ...withHints, dialect: { generation: 'legacy' } }), []);
  });

  it('is silent about one entry, and about the batch form itself', () => {
    check(
      `
void one(struct vm_area_struct *vma, pte_t *pte, unsigned long addr)
{
	pte_t old;

	while (busy())
		old = ptep_modify_prot_start(vma, addr, pte);
	ptep_modify_prot_commit(vma, addr, pte, old, pte_wrprotect(old));
}

${protect.replace('protect(struct', 'modify_prot_start_ptes(struct')}`,
      withHints,
    );
  });
});

describe('unbatched-updates', () => {
  it('finds the first update of a loop that steps through a table which the function maps', () => {
    check(
      `
int clear(struct mm_struct *mm, pmd_t *pmd, unsigned long addr, unsigned long end)
{
	spinlock_t *ptl;
	pte_t *start_pte, *pte;

	start_pte = pte = pte_offset_map_lock(mm, pmd, addr, &ptl);
	if (!pte)
		return -EAGAIN;
	for (; addr != end; pte++, addr += PAGE_SIZE)
		pte_clear(mm, addr, pte);
//		^^^^^^^^^ unbatched-updates
	pte_unmap_unlock(start_pte, ptl);
	return 0;
}
`,
      withHints,
    );
  });

  it('is silent in sections, where the caller maps the table, for one entry, at boot and for tables not in use', () => {
    check(
      `
void given(struct mm_struct *mm, pte_t *pte, unsigned long addr, unsigned long end)
{
	for (; addr != end; pte++, addr += PAGE_SIZE)
		pte_clear(mm, addr, pte);
}

void one(struct mm_struct *mm, pmd_t *pmd, unsigned long addr)
{
	pte_t *pte = pte_offset_kernel(pmd, addr);

	while (busy())
		pte_clear(mm, addr, pte);
}

static void __init at_boot(pmd_t *pmd, unsigned long addr, unsigned long end)
{
	pte_t *pte = pte_offset_kernel(pmd, addr);

	for (; addr != end; pte++, addr += PAGE_SIZE)
		pte_clear(&init_mm, addr, pte);
}

void not_in_use(struct mm_struct *mm, pgtable_t table, unsigned long addr, unsigned long end, pte_t entry)
{
	pmd_t upper;
	pte_t *pte;

	pmd_populate(mm, &upper, table);
	pte = pte_offset_map(&upper, addr);
	for (; addr != end; pte++, addr += PAGE_SIZE)
		set_pte_at(mm, addr, pte, entry);
}
`,
      withHints,
    );
  });
});
