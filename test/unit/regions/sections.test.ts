import assert from 'node:assert/strict';
import type { FunctionAnalysis } from '../../../server/core/analysis.ts';
import type { Range } from '../../../server/core/text.ts';
import { analyse } from '../rules/check.ts';

/** The text of each stretch of each section, spaces made one. */
function stretches(
  text: string,
  pick: (section: FunctionAnalysis['sections'][number]) => readonly Range[],
): string[][] {
  const { analysis, file } = analyse(text);
  return analysis.functions
    .flatMap(({ sections }) => sections)
    .map((section) => pick(section).map(({ start, end }) => file.text.slice(start, end).replace(/\s+/g, ' ')));
}

describe('sections', () => {
  it('cover the text between enable and disable, comments and braces included', () => {
    const text = `
int walk(pte_t *pte)
{
	before();
	lazy_mmu_mode_enable();
	/* one */
	touch(pte);
	if (more(pte)) { /* two */
		touch(pte + 1);
	}
	last(pte);
	lazy_mmu_mode_disable();
	after();
	return 0;
}
`;
    assert.deepEqual(
      stretches(text, ({ ranges }) => ranges),
      [['touch(pte); if (more(pte)) { /* two */ touch(pte + 1); } last(pte);']],
    );
  });

  it('stop at an early disable and go on behind it', () => {
    const text = `
int walk(pte_t *pte, int n)
{
again:
	setup(pte);
	lazy_mmu_mode_enable();
	for (; n; n--) {
		if (tired()) {
			lazy_mmu_mode_disable();
			rest();
			goto again;
		}
		touch(pte);
	}
	lazy_mmu_mode_disable();
	return 0;
}
`;
    assert.deepEqual(
      stretches(text, ({ ranges }) => ranges),
      [['n; n--) { if (tired()', 'touch(pte);']],
    );
  });

  it('are one per enable, and share what both reach', () => {
    const text = `
int walk(pte_t *pte)
{
	lazy_mmu_mode_enable();
	touch(pte);
	if (must_drop(pte)) {
		lazy_mmu_mode_disable();
		rest();
		lazy_mmu_mode_enable();
		touch(pte + 1);
	}
	shared(pte);
	lazy_mmu_mode_disable();
	return 0;
}
`;
    assert.deepEqual(
      stretches(text, ({ ranges }) => ranges),
      [['touch(pte); if (must_drop(pte)', 'shared(pte);'], ['touch(pte + 1); } shared(pte);']],
    );
    const { analysis, file } = analyse(text);
    const lines = analysis.functions[0].sections.map(({ disables }) =>
      disables.map(({ range }) => file.lines.lineOf(range.start)),
    );
    assert.deepEqual(lines, [[7, 13], [13]]);
  });

  it('nest, and end at their own disable', () => {
    const text = `
int walk(pte_t *pte)
{
	lazy_mmu_mode_enable();
	outer(pte);
	lazy_mmu_mode_enable();
	inner(pte);
	lazy_mmu_mode_disable();
	outer(pte);
	lazy_mmu_mode_disable();
	return 0;
}
`;
    assert.deepEqual(
      stretches(text, ({ ranges }) => ranges),
      [['outer(pte); lazy_mmu_mode_enable(); inner(pte); lazy_mmu_mode_disable(); outer(pte);'], ['inner(pte);']],
    );
  });

  it('know where they are paused', () => {
    const text = `
int walk(pte_t *pte)
{
	lazy_mmu_mode_enable();
	touch(pte);
	lazy_mmu_mode_pause();
	rest(pte);
	lazy_mmu_mode_resume();
	touch(pte);
	lazy_mmu_mode_disable();
	return 0;
}
`;
    assert.deepEqual(
      stretches(text, ({ paused }) => paused),
      [['rest(pte); lazy_mmu_mode_resume();']],
    );
  });

  it('are not opened by an enable that only runs while paused', () => {
    const text = `
int walk(pte_t *pte)
{
	lazy_mmu_mode_pause();
	lazy_mmu_mode_enable();
	touch(pte);
	lazy_mmu_mode_disable();
	lazy_mmu_mode_resume();
	return 0;
}
`;
    assert.deepEqual(
      stretches(text, ({ ranges }) => ranges),
      [],
    );
  });

  it('give each call the states it is reached in', () => {
    const { analysis } = analyse(`
int walk(pte_t *pte)
{
	if (touch(pte))
		lazy_mmu_mode_enable();
	lazy_mmu_mode_enable();
	touch(pte);
	lazy_mmu_mode_disable();
	return 0;
	lazy_mmu_mode_disable();
}
`);
    const states = analysis.functions[0].calls.map(({ before }) => before.map(({ depth }) => depth));
    assert.deepEqual(states, [[0], [0, 1], [1, 2], []]);
  });

  it('of the older API end with the first leave', () => {
    const text = `
int walk(pte_t *pte)
{
	arch_enter_lazy_mmu_mode();
	outer(pte);
	arch_enter_lazy_mmu_mode();
	inner(pte);
	arch_leave_lazy_mmu_mode();
	outer(pte);
	return 0;
}
`;
    assert.deepEqual(
      stretches(text, ({ ranges }) => ranges),
      [['outer(pte); arch_enter_lazy_mmu_mode(); inner(pte);'], ['inner(pte);']],
    );
  });
});
