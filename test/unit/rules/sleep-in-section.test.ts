import assert from 'node:assert/strict';
import { emptyIndex, type FunctionIndex, resolve } from '../../../server/core/summaries/function-index.ts';
import { analyse, check, parse } from './check.ts';

describe('sleep-in-section', () => {
  it('finds calls that may sleep, only while the mode is on', () => {
    check(`
int walk(struct mutex *lock, void __user *to, void *from, int n)
{
	cond_resched();
	lazy_mmu_mode_enable();
	cond_resched();
//	^^^^^^^^^^^^^^ sleep-in-section
	mutex_lock(lock);
//	^^^^^^^^^^^^^^^^ sleep-in-section
	mutex_unlock(lock);
	if (!down_trylock(lock) || copy_to_user(to, from, n))
//	                           ^^^^^^^^^^^^^^^^^^^^^^^^^ sleep-in-section
		touch(lock);
	lazy_mmu_mode_pause();
	msleep(n);
	lazy_mmu_mode_resume();
	spin_lock(&lock->wait_lock);
	spin_unlock(&lock->wait_lock);
	lazy_mmu_mode_disable();
	synchronize_rcu();
	return 0;
}
`);
  });

  it('reads the flags of allocations', () => {
    check(`
#define OWN_FLAGS (GFP_KERNEL | __GFP_ZERO)
#define OWN_LIGHT (GFP_KERNEL & ~__GFP_DIRECT_RECLAIM)
void walk(int n, gfp_t given)
{
	gfp_t soft = GFP_NOWAIT, hard = GFP_ATOMIC, trimmed = GFP_KERNEL;

	if (n)
		hard = GFP_NOFS | __GFP_NOWARN;
	trimmed &= ~__GFP_RECLAIM;
	lazy_mmu_mode_enable();
	touch(alloc_page(GFP_NOWAIT | __GFP_NOWARN), alloc_page(GFP_ATOMIC), kmalloc(n, soft), kmalloc(n, trimmed));
	touch(kmalloc(n, GFP_KERNEL & ~__GFP_DIRECT_RECLAIM), alloc_page(OWN_LIGHT), alloc_page(given), alloc_page(other));
	touch(alloc_page(GFP_KERNEL_ACCOUNT | __GFP_ZERO));
//	      ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ sleep-in-section
	touch(kmalloc(n, hard));
//	      ^^^^^^^^^^^^^^^^ sleep-in-section
	touch(kcalloc(n, n, n ? GFP_ATOMIC : GFP_KERNEL));
//	      ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ sleep-in-section
	touch(__get_free_page(OWN_FLAGS));
//	      ^^^^^^^^^^^^^^^^^^^^^^^^^^ sleep-in-section
	touch(kmalloc_obj(struct page), kmalloc_obj(struct page, GFP_ATOMIC));
//	      ^^^^^^^^^^^^^^^^^^^^^^^^ sleep-in-section
	lazy_mmu_mode_disable();
}
`);
  });

  it('lets accesses to user memory fail where page faults are disabled', () => {
    check(`
void walk(void __user *to, void *from, int n)
{
	lazy_mmu_mode_enable();
	pagefault_disable();
	touch(copy_to_user(to, from, n));
	pagefault_enable();
	touch(copy_from_user(from, to, n));
//	      ^^^^^^^^^^^^^^^^^^^^^^^^^^^ sleep-in-section
	touch(__copy_from_user_inatomic(from, to, n));
	lazy_mmu_mode_disable();
}
`);
  });

  it('goes through helpers, and takes the flags from the caller', () => {
    check(`
static void *fill(int n, gfp_t gfp)
{
	return kmalloc(n, gfp | __GFP_ZERO);
}
static void *deeper(gfp_t flags, int n)
{
	might_sleep_if(gfpflags_allow_blocking(flags));
	return fill(n, flags);
}
#define rest() do { cond_resched(); } while (0)
static void calm(void)
{
	lazy_mmu_mode_pause();
	cond_resched();
	lazy_mmu_mode_resume();
}
void walk(int n)
{
	lazy_mmu_mode_enable();
	deeper(GFP_NOWAIT, n);
	deeper(GFP_KERNEL, n);
//	^^^^^^^^^^^^^^^^^^^^^ sleep-in-section
	rest();
//	^^^^^^ sleep-in-section
	calm();
	lazy_mmu_mode_disable();
	deeper(GFP_KERNEL, n);
}
`);
  });

  it('tells the whole way in notes, into other files too', () => {
    const header = parse('static inline void far(void)\n{\n\tmsleep(1);\n}\n', 'include/linux/far.h');
    const index: FunctionIndex = { ...emptyIndex, find: (name) => resolve(name, header, emptyIndex) };
    const text = `
static void near(void)
{
	far();
}
void walk(int n)
{
	lazy_mmu_mode_enable();
	if (n)
		near();
	lazy_mmu_mode_disable();
}
`;
    const { file, findings } = analyse(text, { index });
    const [{ message, notes }] = findings;
    assert.equal(message, 'near() may sleep, through msleep(), while lazy MMU mode is on');
    assert.deepEqual(
      notes.map((note) => [
        note.elsewhere ? `${note.elsewhere.file}:${note.elsewhere.from.line}` : file.lines.lineOf(note.range.start),
        note.message,
      ]),
      [
        [8, 'lazy MMU mode is entered here'],
        [9, 'when this is true'],
        [4, 'near() calls far() here'],
        ['include/linux/far.h:3', 'msleep() may sleep'],
      ],
    );
    assert.deepEqual(analyse(text).findings, []);
  });

  it('looks into callbacks that run in a section', () => {
    check(`
static int fill(pte_t *pte, unsigned long addr, void *data)
{
	void *page = alloc_page(GFP_KERNEL);
//	             ^^^^^^^^^^^^^^^^^^^^^^ sleep-in-section

	set_pte_at(&init_mm, addr, pte, mk(page));
	lazy_mmu_mode_pause();
	cond_resched();
	lazy_mmu_mode_resume();
	return 0;
}
static int other(pte_t *pte, unsigned long addr, void *data)
{
	cond_resched();
	return 0;
}
int map(unsigned long addr, unsigned long size)
{
	other(0, addr, 0);
	return apply_to_page_range(&init_mm, addr, size, fill, NULL);
}
`);
  });

  it('looks into callbacks of functions of the file', () => {
    check(`
typedef int (*each_t)(pte_t *pte, void *data);
static void each_pte(pte_t *pte, each_t fn, void *data)
{
	lazy_mmu_mode_enable();
	fn(pte, data);
	lazy_mmu_mode_disable();
}
static void each_pmd(pte_t *pte, void *data, each_t fn)
{
	each_pte(pte, fn, data);
}
static int sleeps(pte_t *pte, void *data)
{
	cond_resched();
//	^^^^^^^^^^^^^^ sleep-in-section
	return 0;
}
static int waits(pte_t *pte, void *data)
{
	msleep(1);
	return 0;
}
static int unused(pte_t *pte, void *data)
{
	msleep(1);
	return 0;
}
static void call(each_t fn, pte_t *pte)
{
	fn(pte, NULL);
}
static void pass_on(each_t fn, pte_t *pte)
{
	call(fn, pte);
}
void all(pte_t *pte, each_t fn)
{
	each_pmd(pte, NULL, sleeps);
	call(unused, pte);
	lazy_mmu_mode_enable();
	call(waits, pte);
//	^^^^^^^^^^^^^^^^ sleep-in-section
	pass_on(waits, pte);
//	^^^^^^^^^^^^^^^^^^^ sleep-in-section
	lazy_mmu_mode_disable();
}
`);
  });

  it('looks into page walkers that a section calls', () => {
    check(`
static int pte_entry(pte_t *pte, unsigned long addr, unsigned long next, struct mm_walk *walk)
{
	cond_resched();
	return 0;
}
static const struct mm_walk_ops in_section = { .pte_entry = pte_entry };
static int calm_entry(pte_t *pte, unsigned long addr, unsigned long next, struct mm_walk *walk)
{
	cond_resched();
	return 0;
}
static const struct mm_walk_ops outside = { .pte_entry = calm_entry };
void walk(struct mm_struct *mm, unsigned long start, unsigned long end)
{
	walk_page_range(mm, start, end, &outside, NULL);
	lazy_mmu_mode_enable();
	walk_page_range(mm, start, end, &in_section, NULL);
//	^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ sleep-in-section
	lazy_mmu_mode_disable();
}
`);
  });

  it('lets code of arm64 sleep: its mode leaves preemption on', () => {
    const text = 'void walk(void)\n{\n\tlazy_mmu_mode_enable();\n\tmsleep(1);\n\tlazy_mmu_mode_disable();\n}\n';
    assert.deepEqual(analyse(text, {}, 'arch/arm64/mm/mmu.c').findings, []);
    assert.equal(analyse(text, {}, 'arch/s390/mm/mmu.c').findings.length, 1);
  });
});
