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
		pte++;
	pte = pte_offset_kernel(NULL, addr);
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
        '36 set_pte_at() updates the entry in store(), called here',
        '17 ptep_get() looks at the entry here',
        '32 lazy MMU mode is entered here',
      ],
    );
  });

  it('knows by the result of a helper whether it has updated the entry', () => {
    check(`
static int store(struct mm_struct *mm, unsigned long addr, pte_t *ptep, pte_t entry)
{
	int err = -EIO;

	if (pte_none(entry))
		goto out;
	set_pte_at(mm, addr, ptep, entry);
	err = 0;
out:
	return err;
}

static bool try_store(struct mm_struct *mm, unsigned long addr, pte_t *ptep, pte_t entry)
{
	if (pte_none(entry))
		return false;
	set_pte_at(mm, addr, ptep, entry);
	return true;
}

static bool hands_on(struct mm_struct *mm, unsigned long addr, pte_t *ptep, pte_t entry)
{
	if (!addr)
		return false;
	return try_store(mm, addr, ptep, entry);
}

static bool store_or_not(struct mm_struct *mm, unsigned long addr, pte_t *ptep, pte_t entry)
{
	if (!pte_none(entry))
		set_pte_at(mm, addr, ptep, entry);
	return true;
}

int walk(struct mm_struct *mm, pte_t *pte, unsigned long addr, pte_t entry)
{
	bool done;
	int err;

	lazy_mmu_mode_enable();
	err = store(mm, addr, pte, entry);
	touch(ptep_get(pte));
	if (err)
		touch(ptep_get(pte));
	else
		touch(ptep_get(pte));
//		      ^^^^^^^^^^^^^ stale-read
	pte++;
	if (try_store(mm, addr, pte, entry))
		touch(ptep_get(pte));
//		      ^^^^^^^^^^^^^ stale-read
	pte++;
	done = hands_on(mm, addr, pte, entry);
	pte++;
	if (done != 0)
		touch(ptep_get(pte), ptep_get(pte - 1));
//		                     ^^^^^^^^^^^^^^^^^ stale-read
	done = hands_on(mm, addr, pte, entry);
	done = false;
	if (done)
		touch(ptep_get(pte));
	if (store_or_not(mm, addr, pte, entry))
		touch(ptep_get(pte));
	lazy_mmu_mode_disable();
	return 0;
}
`);
  });

  it('follows pointers over steps, and the entries of batches', () => {
    check(`
int walk(struct mm_struct *mm, pte_t *pte, unsigned long addr, unsigned long end, pte_t entry, int nr)
{
	int i;

	lazy_mmu_mode_enable();
	for (; addr != end; pte++, addr += PAGE_SIZE) {
		if (pte_none(ptep_get(pte)) || pte_none(ptep_get(pte + 1)))
			continue;
		if (pte_none(ptep_get(pte - 1)))
//		             ^^^^^^^^^^^^^^^^^ stale-read
			set_pte_at(mm, addr, pte, entry);
	}
	lazy_mmu_mode_disable();
	lazy_mmu_mode_enable();
	for (i = 0; i < nr; i++) {
		if (pte_none(ptep_get(&pte[i])) || (i && pte_none(ptep_get(&pte[i - 1]))))
//		                                                  ^^^^^^^^^^^^^^^^^^^^^ stale-read
			continue;
		set_pte_at(mm, addr, pte + i, entry);
	}
	lazy_mmu_mode_disable();
	lazy_mmu_mode_enable();
	set_pte_at(mm, addr, pte++, entry);
	touch(ptep_get(pte), ptep_get(&pte[-1]), ptep_get(pte - 2));
//	                     ^^^^^^^^^^^^^^^^^^ stale-read
	pte = pte + 2;
	touch(ptep_get(pte - 3), ptep_get(pte - 1));
//	      ^^^^^^^^^^^^^^^^^ stale-read
	pte -= nr;
	touch(ptep_get(pte + nr - 3), ptep_get(pte));
//	      ^^^^^^^^^^^^^^^^^^^^^^ stale-read
	nr = 4;
	touch(ptep_get(pte + nr - 3));
	set_ptes(mm, addr, pte, entry, 2);
	touch(ptep_get(pte + 1), ptep_get(pte + 2));
//	      ^^^^^^^^^^^^^^^^^ stale-read
	pte += 2;
	set_ptes(mm, addr, pte, entry, nr);
	pte += nr;
	touch(ptep_get(pte), ptep_get(pte - 1));
//	                     ^^^^^^^^^^^^^^^^^ stale-read
	lazy_mmu_mode_disable();
	return 0;
}
`);
  });
});
