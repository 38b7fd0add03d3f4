import assert from 'node:assert/strict';
import { analyse, assertFixed, check } from './check.ts';

describe('direct-pte-deref', () => {
  it('finds every way in which C looks behind a pointer to an entry', () => {
    check(`
int walk(struct vm_fault *vmf, pte_t *pte, int i, struct page *page)
{
	unsigned long *words = (unsigned long *)pte;
	void *raw = pte;
	pte_t *copy, *mapped = pte_offset_map(vmf->pmd, vmf->address);
	pte_t entry = ptep_get(pte);
	pte_t first = *pte;

	lazy_mmu_mode_enable();
	copy = pte + i;
	pte++;
	entry = *pte;
//	        ^^^^ direct-pte-deref
	entry = READ_ONCE(*pte);
//	                  ^^^^ direct-pte-deref
	entry = pte[i];
//	        ^^^^^^ direct-pte-deref
	touch(pte->pte);
//	      ^^^^^^^^ direct-pte-deref
	touch((*pte).pte);
//	       ^^^^ direct-pte-deref
	touch(*(unsigned long *)pte);
//	      ^^^^^^^^^^^^^^^^^^^^^ direct-pte-deref
	touch(*words, *(u64 *)raw);
//	      ^^^^^^ direct-pte-deref
//	              ^^^^^^^^^^^ direct-pte-deref
	if (pte_none(*copy) || pte_none(*mapped))
//	             ^^^^^ direct-pte-deref
//	                                ^^^^^^^ direct-pte-deref
		touch(*vmf->pte);
//		      ^^^^^^^^^ direct-pte-deref
	*pte = entry;
//	^^^^ direct-pte-deref
	WRITE_ONCE(*pte, entry);
//	           ^^^^ direct-pte-deref
	pte[i].pte |= 1;
//	^^^^^^ direct-pte-deref
	memcpy(page, pte, PAGE_SIZE);
//	             ^^^ direct-pte-deref
	VM_WARN_ON_ONCE(!pte_none(*copy));
//	                          ^^^^^ direct-pte-deref
	lazy_mmu_mode_disable();
	return pte_present(*pte) + pte_none(first) + pte_none(entry);
}
`);
  });

  it('is silent about copies on the stack, addresses, sizes and other types', () => {
    check(`
int walk(struct vm_fault *vmf, pmd_t *pmd, pgtable_t *table, pte_t *pte, pte_t **start, pte_t *old, int nr)
{
	pte_t entry, copies[4], *template = &entry, *one = copies, *orig = &vmf->orig_pte;
	pte_t *slot = &pte[nr];

	lazy_mmu_mode_enable();
	*start = pte;
	entry = ptep_get(pte);
	*old = entry;
	touch(*template, one[1], copies[2], *orig, *pmd, *table, pmd[nr]);
	touch(sizeof(*pte), &pte[nr], &*pte, pte + nr, ptep_get(&vmf->pte[nr]), nr);
	memset(pte, 0, sizeof(*pte) * nr);
//	       ^^^ direct-pte-deref
	touch(*slot);
//	      ^^^^^ direct-pte-deref
	lazy_mmu_mode_disable();
	return *start != pte;
}
`);
  });

  it('is silent while paused, after the section, and in files that own the entries', () => {
    const text = `
int walk(pte_t *pte)
{
	lazy_mmu_mode_enable();
	lazy_mmu_mode_pause();
	touch(*pte);
	lazy_mmu_mode_resume();
	lazy_mmu_mode_disable();
	return pte_none(*pte);
}
`;
    check(text);
    const owner = text.replace('	lazy_mmu_mode_pause();\n', '').replace('	lazy_mmu_mode_resume();\n', '');
    assert.equal(analyse(owner).findings.length, 1);
    check(owner, {}, 'arch/powerpc/mm/book3s64/hash_tlb.c');
  });

  it('follows a variable that is given another pointer', () => {
    check(`
int walk(pte_t *pte, bool own)
{
	pte_t entry, *looked = &entry;

	lazy_mmu_mode_enable();
	entry = ptep_get(pte);
	touch(*looked);
	looked = own ? pte : &entry;
	touch(*looked);
//	      ^^^^^^^ direct-pte-deref
	looked = &entry;
	touch(*looked);
	lazy_mmu_mode_disable();
	return 0;
}
`);
  });

  it('reads the whole entry with ptep_get() instead', () => {
    const checked = check(`
int walk(pte_t *pte, int i)
{
	lazy_mmu_mode_enable();
	touch(*pte, READ_ONCE(*pte), pte[i], *(pte + i), *pte++);
//	      ^^^^ direct-pte-deref
//	                      ^^^^ direct-pte-deref
//	                             ^^^^^^ direct-pte-deref
//	                                     ^^^^^^^^^^ direct-pte-deref
//	                                                 ^^^^^^ direct-pte-deref
	lazy_mmu_mode_disable();
	return 0;
}
`);
    assertFixed(
      checked,
      `
int walk(pte_t *pte, int i)
{
	lazy_mmu_mode_enable();
	touch(ptep_get(pte), ptep_get(pte), ptep_get(&pte[i]), ptep_get(pte + i), ptep_get(pte++));
	lazy_mmu_mode_disable();
	return 0;
}
`,
    );
  });

  it('shows where the mode was entered and offers no accessor for a store or a part', () => {
    const { findings, file } = check(`
int walk(pte_t *pte, pte_t entry)
{
	lazy_mmu_mode_enable();
	*pte = entry;
//	^^^^ direct-pte-deref
	touch(pte->pte);
//	      ^^^^^^^^ direct-pte-deref
	lazy_mmu_mode_disable();
	return 0;
}
`);
    for (const { notes, fixes } of findings) {
      assert.deepEqual(
        notes.map(({ range, message }) => `${file.lines.lineOf(range.start)} ${message}`),
        ['4 lazy MMU mode is entered here'],
      );
      assert.deepEqual(fixes, []);
    }
  });

  it('finds a helper that looks behind its parameter, itself or through another, and not one that is given a copy', () => {
    const { findings, file } = check(`
static bool is_tagged(pte_t *ptep, pte_t *template)
{
	return pte_special(*ptep) || pte_special(*template);
}

static bool skip(struct mm_struct *mm, unsigned long addr, pte_t *pte)
{
	pte_t own = ptep_get(pte);

	return pte_none(own) || is_tagged(&own, &own) || is_tagged(pte, &own);
}

static bool is_empty(pte_t *pte)
{
	return pte_none(ptep_get(pte));
}

int walk(struct mm_struct *mm, pte_t *pte, unsigned long addr)
{
	pte_t entry = ptep_get(pte);

	lazy_mmu_mode_enable();
	if (skip(mm, addr, pte) || is_tagged(&entry, &entry) || is_empty(pte))
//	                   ^^^ direct-pte-deref
		entry = __pte(0);
	is_tagged(&entry, pte);
//	                  ^^^ direct-pte-deref
	lazy_mmu_mode_disable();
	return skip(mm, addr, pte);
}
`);
    assert.deepEqual(
      findings[0].notes.map(({ range, message }) => `${file.lines.lineOf(range.start)} ${message}`),
      ['11 skip() calls is_tagged() here', '4 the entry is read directly here', '23 lazy MMU mode is entered here'],
    );
  });

  it('looks at callbacks of an architecture only where its machines hold updates back', () => {
    const callback = `
static int is_young(pte_t *ptep, unsigned long addr, void *data)
{
	return pte_young(*ptep);
//	                 ^^^^^ direct-pte-deref
}

int count_young(struct mm_struct *mm, unsigned long addr, unsigned long size)
{
	return apply_to_page_range(mm, addr, size, is_young, NULL);
}
`;
    check(callback, {}, 'drivers/gpu/young.c');
    check(callback, {}, 'arch/x86/kernel/young.c');
    const unmarked = callback.replace(/^\/\/.*\n/m, '');
    assert.deepEqual(analyse(unmarked, {}, 'arch/arm/kernel/young.c').findings, []);
  });

  it('follows pointers into members that the function declares, and out of what holds an entry', () => {
    check(`
int walk(struct mm_struct *mm, pte_t *pte, unsigned long addr)
{
	struct holder { pte_t entry; };
	struct { pte_t *at; int nr; } place = { .at = pte };

	lazy_mmu_mode_enable();
	if (pte_none(*place.at))
//	             ^^^^^^^^^ direct-pte-deref
		pte_clear(mm, addr, place.at);
	if (pte_none(container_of(pte, struct holder, entry)->entry))
//	             ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ direct-pte-deref
		place.nr++;
	lazy_mmu_mode_disable();
	return place.nr;
}
`);
  });
});
