import assert from 'node:assert/strict';
import { mayHoldHalves } from '../../../server/core/regions/halves-in-text.ts';

const walker = 'void walk(void)\n{\n\tlazy_mmu_mode_enable();\n\twork();\n\tlazy_mmu_mode_disable();\n}\n';
const enter = 'void enter(void)\n{\n\tlazy_mmu_mode_enable();\n}\n';

describe('texts in which a function may do half of a section', () => {
  it('are told by functions with calls of one side only', () => {
    assert.equal(mayHoldHalves(''), false);
    assert.equal(mayHoldHalves(walker), false);
    assert.equal(mayHoldHalves(`${walker}${walker}`), false);
    for (const call of ['lazy_mmu_mode_disable', 'lazy_mmu_mode_enable_for_pte_range', 'arch_leave_lazy_mmu_mode'])
      assert.equal(mayHoldHalves(enter.replace('lazy_mmu_mode_enable', call)), true, call);
    assert.equal(mayHoldHalves(`${walker}${enter}${walker}`), true);
    assert.equal(mayHoldHalves(walker.replace('work', 'lazy_mmu_mode_pause')), true);
  });

  it('are told by functions on one line, and by macros', () => {
    const inline = (name: string) => `static inline void f(void) { lazy_mmu_mode_${name}(); }\n`;
    assert.equal(mayHoldHalves(`${inline('enable')}${inline('disable')}`), true);
    assert.equal(mayHoldHalves('#define both() enter(lazy_mmu_mode_enable, lazy_mmu_mode_disable)\n'), true);
  });
});
