import assert from 'node:assert/strict';
import { analyse, assertFixed, check } from './check.ts';

const nestable = { dialect: { generation: 'nestable' } } as const;

describe('legacy-api', () => {
  it('renames the older calls in a tree whose sections nest', () => {
    const checked = check(
      `
int walk(pte_t *pte)
{
	arch_enter_lazy_mmu_mode();
//	^^^^^^^^^^^^^^^^^^^^^^^^ legacy-api
	touch(pte);
	arch_leave_lazy_mmu_mode();
//	^^^^^^^^^^^^^^^^^^^^^^^^ legacy-api
	return 0;
}
`,
      nestable,
    );
    assert.ok(checked.findings.every(({ fixes }) => fixes[0].safe));
    assertFixed(
      checked,
      `
int walk(pte_t *pte)
{
	lazy_mmu_mode_enable();
	touch(pte);
	lazy_mmu_mode_disable();
	return 0;
}
`,
      nestable,
    );
  });

  it('has nothing to rename a flush to', () => {
    const { findings } = check(
      `
int walk(pte_t *pte)
{
	touch(pte);
	arch_flush_lazy_mmu_mode();
//	^^^^^^^^^^^^^^^^^^^^^^^^ legacy-api
	return 0;
}
`,
      nestable,
    );
    assert.deepEqual(findings[0].fixes, []);
  });

  it('is silent in a tree that has only the older calls', () => {
    const text =
      'int walk(pte_t *pte)\n{\n\tarch_enter_lazy_mmu_mode();\n\ttouch(pte);\n\tarch_leave_lazy_mmu_mode();\n\treturn 0;\n}\n';
    check(text, { dialect: { generation: 'legacy' } });
    check(text);
  });

  it('is silent about an architecture that flushes its own batch', () => {
    check('void map(void)\n{\n\tarch_flush_lazy_mmu_mode();\n}\n', nestable, 'arch/x86/mm/pat/map.c');
  });

  it('is silent in a file that defines the hooks', () => {
    check(
      `
void arch_enter_lazy_mmu_mode(void)
{
}

void restart(void)
{
	arch_leave_lazy_mmu_mode();
	arch_enter_lazy_mmu_mode();
}
`,
      nestable,
    );
  });
});

describe('superseded-name', () => {
  const text = `
int walk(struct mm_struct *mm, pte_t *pte, unsigned long addr, unsigned long end)
{
	lazy_mmu_mode_enable_pte(mm, addr, end, pte);
//	^^^^^^^^^^^^^^^^^^^^^^^^ superseded-name
	touch(pte);
	lazy_mmu_mode_disable();
	return 0;
}
`;

  it('renames to the name in use, and keeps the arguments', () => {
    const unmarked = text.replace(/^\/\/.*\n/m, '');
    const to = (name: string) => unmarked.replace('lazy_mmu_mode_enable_pte', name);
    assertFixed(check(text), to('lazy_mmu_mode_enable_for_pte_range'));
    const setting = { rangeName: 'lazy_mmu_mode_enable_with_ptes' };
    assertFixed(check(text, setting), to('lazy_mmu_mode_enable_with_ptes'), setting);
    const dialect = { generation: 'nestable', rangeName: 'lazy_mmu_mode_enable_with_ptes' } as const;
    assertFixed(check(text, { dialect }), to('lazy_mmu_mode_enable_with_ptes'), { dialect });
  });

  it('takes a tree that declares the first name at its word', () => {
    const { findings } = analyse(text, {
      dialect: { generation: 'nestable', rangeName: 'lazy_mmu_mode_enable_pte' },
    });
    assert.deepEqual(findings, []);
  });
});
