import assert from 'node:assert/strict';
import { check } from './check.ts';

describe('unmatched-pause', () => {
  it('finds a return between pause and resume, and says where the pause is and which branch was taken', () => {
    const { findings, file } = check(`
static int back(pte_t *ptep, unsigned long addr, void *data)
{
	lazy_mmu_mode_pause();
	if (!fetch(data))
		return -ENOMEM;
//		^^^^^^^^^^^^^^^ unmatched-pause
	lazy_mmu_mode_resume();
	return 0;
}
`);
    assert.equal(findings[0].message, 'the function returns while lazy MMU mode is still paused');
    assert.deepEqual(
      findings[0].notes.map(({ range, message }) => [file.lines.lineOf(range.start), message]),
      [
        [4, 'lazy MMU mode is paused here'],
        [5, 'when this is false'],
      ],
    );
  });

  it('finds a goto past the resume where it is, and what is wrong once only', () => {
    check(`
int walk(struct mm_struct *mm, pte_t *pte, unsigned long addr)
{
	int ret = 0;

	lazy_mmu_mode_enable();
	lazy_mmu_mode_pause();
	if (fetch(pte)) {
		ret = -EIO;
		goto out;
//		^^^^^^^^^ unmatched-pause
	}
	lazy_mmu_mode_resume();
	set_pte_at(mm, addr, pte, __pte(0));
out:
	lazy_mmu_mode_disable();
	return ret;
}
`);
  });

  it('finds a pause that only some paths end', () => {
    check(`
void walk(pte_t *pte)
{
	lazy_mmu_mode_enable();
	lazy_mmu_mode_pause();
	if (fetch(pte))
		lazy_mmu_mode_resume();
	touch(pte);
	lazy_mmu_mode_disable();
}
^ unmatched-pause
`);
  });

  it('finds a resume without a pause, and a second resume', () => {
    const { findings, file } = check(`
void walk(pte_t *pte)
{
	lazy_mmu_mode_enable();
	lazy_mmu_mode_pause();
	touch(pte);
	lazy_mmu_mode_resume();
	lazy_mmu_mode_resume();
//	^^^^^^^^^^^^^^^^^^^^ unmatched-pause
	lazy_mmu_mode_disable();
}

void lost(pte_t *pte)
{
	touch(pte);
	lazy_mmu_mode_resume();
//	^^^^^^^^^^^^^^^^^^^^ unmatched-pause
}
`);
    assert.equal(findings[0].message, 'lazy_mmu_mode_resume() runs while lazy MMU mode is not paused');
    assert.deepEqual(
      findings[0].notes.map(({ range, message }) => [file.lines.lineOf(range.start), message]),
      [[7, 'the pause was ended here']],
    );
  });

  it('knows branches that depend on each other', () => {
    check(`
void walk(pte_t *pte, bool slow)
{
	lazy_mmu_mode_enable();
	if (slow)
		lazy_mmu_mode_pause();
	touch(pte);
	if (slow)
		lazy_mmu_mode_resume();
	lazy_mmu_mode_disable();
}
`);
  });

  it('lets functions pause and resume for their callers', () => {
    check(`
static void quiet(struct walk *walk)
{
	lazy_mmu_mode_pause();
	walk->quiet = true;
}

static void loud(struct walk *walk)
{
	walk->quiet = false;
	lazy_mmu_mode_resume();
}

int right(struct walk *walk)
{
	lazy_mmu_mode_enable();
	quiet(walk);
	fetch(walk);
	loud(walk);
	lazy_mmu_mode_disable();
	return 0;
}

int wrong(struct walk *walk)
{
	lazy_mmu_mode_enable();
	quiet(walk);
	if (fetch(walk))
		return -EIO;
//		^^^^^^^^^^^^ unmatched-pause
	loud(walk);
	lazy_mmu_mode_disable();
	return 0;
}
`);
  });

  it('allows pauses in pauses', () => {
    check(`
void walk(pte_t *pte)
{
	lazy_mmu_mode_pause();
	lazy_mmu_mode_pause();
	touch(pte);
	lazy_mmu_mode_resume();
	lazy_mmu_mode_resume();
}
`);
  });
});
