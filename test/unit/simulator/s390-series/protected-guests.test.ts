import assert from 'node:assert/strict';
import { type Bench, bench, mm, vma } from '../support.ts';
import { allSeries, arm, machine, protect } from './support.ts';

describe('a process with protected guests', () => {
  const counts = (b: Bench) => {
    const { ipte, uv_converts, uv_destroys } = b.world.events.total();
    return { ipte, uv_converts, uv_destroys };
  };

  it('has its pages exported when they are unmapped, and destroyed at its end', () => {
    for (const [full, expected] of [
      [0, { ipte: 4, uv_converts: 4, uv_destroys: 0 }],
      [1, { ipte: 0, uv_converts: 0, uv_destroys: 4 }],
    ] as const) {
      const b = bench('s390', { machine: { protectedMm: true } });
      b.fill(4);
      b.call('clear_full_ptes', mm, b.virtual(0), b.at(0), 6, full);
      assert.deepEqual(counts(b), expected);
    }
    const b = bench('s390', { machine: { protectedMm: true } });
    b.fill(2);
    b.call('ptep_clear_flush', vma, b.virtual(0), b.at(0));
    protect(b, 1, 2);
    assert.deepEqual(counts(b), { ipte: 2, uv_converts: 1, uv_destroys: 0 });
  });

  it('gets no range from v6, and has pages exported while the hardware still maps them before', () => {
    for (const series of allSeries) {
      const b = machine(series, { protectedMm: true });
      arm(b);
      for (let i = 0; i < 8; i++) b.call('ptep_get_and_clear', mm, b.virtual(i), b.at(i));
      const during = counts(b);
      b.call('lazy_mmu_mode_disable');
      assert.deepEqual(during, { ipte: series === 'v6' ? 8 : 0, uv_converts: 8, uv_destroys: 0 });
      assert.deepEqual(counts(b), { ipte: series === 'v6' ? 8 : 1, uv_converts: 8, uv_destroys: 0 });
      assert.equal(b.world.preemption.isDisabled, false);
    }
  });
});
