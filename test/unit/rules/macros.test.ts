import assert from 'node:assert/strict';
import { check } from './check.ts';

describe('macros of the file', () => {
  it('may return, or jump, past the disable', () => {
    const { findings } = check(`
#define fail_if(cond, code)	\\
do {				\\
	if (cond)		\\
		return code;	\\
} while (0)
#define bail_out(label) goto label

int walk(pte_t *pte, int n)
{
	lazy_mmu_mode_enable();
	fail_if(n > 3, -EINVAL);
//	^^^^^^^^^^^^^^^^^^^^^^^ return-in-section
	if (touch(pte))
		bail_out(out);
//		^^^^^^^^^^^^^ return-in-section
	lazy_mmu_mode_disable();
out:
	return 0;
}
`);
    assert.deepEqual(
      findings.map(({ fixes }) => fixes),
      [[], []],
    );
  });

  it('may do it through another macro', () => {
    check(`
#define fail(code) return code
#define fail_if(cond, code) if (cond) fail(code)

int walk(pte_t *pte, int n)
{
	lazy_mmu_mode_enable();
	fail_if(n > 3, -EINVAL);
//	^^^^^^^^^^^^^^^^^^^^^^^ return-in-section
	lazy_mmu_mode_disable();
	fail_if(n > 4, -EIO);
	return 0;
}
`);
  });

  it('may leave the mode on some ways only, or under another name', () => {
    check(`
#define leave_unless(cond) do { if (!(cond)) lazy_mmu_mode_disable(); } while (0)
#define leave_now lazy_mmu_mode_disable()
#define leave lazy_mmu_mode_disable

int some(pte_t *pte, int err)
{
	lazy_mmu_mode_enable();
	touch(pte);
	leave_unless(err);
	return err;
//	^^^^^^^^^^^ return-in-section
}

int right(pte_t *pte, int err)
{
	lazy_mmu_mode_enable();
	if (touch(pte))
		leave_now;
	else
		leave();
	return err;
}

int twice(pte_t *pte, int err)
{
	lazy_mmu_mode_enable();
	touch(pte);
	leave_now;
	leave();
//	^^^^^^^ unmatched-disable
	return err;
}
`);
  });

  it('may look behind what they are given', () => {
    const { findings } = check(`
#define raw_value(p) pte_val(*(p))
#define raw_word(p) ((p)->pte)

int walk(struct mm_struct *mm, pte_t *pte, unsigned long addr)
{
	lazy_mmu_mode_enable();
	if (raw_value(pte) || raw_word(pte + 1))
//	    ^^^^^^^^^^^^^^ direct-pte-deref
//	                      ^^^^^^^^^^^^^^^^^ direct-pte-deref
		pte_clear(mm, addr, pte);
	lazy_mmu_mode_disable();
	return raw_value(pte);
}
`);
    assert.deepEqual(
      findings.map(({ fixes }) => fixes),
      [[], []],
    );
  });

  it('may sleep without a parenthesis', () => {
    check(`
#define relax cond_resched()

void walk(pte_t *pte)
{
	lazy_mmu_mode_enable();
	relax;
//	^^^^^ sleep-in-section
	lazy_mmu_mode_disable();
	relax;
}
`);
  });
});
