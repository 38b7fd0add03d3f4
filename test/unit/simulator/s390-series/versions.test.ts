import assert from 'node:assert/strict';
import { ExecutionStop } from '../../../../server/core/simulator/interpreter/stop.ts';
import { entryBits as bits } from '../../../../server/core/simulator/machine/entry.ts';
import { type Bench, bench, mm } from '../support.ts';
import { allSeries, arm, inInterrupt, iptes, machine } from './support.ts';

describe('versions of the batching series', () => {
  it('differ in what a lockless reader of this CPU sees', () => {
    for (const series of allSeries) {
      const b = machine(series);
      const entry = b.world.tables.read(b.at(0));
      arm(b);
      b.call('pte_clear', mm, b.virtual(0), b.at(0));
      assert.equal(b.call('ptep_get_lockless', b.at(0)), series === 'v2' ? b.world.emptyEntry : entry);
    }
  });

  it('differ in what an interrupt finds: v2 the table, later ones the cache', () => {
    for (const series of allSeries) {
      const b = machine(series);
      const entry = b.world.tables.read(b.at(0));
      arm(b);
      b.call('pte_clear', mm, b.virtual(0), b.at(0));
      inInterrupt(b, () => {
        assert.equal(b.call('ptep_get', b.at(0)), series === 'v2' ? entry : b.world.emptyEntry);
        b.call('ptep_get_and_clear', mm, b.virtual(1), b.at(1));
      });
      assert.equal(iptes(b).length, series === 'v2' ? 1 : 0);
      b.call('lazy_mmu_mode_disable');
      assert.equal(b.world.events.total().ipte_entries, 2);
    }
  });

  it('differ in preemption: v2 leaves it on without a range, and after a pause', () => {
    for (const series of allSeries) {
      const b = machine(series);
      const off = () => b.world.preemption.isDisabled;
      b.call('lazy_mmu_mode_enable');
      assert.equal(off(), series !== 'v2');
      b.call('lazy_mmu_mode_disable');
      assert.equal(off(), false);
      arm(b);
      assert.equal(off(), true);
      b.call('lazy_mmu_mode_pause');
      assert.equal(off(), false);
      b.call('lazy_mmu_mode_resume');
      assert.equal(off(), series !== 'v2');
      b.call('lazy_mmu_mode_disable');
      assert.equal(off(), false);
    }
  });

  it('differ in the bit that says a page is not in use: v2 stores it, later ones clear it when they apply', () => {
    const unused = (b: Bench) => b.call('pte_unused', b.call('ptep_get', b.at(0)));
    const store = (b: Bench) => b.call('set_pte', b.at(0), b.call('pte_mkunused', b.call('ptep_get', b.at(0))));
    const plain = bench('s390');
    plain.fill(1);
    store(plain);
    assert.equal(unused(plain), 0);
    for (const series of allSeries) {
      const b = machine(series);
      arm(b);
      store(b);
      assert.equal(unused(b), 1);
      b.call('lazy_mmu_mode_disable');
      assert.equal(unused(b), series === 'v2' ? 1 : 0);
    }
  });

  it('differ in the value that marks a slot as free, whose store is lost', () => {
    for (const [series, poison] of [
      ['v2', 0],
      ['v5', bits.swap],
      ['v6', bits.swap],
    ] as const) {
      const b = machine(series);
      const entry = b.world.tables.read(b.at(0));
      arm(b);
      b.call('set_pte', b.at(0), poison);
      b.call('pte_clear', mm, b.virtual(1), b.at(1));
      b.call('lazy_mmu_mode_disable');
      assert.equal(b.world.tables.read(b.at(0)), entry);
    }
  });
});

describe('v2 of the batching series, with an entry of value 0 at the end of a batch', () => {
  it('follows a null pointer', () => {
    const b = machine('v2');
    b.world.start({ site: { current: 0 } } as never, [{ file: 'walker.c', line: 7 }]);
    arm(b);
    b.call('set_pte', b.at(0), 0);
    assert.throws(
      () => b.call('lazy_mmu_mode_disable'),
      (error: unknown) => error instanceof ExecutionStop && error.kind === 'bug' && error.line === 7,
    );
  });
});
