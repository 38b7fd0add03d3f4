import assert from 'node:assert/strict';
import { apiFunctions } from '../../../server/core/kernel/api.ts';
import { detectDialect, dialectOfCalls } from '../../../server/core/kernel/dialect.ts';
import { flushingPrimitives, primitives } from '../../../server/core/kernel/primitives.ts';
import { usualMachines } from '../../../server/core/simulator/arch/names.ts';

describe('the dialect of a tree', () => {
  it('is told from its header', () => {
    assert.deepEqual(detectDialect('#define arch_enter_lazy_mmu_mode()\tdo {} while (0)\n'), { generation: 'legacy' });
    const nestable = 'static inline void lazy_mmu_mode_enable(void)\n{\n}\n';
    assert.deepEqual(detectDialect(nestable), { generation: 'nestable' });
    for (const rangeName of [
      'lazy_mmu_mode_enable_with_ptes',
      'lazy_mmu_mode_enable_for_pte_range',
      'lazy_mmu_mode_enable_pte',
    ]) {
      const header = `${nestable}static inline void ${rangeName}(struct mm_struct *mm)\n{\n}\n`;
      assert.deepEqual(detectDialect(header), { generation: 'nestable', rangeName });
    }
  });

  it('is told from the calls of a file where there is no tree', () => {
    assert.deepEqual(dialectOfCalls('arch_enter_lazy_mmu_mode();'), { generation: 'legacy' });
    assert.deepEqual(dialectOfCalls('lazy_mmu_mode_pause(); arch_flush_lazy_mmu_mode();'), { generation: 'nestable' });
    assert.deepEqual(dialectOfCalls('lazy_mmu_mode_enable_with_ptes(mm, addr, end, pte);'), {
      generation: 'nestable',
      rangeName: 'lazy_mmu_mode_enable_with_ptes',
    });
    assert.equal(dialectOfCalls('pte_unmap(pte);'), undefined);
  });
});

describe('the tables of the kernel', () => {
  it('name each call and primitive once, with a sentence and a source', () => {
    for (const table of [apiFunctions, primitives]) {
      assert.equal(new Set(table.map(({ name }) => name)).size, table.length);
      for (const { summary, source } of table) {
        assert.match(summary, /^[A-Z].*\.$/);
        assert.notEqual(source, '');
      }
    }
  });

  it('say what every usual machine does for every primitive', () => {
    for (const { name, behaviour } of primitives) {
      for (const machine of usualMachines) {
        assert.match(behaviour[machine].inside, /^[A-Z].*\.$/, `${name} on ${machine}`);
        assert.match(behaviour[machine].outside, /^[A-Z].*\.$/, `${name} on ${machine}`);
      }
    }
  });

  it('know the primitives that change the hardware entry at once', () => {
    assert.deepEqual([...flushingPrimitives].sort(), ['ptep_clear_flush', 'ptep_set_access_flags']);
  });
});
