import assert from 'node:assert/strict';
import { check } from './check.ts';

describe('direct-pte-deref behind helpers and structures', () => {
  it('finds a helper that is given the entry without its type', () => {
    const { findings, file } = check(`
static bool reads_void(void *where)
{
	pte_t *pte = where;

	return pte_none(*pte);
}

static bool hands_on(void *where)
{
	return reads_void(where);
}

static bool reads_number(unsigned long where)
{
	return pte_none(*(pte_t *)where);
}

static u64 reads_word(u64 *where)
{
	return READ_ONCE(*where);
}

static bool asks(void *where)
{
	pte_t *pte = where;

	return pte_none(ptep_get(pte));
}

int walk(pte_t *pte, unsigned long addr, struct page *page)
{
	pte_t entry = ptep_get(pte);

	lazy_mmu_mode_enable();
	touch(reads_void(pte), hands_on(pte + 1));
//	                 ^^^ direct-pte-deref
//	                                ^^^^^^^ direct-pte-deref
	touch(reads_number((unsigned long)pte));
//	                   ^^^^^^^^^^^^^^^^^^ direct-pte-deref
	touch(reads_word((u64 *)pte), reads_word(&pte->pte));
//	                 ^^^^^^^^^^ direct-pte-deref
//	                                         ^^^^^^^^^ direct-pte-deref
	touch(asks(pte), reads_void(&entry), reads_void(page), reads_number(addr), reads_word((u64 *)&entry));
	lazy_mmu_mode_disable();
	return reads_void(pte);
}
`);
    const [, behindTwo] = findings;
    assert.deepEqual(
      behindTwo.notes.map(({ range, message }) => `${file.lines.lineOf(range.start)} ${message}`),
      [
        '11 hands_on() calls reads_void() here',
        '6 the entry is read directly here',
        '35 lazy MMU mode is entered here',
      ],
    );
  });

  it('does not take what is worked out from a pointer for one', () => {
    check(`
static unsigned long reads(unsigned long where)
{
	return *(unsigned long *)where;
}

int walk(pte_t *start, pte_t *pte, unsigned long addr, unsigned long base)
{
	unsigned long nr = pte - start;

	lazy_mmu_mode_enable();
	touch(reads(addr + nr * PAGE_SIZE), reads(base + (unsigned long)pte % PAGE_SIZE), reads((unsigned long)pte & ~7UL));
//	                                                                                        ^^^^^^^^^^^^^^^^^^^^^^^^^ direct-pte-deref
	lazy_mmu_mode_disable();
	return 0;
}
`);
  });

  it('finds a helper that looks behind a member of what it is given, or finds an entry itself', () => {
    check(`
struct seal { pte_t *pte; pte_t *template; };

static bool reads_fault(struct vm_fault *vmf)
{
	return pte_none(*vmf->pte);
}

static bool reads_seal(struct seal *seal)
{
	return pte_none(*seal->pte);
}

static bool reads_value(struct seal seal)
{
	pte_t entry = *seal.pte;

	return pte_none(entry);
}

static bool reads_data(void *data)
{
	struct seal *seal = data;

	return pte_none(*seal->pte) || reads_seal(seal);
}

static bool reads_own(pmd_t *pmd, unsigned long addr)
{
	pte_t *pte = pte_offset_kernel(pmd, addr);

	return pte_none(READ_ONCE(*pte));
}

int walk(struct vm_fault *vmf, pte_t *pte, struct seal *given)
{
	pte_t entry = ptep_get(pte);
	struct seal seal = { .pte = pte }, copied = { .pte = &entry }, *alias = &copied;

	lazy_mmu_mode_enable();
	touch(reads_fault(vmf), reads_own(vmf->pmd, vmf->address), reads_seal(given));
//	                  ^^^ direct-pte-deref
//	                        ^^^^^^^^^ direct-pte-deref
//	                                                                      ^^^^^ direct-pte-deref
	touch(reads_seal(&seal), reads_value(seal), reads_data(&seal));
//	                 ^^^^^ direct-pte-deref
//	                                     ^^^^ direct-pte-deref
//	                                                       ^^^^^ direct-pte-deref
	touch(reads_seal(&copied), reads_value(copied), reads_data(alias));
	lazy_mmu_mode_disable();
	return reads_fault(vmf);
}
`);
  });

  it('follows pointers through initializers, members and copies of structures', () => {
    check(`
struct seal { pte_t *pte; pte_t *template; };

int walk(pte_t *pte, struct seal *given)
{
	pte_t entry = ptep_get(pte), *both[] = { pte, pte + 1 };
	struct seal seal = { .pte = pte, .template = &entry }, later, same, *alias = &seal;

	lazy_mmu_mode_enable();
	later = (struct seal){ .pte = pte };
	later.template = &entry;
	same = seal;
	touch(*seal.pte, *later.pte, *same.pte, *alias->pte, *both[1]);
//	      ^^^^^^^^^ direct-pte-deref
//	                 ^^^^^^^^^^ direct-pte-deref
//	                             ^^^^^^^^^ direct-pte-deref
//	                                        ^^^^^^^^^^^ direct-pte-deref
//	                                                     ^^^^^^^^ direct-pte-deref
	if (pte_none(*given->pte))
//	             ^^^^^^^^^^^ direct-pte-deref
		touch(pte_none(*seal.template), pte_none(*later.template), pte_none(*same.template), pte_none(*alias->template));
	seal.pte = &entry;
	touch(*seal.pte, *alias->pte);
	lazy_mmu_mode_disable();
	return 0;
}
`);
  });
});
