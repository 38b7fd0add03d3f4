import { check } from './check.ts';

const nestable = { dialect: { generation: 'nestable' } } as const;

/** A walker whose loop calls `call` and moves on by `step`. */
const walker = (call: string, step: string) => `
static int wipe_some(struct mm_struct *mm, pte_t *pte, unsigned long addr, unsigned long end)
{
	int nr = 1;

	while (addr != end && pte_none(ptep_get(pte)))
		nr++, pte++, addr += PAGE_SIZE;
	clear_full_ptes(mm, addr, pte, nr, 0);
	return nr;
}

static int wipe(struct mm_struct *mm, unsigned long addr, pte_t *pte, unsigned long end)
{
	return wipe_some(mm, pte, addr, end);
}

void walk(struct mm_struct *mm, pmd_t *pmd, unsigned long addr, unsigned long end, pte_fn_t fn, void *data)
{
	spinlock_t *ptl;
	pte_t *start_pte, *pte;
	int nr = 1;

	start_pte = pte = pte_offset_map_lock(mm, pmd, addr, &ptl);
	if (!pte)
		return;
	lazy_mmu_mode_enable_for_pte_range(mm, addr, end, pte);
	do {
		if (need_resched())
			break;
${call}
	} while (${step}, addr != end);
	lazy_mmu_mode_disable();
	pte_unmap_unlock(start_pte, ptl);
}
`;

describe('range-mismatch inside a section', () => {
  it('finds a pointer and an address that come apart, at a helper that both are given to', () => {
    const wrong = `		nr = wipe(mm, addr, pte, end);
//	                            ^^^ range-mismatch`;
    check(walker(wrong, 'addr += PAGE_SIZE * nr'), nestable);
    check(walker(wrong, 'pte++, addr += PAGE_SIZE * nr'), nestable);
    check(walker(wrong, 'pte += nr, addr += PAGE_SIZE * (nr + 1)'), nestable);
  });

  it('finds them at a callback', () => {
    const wrong = `		if (fn(pte, addr, data))
//	               ^^^ range-mismatch
			break;`;
    check(walker(wrong, 'addr += PAGE_SIZE'), nestable);
    check(walker(wrong, 'pte += 2, addr += PAGE_SIZE'), nestable);
  });

  it('is silent where both move alike, and at calls that are given the range instead', () => {
    check(walker('		nr = wipe(mm, addr, pte, end);', 'pte += nr, addr += PAGE_SIZE * nr'), nestable);
    check(walker('		if (fn(pte++, addr, data))\n			break;', 'addr += PAGE_SIZE'), nestable);
    check(walker('		touch(pte, end);', 'pte++, addr += PAGE_SIZE'), nestable);
  });

  it('finds an mm that is none, or not the one that the updates name', () => {
    check(
      `
void walk(struct mm_struct *mm, struct mm_struct *other, pmd_t *pmd, unsigned long addr, unsigned long end, pte_t *pte)
{
	struct mm_struct *none = NULL;

	lazy_mmu_mode_enable_for_pte_range(NULL, addr, end, pte);
//	                                   ^^^^ range-mismatch
	touch(pte);
	lazy_mmu_mode_disable();
	lazy_mmu_mode_enable_for_pte_range(none, addr, end, pte);
//	                                   ^^^^ range-mismatch
	touch(pte);
	lazy_mmu_mode_disable();
	lazy_mmu_mode_enable_for_pte_range(other, addr, end, pte);
//	                                   ^^^^^ range-mismatch
	for (; addr != end; pte++, addr += PAGE_SIZE)
		ptep_set_wrprotect(mm, addr, pte);
	lazy_mmu_mode_disable();
}
`,
      nestable,
    );
  });
});
