import assert from 'node:assert/strict';
import { check } from './check.ts';

describe('call-while-paused', () => {
  it('finds sections that are opened and closed in a pause, and says where it begins', () => {
    const { findings, file } = check(`
void walk(pte_t *pte)
{
	lazy_mmu_mode_pause();
	lazy_mmu_mode_enable();
//	^^^^^^^^^^^^^^^^^^^^ call-while-paused
	touch(pte);
	lazy_mmu_mode_disable();
//	^^^^^^^^^^^^^^^^^^^^^ call-while-paused
	lazy_mmu_mode_resume();
}
`);
    assert.equal(findings[0].message, 'lazy_mmu_mode_enable() has no effect: lazy MMU mode is paused');
    assert.deepEqual(
      findings[0].notes.map(({ range, message }) => [file.lines.lineOf(range.start), message]),
      [[4, 'lazy MMU mode is paused here']],
    );
  });

  it('finds a section that is closed in a pause and so goes on, also when only on some paths', () => {
    const { findings } = check(`
int walk(pte_t *pte, bool slow)
{
	lazy_mmu_mode_enable();
	if (slow)
		lazy_mmu_mode_pause();
	touch(pte);
	lazy_mmu_mode_disable();
//	^^^^^^^^^^^^^^^^^^^^^ call-while-paused
	if (slow)
		lazy_mmu_mode_resume();
	return 0;
//	^^^^^^^^^ return-in-section
}
`);
    assert.match(findings[0].message, /may have no effect/);
  });

  it('leaves a pause that is never ended to the rule about that', () => {
    check(`
void walk(pte_t *pte)
{
	lazy_mmu_mode_enable();
	lazy_mmu_mode_pause();
	touch(pte);
	lazy_mmu_mode_disable();
}
^ unmatched-pause
`);
  });

  it('does not look at what a paused section calls, nor at tests of the API', () => {
    check(`
static void walk(pte_t *pte)
{
	lazy_mmu_mode_enable();
	touch(pte);
	lazy_mmu_mode_disable();
}

static int back(pte_t *pte, unsigned long addr, void *data)
{
	lazy_mmu_mode_pause();
	walk(data);
	lazy_mmu_mode_resume();
	return 0;
}

static void paused(struct kunit *test)
{
	lazy_mmu_mode_pause();
	lazy_mmu_mode_enable();
	lazy_mmu_mode_disable();
	lazy_mmu_mode_resume();
}
`);
  });
});
