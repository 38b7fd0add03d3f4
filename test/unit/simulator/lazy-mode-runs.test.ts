import assert from 'node:assert/strict';
import type { MachineName } from '../../../server/core/simulator/arch/names.ts';
import { eventsOf, lineOf, loadParser, runWalkerText, walkerPath } from './support-run.ts';

/** A walker of which `body` is the middle; `active` shifts what is_lazy_mmu_mode_active() says into its result. */
const walker = (body: string): string => `
static unsigned long said;
static void active(void)
{
	said = said * 2 + is_lazy_mmu_mode_active();
}
static void protect(struct vm_area_struct *vma, pte_t *pte, unsigned long addr, int nr)
{
	for (; nr > 0; nr--, pte++, addr += PAGE_SIZE) {
		pte_t old = ptep_modify_prot_start(vma, addr, pte);

		ptep_modify_prot_commit(vma, addr, pte, old, pte_wrprotect(old));
	}
}
unsigned long walker(struct vm_area_struct *vma, pmd_t *pmd, unsigned long addr, unsigned long end)
{
	pte_t *pte = pte_offset_map(pmd, addr);
${body}
	return said;
}
`;

/** Every state of the mode in a row: active and inactive as in the kernel's own test of it (mm/tests, 7.3). */
const states = `
	active();
	lazy_mmu_mode_enable();
	active();
	lazy_mmu_mode_enable();
	active();
	lazy_mmu_mode_disable();
	active();
	lazy_mmu_mode_pause();
	active();
	lazy_mmu_mode_enable();
	active();
	lazy_mmu_mode_disable();
	active();
	lazy_mmu_mode_pause();
	active();
	lazy_mmu_mode_resume();
	active();
	lazy_mmu_mode_resume();
	active();
	lazy_mmu_mode_disable();
	active();
`;

/** What they say in a row; the first, no, is a leading 0. */
const expected = '1110000010';

describe('lazy MMU mode in a run', () => {
  before(loadParser);

  const modes: readonly (readonly [MachineName, boolean])[] = [
    ['s390-ipte-range', true],
    ['arm64', true],
    ['xen-pv', true],
    ['x86', true],
    ['powerpc-hash', true],
    ['powerpc-radix', true],
    ['sparc64', true],
    ['s390', false],
    ['arm64-eager', false],
    ['generic', false],
  ];
  for (const [machine, hasMode] of modes) {
    it(`of ${machine} ${hasMode ? 'goes through the states of the kernel' : 'is never active'}`, () => {
      const { returned, warnings } = runWalkerText(machine, walker(states));
      assert.deepEqual([Number(returned).toString(2), warnings], [hasMode ? expected : '0', []]);
    });
  }

  const complaints: readonly (readonly [string, string, RegExp])[] = [
    ['a disable too many', 'lazy_mmu_mode_disable();', /lazy_mmu_mode_disable\(\) without/],
    ['a resume too many', 'lazy_mmu_mode_resume();', /lazy_mmu_mode_resume\(\) without/],
    ['256 sections in each other', 'for (int i = 0; i < 256; i++) lazy_mmu_mode_enable();', /enable\(\) nested 255/],
    ['256 pauses in each other', 'for (int i = 0; i < 256; i++) lazy_mmu_mode_pause();', /pause\(\) nested 255/],
    [
      'nesting in the older dialect',
      'arch_enter_lazy_mmu_mode(); arch_enter_lazy_mmu_mode();',
      /arch_enter_lazy_mmu_mode\(\) nested/,
    ],
    ['a leave too many in the older dialect', 'arch_leave_lazy_mmu_mode();', /arch_leave_lazy_mmu_mode\(\) without/],
    ['a WARN_ON that holds', 'WARN_ON_ONCE(addr);', /condition of a WARN_ON\(\) held/],
  ];
  for (const [title, body, message] of complaints) {
    it(`tells of ${title}, with the line`, () => {
      const text = walker(`	${body}`);
      const { warnings } = runWalkerText('arm64', text);
      assert.equal(warnings.length, 1);
      assert.match(warnings[0].message, message);
      assert.deepEqual([warnings[0].file, warnings[0].line, warnings[0].times], [walkerPath, lineOf(text, body), 1]);
    });
  }

  it('warns of nothing on a machine whose calls are empty', () => {
    assert.deepEqual(runWalkerText('s390', walker('	lazy_mmu_mode_disable();')).warnings, []);
  });

  /** What a section of the older dialect, nested by accident, does: 10 entries before, between and after the inner one. */
  const nestedLegacy = walker(`
	arch_enter_lazy_mmu_mode();
	protect(vma, pte, addr, 10);
	arch_enter_lazy_mmu_mode();
	protect(vma, pte + 10, addr + 10 * PAGE_SIZE, 10);
	arch_leave_lazy_mmu_mode();
	protect(vma, pte + 20, addr + 20 * PAGE_SIZE, 10);
	arch_leave_lazy_mmu_mode();`);

  it('of the older dialect ends for powerpc and sparc64 at the inner leave', () => {
    const hash = runWalkerText('powerpc-hash', nestedLegacy).counts;
    assert.deepEqual([hash.hpte_flushes, hash.hpte_entries], [11, 30]);
    const sparc = runWalkerText('sparc64', nestedLegacy).counts;
    assert.deepEqual([sparc.tsb_flushes, sparc.tsb_pages], [11, 30]);
  });

  it('of the older dialect is only flushed for Xen at the inner leave', () => {
    assert.deepEqual(eventsOf(runWalkerText('xen-pv', nestedLegacy)), { hypercalls: 2, mmu_update_entries: 30 });
  });
});
