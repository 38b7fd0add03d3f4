import assert from 'node:assert/strict';
import fc from 'fast-check';
import { analyse, check } from './check.ts';

/** A walker that enters and leaves under conditions, with something in between. */
function walker(enters: string, between: string, leaves: string, marker = ''): string {
  return `
int walk(struct mm_struct *mm, pte_t *pte, struct walk *walk, unsigned int flags, int nr)
{
	int err = pte ? 0 : -EAGAIN;

	if (${enters})
		lazy_mmu_mode_enable();
	${between}
	if (${leaves})
		lazy_mmu_mode_disable();
${marker}
	return err;
${marker && '//	^^^^^^^^^^^ return-in-section'}
}
`;
}

const off = '//		^^^^^^^^^^^^^^^^^^^^^ unmatched-disable';

describe('conditions that are asked twice', () => {
  for (const condition of [
    '!err',
    'flags & 4',
    '!(flags & 4)',
    'walk->batch',
    '~walk->flags & 4',
    'nr + 1 > 3',
    'walk->range.nr == 2',
  ]) {
    it(`have one answer: ${condition}`, () => {
      check(walker(condition, 'touch(pte);', condition));
    });
  }

  it('are told apart by what they ask', () => {
    check(walker('flags & 4', 'touch(pte);', 'flags & 8', off));
    check(walker('walk->batch', 'touch(pte);', 'walk->slow', off));
    check(walker('flags & nr', 'touch(pte);', 'flags | nr', off));
  });

  it('may have another answer when the value has changed', () => {
    check(walker('flags & 4', 'flags = next(pte);', 'flags & 4', off));
    check(walker('walk->batch', 'walk->batch = next(pte);', 'walk->batch', off));
    check(walker('walk->batch', 'walk = next(pte);', 'walk->batch', off));
  });

  it('may have another answer when a call could change the member, or a lock let others', () => {
    check(walker('walk->batch', 'advance(walk);', 'walk->batch', off));
    check(walker('mm->batch', 'spin_lock(&mm->lock); spin_unlock(&mm->lock);', 'mm->batch', off));
  });

  it('has the same answer behind a lock when no other task knows the structure', () => {
    check(walker('walk->batch', 'spin_lock(&mm->lock); spin_unlock(&mm->lock);', 'walk->batch', ''));
  });

  it('may have another answer in the next turn of a loop', () => {
    check(`
int walk(pte_t *pte, struct walk *walk, int n)
{
	while (n--) {
		int flags = next(pte);

		if (flags & 4)
			lazy_mmu_mode_enable();
		touch(pte);
		if (flags & 4)
			lazy_mmu_mode_disable();
	}
	return 0;
}

int apart(pte_t *pte, struct walk *walk, int n)
{
	while (n--) {
		int flags = next(pte);

		if (flags & 4)
			lazy_mmu_mode_enable();
		flags = next(pte);
		if (flags & 4)
			lazy_mmu_mode_disable();
//			^^^^^^^^^^^^^^^^^^^^^ unmatched-disable
	}
	return 0;
//	^^^^^^^^^ return-in-section
}
`);
  });

  it('know that errnos are neither zero nor one another', () => {
    check(`
int walk(pte_t *pte)
{
	int err = 0;

	lazy_mmu_mode_enable();
	if (touch(pte))
		err = -EBUSY;
	if (err != -ENXIO)
		lazy_mmu_mode_disable();
	return err;
}
`);
  });

  it('know of merged errors which they are not, however many there are, while few have left', () => {
    const errnos = ['EAGAIN', 'EBUSY', 'EINVAL', 'EIO', 'ENOMEM', 'ENXIO', 'EPERM', 'EEXIST', 'E2BIG', 'ERANGE'];
    const written = (left: readonly string[], asked: readonly string[]) => `
int walk(pte_t *pte, int nr)
{
	int err = 0;

	lazy_mmu_mode_enable();
${errnos
  .map(
    (errno, at) => `	if (nr == ${at}) {
		err = -${errno};
${left.includes(errno) ? '\t\tlazy_mmu_mode_disable();\n' : ''}		goto out;
	}
`,
  )
  .join('')}out:
	if (${asked.map((errno) => `err != -${errno}`).join(' && ') || 'true'})
		lazy_mmu_mode_disable();
	return err;
}
`;
    const rulesOf = (left: readonly string[], asked: readonly string[]) =>
      analyse(written(left, asked)).findings.map(({ rule }) => rule);
    fc.assert(
      fc.property(fc.subarray(errnos, { maxLength: 4 }), fc.constantFrom(...errnos), (left, other) => {
        assert.deepEqual(rulesOf(left, left), []);
        const forgotten = left.filter((errno) => errno !== other);
        if (left.includes(other)) assert.ok(rulesOf(left, forgotten).includes('unmatched-disable'));
        else assert.ok(rulesOf(left, [...left, other]).includes('return-in-section'));
      }),
      { numRuns: 30 },
    );
    check(written(['ENXIO'], ['ENXIO']));
  });

  it('may be kept in a variable beside what they are about', () => {
    check(`
int walk(struct mm_struct *mm, pmd_t *pmd, unsigned long addr, unsigned long end)
{
	pte_t *start = map_entries(mm, pmd, addr);
	bool mapped = start != NULL;

	if (mapped)
		lazy_mmu_mode_enable();
	for (; addr != end; addr += PAGE_SIZE)
		touch(addr);
	if (start)
		lazy_mmu_mode_disable();
	return 0;
}

int other(struct mm_struct *mm, pmd_t *pmd, unsigned long addr, unsigned long end)
{
	pte_t *start = map_entries(mm, pmd, addr);
	bool mapped = !!start;

	if (mapped)
		lazy_mmu_mode_enable();
	start = map_entries(mm, pmd, end);
	if (start)
		lazy_mmu_mode_disable();
//		^^^^^^^^^^^^^^^^^^^^^ unmatched-disable
	return 0;
//	^^^^^^^^^ return-in-section
}
`);
  });

  it('hold where paths know more than is kept apart at first', () => {
    const asked = (what: string) => `	if (${what})\n		touch(${what.length});\n`;
    const many = ['walk->a', 'walk->b', 'nr > 3', 'nr > 5', 'flags & 1', 'flags & 2'];
    const questions = many.map(asked).join('');
    check(walker('err && nr', `${questions}${questions}`, '!(!err || !nr)'));
  });
});
