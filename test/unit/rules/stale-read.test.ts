import assert from 'node:assert/strict';
import { check } from './check.ts';

const range = { dialect: { generation: 'nestable', rangeName: 'lazy_mmu_mode_enable_for_pte_range' } } as const;

describe('stale-read', () => {
  it('finds a read after a queued update of the same entry, also through a copy of the pointer', () => {
    const { findings, file } = check(`
int walk(struct mm_struct *mm, pte_t *pte, unsigned long addr, pte_t entry, int i)
{
	pte_t *same = pte;

	lazy_mmu_mode_enable();
	set_pte_at(mm, addr, pte, entry);
	touch(ptep_get(pte));
//	      ^^^^^^^^^^^^^ stale-read
	touch(ptep_get(same));
//	      ^^^^^^^^^^^^^^ stale-read
	entry = ptep_get_and_clear(mm, addr, pte);
//	        ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ stale-read
	pte++;
	touch(ptep_get(pte));
	touch(ptep_get(same));
//	      ^^^^^^^^^^^^^^ stale-read
	set_pte_at(mm, addr, &pte[i], entry);
	touch(ptep_get(pte + i));
//	      ^^^^^^^^^^^^^^^^^ stale-read
	i++;
	touch(ptep_get(pte + i));
	lazy_mmu_mode_disable();
	touch(ptep_get(same));
	return 0;
}
`);
    const [first] = findings;
    assert.match(first.message, /on Xen PV that update waits/);
    assert.deepEqual(
      first.notes.map(({ range: at, message }) => `${file.lines.lineOf(at.start)} ${message}`),
      ['7 set_pte_at() updates the entry here', '6 lazy MMU mode is entered here'],
    );
  });

  it('is silent where the pointer moves on, the update is immediate, or the section ended in between', () => {
    check(`
int walk(struct mm_struct *mm, pte_t *pte, unsigned long addr, unsigned long end, bool again)
{
	lazy_mmu_mode_enable();
	do {
		pte_t entry = ptep_get(pte);

		if (pte_none(entry))
			continue;
		if (again) {
			ptep_set_wrprotect(mm, addr, pte);
			entry = ptep_get(pte);
		}
		set_pte_at(mm, addr, pte, entry);
	} while (pte++, addr += PAGE_SIZE, addr != end);
	set_pte_at(mm, addr, pte, __pte(0));
	lazy_mmu_mode_disable();
	lazy_mmu_mode_enable();
	touch(ptep_get(pte));
	set_pte_at(mm, addr, pte, __pte(0));
	lazy_mmu_mode_pause();
	touch(ptep_get(pte));
	lazy_mmu_mode_resume();
	lazy_mmu_mode_disable();
	return 0;
}
`);
  });

  it('names s390 where a section with a range is read past the cache', () => {
    const { findings } = check(
      `
int walk(struct mm_struct *mm, pte_t *pte, unsigned long addr, unsigned long end)
{
	lazy_mmu_mode_enable_for_pte_range(mm, addr, end, pte);
	ptep_set_wrprotect(mm, addr, pte);
	touch(ptep_get(pte));
	touch(ptep_get_lockless(pte));
//	      ^^^^^^^^^^^^^^^^^^^^^^ stale-read
	lazy_mmu_mode_disable();
	return 0;
}
`,
      range,
    );
    assert.match(findings[0].message, /on s390 with batching that update waits/);
  });

  it('follows the paths that branches allow', () => {
    check(`
int walk(struct mm_struct *mm, pte_t *pte, unsigned long addr, bool fresh, struct vm_fault *vmf)
{
	pte_t *other = fresh ? pte : vmf->pte;

	lazy_mmu_mode_enable();
	if (fresh)
		set_pte_at(mm, addr, pte, __pte(0));
	else
		touch(ptep_get(pte));
	if (!fresh)
		touch(ptep_get(other));
	touch(ptep_get(other));
//	      ^^^^^^^^^^^^^^^ stale-read
	set_pte_at(mm, addr, vmf->pte, __pte(0));
	touch(ptep_get(vmf->pte));
//	      ^^^^^^^^^^^^^^^^^^ stale-read
	next_entry(vmf);
	touch(ptep_get(vmf->pte));
	lazy_mmu_mode_disable();
	return 0;
}
`);
  });

  it('follows the entry into helpers that always update it, or read it', () => {
    const { findings, file } = check(`
static void store(struct mm_struct *mm, unsigned long addr, pte_t *ptep, pte_t entry)
{
	set_pte_at(mm, addr, ptep, entry);
}

static int store_some(struct mm_struct *mm, unsigned long addr, pte_t *ptep, pte_t entry)
{
	if (pte_none(entry))
		return -EIO;
	set_pte_at(mm, addr, ptep, entry);
	return 0;
}

static bool is_empty(pte_t *ptep)
{
	return pte_none(ptep_get(ptep));
}

static int run_length(pte_t *ptep, int most)
{
	int nr = 1;

	ptep++;
	while (nr < most && pte_present(ptep_get(ptep++)))
		nr++;
	return nr;
}

int walk(struct mm_struct *mm, pte_t *pte, unsigned long addr, pte_t entry)
{
	lazy_mmu_mode_enable();
	if (store_some(mm, addr, pte, entry) && is_empty(pte))
		addr += PAGE_SIZE;
	store(mm, addr, pte, entry);
	run_length(pte, 4);
	if (is_empty(pte))
//	    ^^^^^^^^^^^^^ stale-read
		entry = ptep_get(pte + 1);
	lazy_mmu_mode_disable();
	return 0;
}
`);
    assert.deepEqual(
      findings[0].notes.slice(0, 3).map(({ range: at, message }) => `${file.lines.lineOf(at.start)} ${message}`),
      [
        '35 set_pte_at() updates the entry in store(), called here',
        '17 ptep_get() looks at the entry here',
        '32 lazy MMU mode is entered here',
      ],
    );
  });
});
