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
    assert.equal(said.paused, false);
    const xen = said.machines.find(({ machine }) => machine === 'xen-pv');
    assert.deepEqual(xen, {
      machine: 'xen-pv',
      here: 'Queued; one hypercall carries up to 31 updates.',
      outside: 'One mmu_update hypercall.',
    });
  });

  it('a primitive while paused: what holds outside', () => {
    const said = describeName('ptep_get', 'lazy_mmu_mode_pause');
    assert.equal(said?.kind, 'primitive');
    assert.equal(said.paused, true);
    assert.ok(said.machines.every(({ here, outside }) => here === outside));
  });

  it('anything else: nothing', () => {
    assert.equal(describeName('ptep_get'), undefined);
    assert.equal(describeName('ptep_get', '/*'), undefined);
    assert.equal(describeName('touch'), undefined);
    assert.equal(describeName('return 0'), undefined);
  });
});
