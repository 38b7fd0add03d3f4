import assert from 'node:assert/strict';
import { check } from './check.ts';

const legacy = { dialect: { generation: 'legacy' } } as const;
const range = {
  dialect: { generation: 'nestable', rangeName: 'lazy_mmu_mode_enable_with_ptes' },
} as const;

describe('nested-section', () => {
  it('finds a section in a section where they do not nest, and where the first begins', () => {
    const { findings, file } = check(
      `
void walk(pte_t *pte)
{
	arch_enter_lazy_mmu_mode();
	if (touch(pte)) {
		arch_enter_lazy_mmu_mode();
//		^^^^^^^^^^^^^^^^^^^^^^^^ nested-section
		touch(pte);
	}
	arch_leave_lazy_mmu_mode();
}
`,
      legacy,
    );
    assert.equal(findings[0].severity, 'error');
    assert.deepEqual(
      findings[0].notes.map(({ range: at, message }) => [file.lines.lineOf(at.start), message]),
      [
        [4, 'lazy MMU mode is entered here'],
        [5, 'when this is true'],
      ],
    );
  });

  it('finds one behind a helper, with the way to it', () => {
    const { findings, file } = check(
      `
static void inner(pte_t *pte)
{
	arch_enter_lazy_mmu_mode();
	touch(pte);
	arch_leave_lazy_mmu_mode();
}

static void between(pte_t *pte)
{
	inner(pte);
}

void walk(pte_t *pte)
{
	arch_enter_lazy_mmu_mode();
	between(pte);
//	^^^^^^^ nested-section
	arch_leave_lazy_mmu_mode();
	between(pte);
}
`,
      legacy,
    );
    assert.deepEqual(
      findings[0].notes.map(({ range: at, message }) => [file.lines.lineOf(at.start), message]),
      [
        [16, 'lazy MMU mode is entered here'],
        [11, 'between() calls inner() here'],
        [4, 'arch_enter_lazy_mmu_mode() opens a section here'],
      ],
    );
  });

  it('finds one in a callback of apply_to_page_range()', () => {
    check(
      `
static int fill(pte_t *pte, unsigned long addr, void *data)
{
	arch_enter_lazy_mmu_mode();
//	^^^^^^^^^^^^^^^^^^^^^^^^ nested-section
	set_pte_at(&init_mm, addr, pte, *(pte_t *)data);
	arch_leave_lazy_mmu_mode();
//	^^^^^^^^^^^^^^^^^^^^^^^^ unmatched-disable
	return 0;
}

int walk(unsigned long addr, unsigned long size, void *data)
{
	return apply_to_page_range(&init_mm, addr, size, fill, data);
}
`,
      legacy,
    );
  });

  it('is silent where sections nest, and where one follows the other', () => {
    check(`
static int fill(pte_t *pte, unsigned long addr, void *data)
{
	lazy_mmu_mode_enable();
	set_pte_at(&init_mm, addr, pte, *(pte_t *)data);
	lazy_mmu_mode_disable();
	return 0;
}

void walk(pte_t *pte, pte_t *entry)
{
	lazy_mmu_mode_enable();
	lazy_mmu_mode_enable();
	fill(pte, 0, NULL);
	lazy_mmu_mode_disable();
	lazy_mmu_mode_disable();
	apply_to_page_range(&init_mm, 0, PAGE_SIZE, fill, entry);
}
`);
    check(
      `
void walk(pte_t *pte)
{
	arch_enter_lazy_mmu_mode();
	touch(pte);
	arch_leave_lazy_mmu_mode();
	arch_enter_lazy_mmu_mode();
	touch(pte);
	arch_leave_lazy_mmu_mode();
}
`,
      legacy,
    );
  });

  it('knows that the range of a nested call is ignored, which is information', () => {
    const fixture = `
static void inner(struct mm_struct *mm, pte_t *pte, unsigned long addr, unsigned long end)
{
	lazy_mmu_mode_enable_with_ptes(mm, addr, end, pte);
	for (; addr != end; pte++, addr += PAGE_SIZE)
		pte_clear(mm, addr, pte);
	lazy_mmu_mode_disable();
}

void walk(struct mm_struct *mm, pte_t *pte, unsigned long addr, unsigned long end)
{
	lazy_mmu_mode_enable();
	inner(mm, pte, addr, end);
//	^^^^^ nested-section
	lazy_mmu_mode_enable_with_ptes(mm, addr, end, pte);
//	^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ nested-section
	touch(pte);
	lazy_mmu_mode_disable();
	lazy_mmu_mode_disable();
}
`;
    const { findings } = check(fixture, range);
    assert.deepEqual(
      findings.map(({ severity }) => severity),
      ['information', 'information'],
    );
    const chosen = check(fixture, { ...range, severities: { 'nested-section': 'warning', 'range-available': 'off' } });
    assert.equal(chosen.findings[0].severity, 'warning');
  });
});
