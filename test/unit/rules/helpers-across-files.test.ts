import assert from 'node:assert/strict';
import { describeAt } from '../../../server/core/analyse.ts';
import type { KernelParser } from '../../../server/core/syntax/source-file.ts';
import { TreeFunctionIndex } from '../../../server/host/function-index.ts';
import { emptyTree, overlayTree } from '../../../server/host/overlay-tree.ts';
import { loadKernelParser } from '../../../server/host/parser.ts';
import { type Checked, check } from './check.ts';

const header = `static inline pte_t *begin_walk(struct mm_struct *mm, pmd_t *pmd, unsigned long addr, spinlock_t **ptl)
{
	pte_t *pte = pte_offset_map_lock(mm, pmd, addr, ptl);

	if (!pte)
		return NULL;
	lazy_mmu_mode_enable();
	return pte;
}

static inline void finish_walk(pte_t *pte, spinlock_t *ptl)
{
	lazy_mmu_mode_disable();
	pte_unmap_unlock(pte, ptl);
}
`;
/** Their names say nothing, and they do more than to enter and leave. */
const plainNames = `void mark_pages(struct walk *walk)
{
	touch(walk);
	lazy_mmu_mode_enable();
	touch(walk);
}

void sweep_pages(struct walk *walk)
{
	touch(walk);
	lazy_mmu_mode_disable();
	touch(walk);
}
`;
const right = `int right(struct mm_struct *mm, pmd_t *pmd, unsigned long addr)
{
	spinlock_t *ptl;
	pte_t *pte = begin_walk(mm, pmd, addr, &ptl);

	if (!pte)
		return -EAGAIN;
	pte_clear(mm, addr, pte);
	finish_walk(pte, ptl);
	return 0;
}
`;

describe('functions of other files that enter or leave for others', () => {
  let parser: KernelParser;

  before(async () => {
    parser = await loadKernelParser();
  });

  /** Checks one file, with markers, in a tree of others. */
  function checkIn(files: Readonly<Record<string, string>>, fixture: string, path = 'mm/fixture.c'): Checked {
    const texts = new Map(Object.entries({ ...files, [path]: fixture }));
    const tree = overlayTree(emptyTree, texts);
    return check(fixture, { index: new TreeFunctionIndex(tree, parser), dialect: { generation: 'nestable' } }, path);
  }

  it('are followed into their callers, which need not mention the mode themselves', () => {
    const { analysis, file, findings } = checkIn(
      { 'mm/internal.h': header },
      `${right}
int wrong(struct mm_struct *mm, pmd_t *pmd, unsigned long addr)
{
	spinlock_t *ptl;
	pte_t *pte = begin_walk(mm, pmd, addr, &ptl);

	if (!pte)
		return -EAGAIN;
	if (touch(pte))
		return -EIO;
//		^^^^^^^^^^^^ return-in-section
	msleep(1);
//	^^^^^^^^^ sleep-in-section
	finish_walk(pte, ptl);
	return 0;
}
`,
    );
    assert.deepEqual(
      analysis.functions.map(({ name, sections }) => [name, sections.length]),
      [
        ['right', 1],
        ['wrong', 1],
      ],
    );
    const [, entered] = findings[0].notes;
    assert.equal(entered.message, 'in begin_walk(), which enters lazy MMU mode here');
    assert.deepEqual(entered.elsewhere?.file, 'mm/internal.h');
    assert.equal(entered.elsewhere?.from.line, 7);
    const described = describeAt(file, analysis, file.text.indexOf('finish_walk('));
    assert.equal(described?.kind === 'api-call' && described.source, 'mm/internal.h');
    assert.match(
      described?.kind === 'api-call' ? described.summary : '',
      /^A function of mm\/internal\.h that leaves /,
    );
  });

  it('are silent where they are defined, when callers in other files need them', () => {
    const caller = `void walk_pages(struct walk *walk)
{
	mark_pages(walk);
	sweep_pages(walk);
}
`;
    checkIn({ 'kernel/walk.c': caller }, plainNames, 'mm/marks.c');
    checkIn({ 'mm/marks.c': plainNames }, caller, 'kernel/walk.c');
  });

  it('are wrong where they are defined, when nobody needs them', () => {
    const lone = `void mark_pages(struct walk *walk)
{
	touch(walk);
	lazy_mmu_mode_enable();
	touch(walk);
}
^ return-in-section
`;
    const callers = `void walk_pages(struct walk *walk)
{
	mark_pages(walk);
	lazy_mmu_mode_enable();
	touch(walk);
	lazy_mmu_mode_disable();
}
`;
    checkIn({}, lone, 'mm/marks.c');
    checkIn({ 'mm/walk.c': callers }, lone, 'mm/marks.c');
  });

  it('may interrupt the section of a caller in another file', () => {
    const interrupting = `static inline void rest_in_walk(pte_t *pte)
{
	lazy_mmu_mode_disable();
	report(pte);
	lazy_mmu_mode_enable();
}
`;
    const caller = right.replace('pte_clear(mm, addr, pte);', 'rest_in_walk(pte);');
    checkIn({ 'mm/walk.c': caller }, `${header}\n${interrupting}`, 'mm/internal.h');
    checkIn(
      { 'mm/walk.c': right },
      `${header}
static inline void rest_in_walk(pte_t *pte)
{
	lazy_mmu_mode_disable();
//	^^^^^^^^^^^^^^^^^^^^^ unmatched-disable
	report(pte);
	lazy_mmu_mode_enable();
}
^ return-in-section
`,
      'mm/internal.h',
    );
  });

  it('may call each other across files, and may be macros', () => {
    checkIn(
      {
        'include/linux/walk.h': '#define enter_walk() do { lazy_mmu_mode_enable(); } while (0)\n',
        'mm/internal.h': `static inline void start_walk(struct walk *walk)
{
	touch(walk);
	enter_walk();
}
`,
      },
      `void walk_pages(struct walk *walk)
{
	start_walk(walk);
	if (touch(walk))
		return;
//		^^^^^^^ return-in-section
	lazy_mmu_mode_disable();
}
`,
    );
  });

  it('pause for callers in other files too', () => {
    checkIn(
      {
        'mm/internal.h': `static inline void suspend_walk(struct walk *walk)
{
	lazy_mmu_mode_pause();
}

static inline void resume_walk(struct walk *walk)
{
	lazy_mmu_mode_resume();
}
`,
        'lib/rest.c': `void rest_in_walk(struct walk *walk)
{
	suspend_walk(walk);
	msleep(1);
	resume_walk(walk);
}
`,
      },
      `void walk_pages(struct walk *walk)
{
	lazy_mmu_mode_enable();
	suspend_walk(walk);
	msleep(1);
	resume_walk(walk);
	rest_in_walk(walk);
	msleep(1);
//	^^^^^^^^^ sleep-in-section
	lazy_mmu_mode_disable();
}
`,
    );
  });

  it('are not meant by calls of a function of the same name that the file has itself, or that others cannot see', () => {
    checkIn(
      { 'mm/internal.h': header },
      `static void begin_walk(struct walk *walk)
{
	touch(walk);
}

void walk_pages(struct walk *walk)
{
	begin_walk(walk);
}
`,
    );
    checkIn(
      { 'mm/walk.c': header.replaceAll('static inline', 'static') },
      'void walk_pages(struct walk *walk)\n{\n\tbegin_walk(walk);\n}\n',
    );
  });
});
