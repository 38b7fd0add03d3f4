import assert from 'node:assert/strict';
import { analyse, check } from './check.ts';

describe('functions that enter or leave for others', () => {
  it('are silent as a pair in one file, and are followed into their callers', () => {
    const { analysis } = check(`
static pte_t *begin(struct mm_struct *mm, pmd_t *pmd, unsigned long addr, spinlock_t **ptl)
{
	pte_t *pte = pte_offset_map_lock(mm, pmd, addr, ptl);

	if (!pte)
		return NULL;
	lazy_mmu_mode_enable();
	touch(pte);
	return pte;
}

static void finish(pte_t *pte, spinlock_t *ptl)
{
	lazy_mmu_mode_disable();
	pte_unmap_unlock(pte, ptl);
}

int right(struct mm_struct *mm, pmd_t *pmd, unsigned long addr)
{
	spinlock_t *ptl;
	pte_t *pte = begin(mm, pmd, addr, &ptl);

	if (!pte)
		return -EAGAIN;
	touch(pte);
	finish(pte, ptl);
	return 0;
}

int wrong(struct mm_struct *mm, pmd_t *pmd, unsigned long addr)
{
	spinlock_t *ptl;
	pte_t *pte = begin(mm, pmd, addr, &ptl);

	if (!pte)
		return -EAGAIN;
	if (touch(pte))
		return -EIO;
//		^^^^^^^^^^^^ return-in-section
	finish(pte, ptl);
	return 0;
}

int twice(pte_t *pte, spinlock_t *ptl)
{
	lazy_mmu_mode_enable();
	finish(pte, ptl);
	finish(pte, ptl);
//	^^^^^^ unmatched-disable
	return 0;
}
`);
    const right = analysis.functions.find(({ name }) => name === 'right');
    assert.deepEqual(
      right?.calls.map(({ name, effect }) => [name, effect]),
      [
        ['begin', 'enable'],
        ['finish', 'disable'],
      ],
    );
    assert.equal(right?.sections.length, 1);
  });

  it('are silent when a caller in the file does the other half', () => {
    check(`
static void cleanup(pte_t *pte, spinlock_t *ptl)
{
	lazy_mmu_mode_disable();
	pte_unmap_unlock(pte, ptl);
}

int walk(pte_t *pte, spinlock_t *ptl)
{
	lazy_mmu_mode_enable();
	if (touch(pte)) {
		cleanup(pte, ptl);
		return -EIO;
	}
	cleanup(pte, ptl);
	return 0;
}
`);
  });

  it('may be macros of the file, when their bodies run straight through', () => {
    check(`
#define enter_walk(ptl) do { spin_lock(ptl); lazy_mmu_mode_enable(); } while (0)
#define leave_walk(ptl) do { lazy_mmu_mode_disable(); spin_unlock(ptl); } while (0)

int walk(pte_t *pte, spinlock_t *ptl)
{
	enter_walk(ptl);
	if (touch(pte))
		return -EIO;
//		^^^^^^^^^^^^ return-in-section
	leave_walk(ptl);
	return 0;
}
`);
  });

  it('are silent when they leave the section of their caller and enter it again', () => {
    check(`
static void breathe(pte_t *pte)
{
	if (need_resched()) {
		lazy_mmu_mode_disable();
		cond_resched();
		lazy_mmu_mode_enable();
	}
}
`);
  });

  it('are silent when they only hand the mode over', () => {
    check(`
void enter_walk(struct walk *walk)
{
	walk->started = true;
	lazy_mmu_mode_enable();
}

void leave_walk(struct walk *walk)
{
	walk->started = false;
	lazy_mmu_mode_disable();
}
`);
  });

  it('are silent as the two halves of a context switch', () => {
    check(
      `
static void switch_out(struct task_struct *prev)
{
	if (in_batch()) {
		arch_leave_lazy_mmu_mode();
		set_ti_thread_flag(prev, TIF_BATCH);
	}
}

static void switch_in(struct task_struct *next)
{
	if (test_and_clear_ti_thread_flag(next, TIF_BATCH))
		arch_enter_lazy_mmu_mode();
}
`,
      { dialect: { generation: 'legacy' } },
    );
  });

  it('are silent as callbacks that pause and resume the section of their caller', () => {
    check(`
static int fill(pte_t *pte, unsigned long addr, void *data)
{
	lazy_mmu_mode_pause();
	set_pte_at(&init_mm, addr, pte, *(pte_t *)data);
	lazy_mmu_mode_resume();
	return 0;
}
`);
  });

  it('are themselves wrong when nobody does the other half for them', () => {
    check(`
static void lost_end(pte_t *pte)
{
	lazy_mmu_mode_enable();
	touch(pte);
}
^ return-in-section

void walk(pte_t *pte)
{
	lazy_mmu_mode_enable();
	lost_end(pte);
	lazy_mmu_mode_disable();
}
`);
    check(`
static void lost_begin(pte_t *pte)
{
	touch(pte);
	lazy_mmu_mode_disable();
//	^^^^^^^^^^^^^^^^^^^^^ unmatched-disable
}

void walk(pte_t *pte)
{
	lazy_mmu_mode_enable();
	touch(pte);
	lazy_mmu_mode_disable();
	lost_begin(pte);
}
`);
  });

  it('are themselves wrong when they only hand the mode over and nothing says that they should', () => {
    check(`
void mark_pages(struct walk *walk)
{
	walk->marked = true;
	lazy_mmu_mode_enable();
}
^ return-in-section

void sweep_pages(struct walk *walk)
{
	lazy_mmu_mode_disable();
//	^^^^^^^^^^^^^^^^^^^^^ unmatched-disable
	walk->marked = false;
}
`);
  });

  it('are told by what calls them, also through others', () => {
    check(`
static void inner(struct walk *walk)
{
	lazy_mmu_mode_enable();
}

static void outer(struct walk *walk)
{
	walk->count++;
	inner(walk);
}

int walk_pages(struct walk *walk)
{
	outer(walk);
	if (touch(walk))
		return -EIO;
//		^^^^^^^^^^^^ return-in-section
	lazy_mmu_mode_disable();
	return 0;
}
`);
  });

  it('interrupt a section only when they are called in one, or only wait', () => {
    check(`
static void called(pte_t *pte)
{
	lazy_mmu_mode_disable();
	report(pte);
	lazy_mmu_mode_enable();
}

static void swapped(struct mm_struct *mm, pte_t *pte, unsigned long addr, unsigned long end)
{
	lazy_mmu_mode_disable();
//	^^^^^^^^^^^^^^^^^^^^^ unmatched-disable
	for (; addr != end; pte++, addr += PAGE_SIZE)
		ptep_set_wrprotect(mm, addr, pte);
	lazy_mmu_mode_enable();
}
^ return-in-section

int walk_pages(struct mm_struct *mm, pte_t *pte, unsigned long addr, unsigned long end)
{
	lazy_mmu_mode_enable();
	called(pte);
	lazy_mmu_mode_disable();
	swapped(mm, pte, addr, end);
	return 0;
}
`);
  });

  it('must not leave the section of the function that calls them back', () => {
    const { findings } = check(`
static int fill(pte_t *pte, unsigned long addr, void *data)
{
	if (!data) {
		lazy_mmu_mode_disable();
//		^^^^^^^^^^^^^^^^^^^^^ unmatched-disable
		return -EINVAL;
	}
	set_pte_at(&init_mm, addr, pte, *(pte_t *)data);
	return 0;
}

int walk(unsigned long addr, unsigned long size, void *data)
{
	return apply_to_page_range(&init_mm, addr, size, fill, data);
}
`);
    assert.match(findings[0].message, /leaves the section of the caller/);
  });

  it('must not leave twice', () => {
    check(`
static void finish_walk(pte_t *pte, int err)
{
	if (err)
		lazy_mmu_mode_disable();
	lazy_mmu_mode_disable();
//	^^^^^^^^^^^^^^^^^^^^^ unmatched-disable
}

int walk(pte_t *pte, int err)
{
	lazy_mmu_mode_enable();
	touch(pte);
	finish_walk(pte, err);
	return 0;
}
`);
  });

  it('are not taken for helpers when they implement the API', () => {
    const { findings, analysis } = analyse(
      `
static inline void arch_leave_lazy_mmu_mode(void)
{
	arch_flush_lazy_mmu_mode();
}

static inline void lazy_mmu_mode_disable(void)
{
	if (--current->depth == 0)
		arch_leave_lazy_mmu_mode();
}

static inline void lazy_mmu_mode_enable(void)
{
	if (current->depth++ == 0)
		arch_enter_lazy_mmu_mode();
}
`,
      { dialect: { generation: 'nestable' } },
    );
    assert.deepEqual(findings, []);
    assert.deepEqual(
      analysis.functions.flatMap(({ sections }) => sections),
      [],
    );
  });
});
