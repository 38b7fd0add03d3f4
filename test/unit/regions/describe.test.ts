import assert from 'node:assert/strict';
import { describeAt } from '../../../server/core/describe.ts';
import { analyse } from '../rules/check.ts';

const text = `
int walk(struct mm_struct *mm, pte_t *pte, unsigned long addr)
{
	ptep_get(pte);
	lazy_mmu_mode_enable();
	/* ptep_get() in a comment */
	set_pte_at(mm, addr, pte, entry);
	if (touch(pte)) {
		lazy_mmu_mode_disable();
		return 1;
	}
	lazy_mmu_mode_pause();
	ptep_get(pte);
	lazy_mmu_mode_resume();
	lazy_mmu_mode_disable();
	return 0;
}
`;

/** Describes the name that stands at the last place of a text before a mark. */
function describeName(name: string, after = '') {
  const { file, analysis } = analyse(text);
  const from = text.indexOf(after);
  return describeAt(file, analysis, text.indexOf(name, from) + 2);
}

describe('what there is to say about', () => {
  it('an enable: the state before it, and the lines of its disables', () => {
    const said = describeName('lazy_mmu_mode_enable');
    assert.equal(said?.kind, 'api-call');
    assert.deepEqual(said.before, ['off']);
    assert.equal(said.generation, 'nestable');
    assert.match(said.difference ?? '', /arch_enter_lazy_mmu_mode/);
    assert.deepEqual(
      said.matching.map(({ line }) => line),
      [9, 15],
    );
    assert.equal(text.slice(said.range.start, said.range.end), 'lazy_mmu_mode_enable');
  });

  it('a disable: its enables', () => {
    const said = describeName('lazy_mmu_mode_disable');
    assert.equal(said?.kind, 'api-call');
    assert.deepEqual(said.before, ['on, depth 1']);
    assert.deepEqual(
      said.matching.map(({ line }) => line),
      [5],
    );
  });

  it('a resume: that the mode is paused', () => {
    const said = describeName('lazy_mmu_mode_resume');
    assert.equal(said?.kind, 'api-call');
    assert.deepEqual(said.before, ['paused at depth 1']);
  });

  it('a primitive in a section: what each machine does here', () => {
    const said = describeName('set_pte_at');
    assert.equal(said?.kind, 'primitive');
    assert.equal(said.does, 'update');
    assert.equal(said.mode, 'on');
    const xen = said.machines.find(({ machine }) => machine === 'xen-pv');
    assert.deepEqual(xen, {
      machine: 'xen-pv',
      inside: 'Queued; one hypercall carries up to 31 updates.',
      outside: 'One mmu_update hypercall.',
    });
  });

  it('a primitive while paused: what holds outside', () => {
    const said = describeName('ptep_get', 'lazy_mmu_mode_pause');
    assert.equal(said?.kind, 'primitive');
    assert.equal(said.mode, 'paused');
  });

  it('a primitive outside of the sections, or in a function that has none', () => {
    const before = describeName('ptep_get');
    assert.equal(before?.kind, 'primitive');
    assert.equal(before.mode, 'off');
    const helper = 'static void clear(pte_t *pte)\n{\n\tpte_clear(&init_mm, 0, pte);\n}\n';
    const { file, analysis } = analyse(helper);
    const said = describeAt(file, analysis, helper.indexOf('pte_clear'));
    assert.equal(said?.kind, 'primitive');
    assert.equal(said.mode, 'unknown');
  });

  it('a call in a section that was told its range: which, where, and whether a pause has taken it', () => {
    const ranged = text.replace(
      'lazy_mmu_mode_enable()',
      'lazy_mmu_mode_enable_for_pte_range(mm, addr,\n\t\tend, pte)',
    );
    const { file, analysis } = analyse(ranged);
    const rangesAt = (name: string, from = 0) => {
      const said = describeAt(file, analysis, ranged.indexOf(name, from));
      assert.equal(said?.kind, 'api-call');
      return said.ranges;
    };
    const told = { text: 'mm, addr, end, pte', line: 5 };
    assert.deepEqual(rangesAt('lazy_mmu_mode_enable_for'), []);
    assert.deepEqual(rangesAt('lazy_mmu_mode_pause'), [{ ...told, isLost: false }]);
    const resume = ranged.indexOf('lazy_mmu_mode_resume');
    assert.deepEqual(rangesAt('lazy_mmu_mode_disable', resume), [{ ...told, isLost: true }]);
  });

  it('anything else: nothing', () => {
    assert.equal(describeName('ptep_get', '/*'), undefined);
    assert.equal(describeName('touch'), undefined);
    assert.equal(describeName('return 0'), undefined);
  });
});
