import assert from 'node:assert/strict';
import { type Bench, bench, kernelMm, mm, vma } from './support.ts';

const kernelEntry = (b: Bench): number => {
  b.fill(1, 'PAGE_KERNEL');
  const entry = b.world.tables.read(b.at(0));
  b.world.tables.write(b.at(0), b.world.emptyEntry);
  return entry;
};

function map(b: Bench, count: number, entry: number): void {
  b.call('lazy_mmu_mode_enable');
  for (let i = 0; i < count; i++) b.call('set_pte_at', kernelMm, b.virtual(i), b.at(i), entry);
  b.call('lazy_mmu_mode_disable');
}

describe('arm64', () => {
  it('emits one pair of barriers for a section of kernel mappings', () => {
    const b = bench('arm64');
    map(b, 512, kernelEntry(b));
    const { dsb_ishst, isb } = b.world.events.total();
    assert.deepEqual({ dsb_ishst, isb }, { dsb_ishst: 1, isb: 1 });
  });

  it('emits a pair for each of them where barriers are not batched', () => {
    const b = bench('arm64-eager');
    map(b, 512, kernelEntry(b));
    assert.equal(b.world.events.total().dsb_ishst, 512);
  });

  it('needs none for memory of a process', () => {
    for (const name of ['arm64', 'arm64-eager'] as const) {
      const b = bench(name);
      b.fill(1);
      map(b, 16, b.world.tables.read(b.at(0)));
      assert.equal(b.world.events.total().dsb_ishst, 0);
    }
  });

  it('emits at once outside a section, while paused and in an interrupt', () => {
    const b = bench('arm64');
    const entry = kernelEntry(b);
    const set = () => b.call('set_pte_at', kernelMm, b.virtual(0), b.at(0), entry);
    set();
    b.call('lazy_mmu_mode_enable');
    b.call('lazy_mmu_mode_pause');
    set();
    b.call('lazy_mmu_mode_resume');
    b.world.lazy.inInterrupt = true;
    set();
    assert.equal(b.world.events.total().isb, 3);
  });
});

describe('Xen PV', () => {
  const hypercalls = (count: number, lazy: boolean): number => {
    const b = bench('xen-pv');
    b.fill(count);
    if (lazy) b.call('lazy_mmu_mode_enable');
    for (let i = 0; i < count; i++) {
      const old = b.call('ptep_modify_prot_start', vma, b.virtual(i), b.at(i));
      b.call('ptep_modify_prot_commit', vma, b.virtual(i), b.at(i), old, old);
    }
    if (lazy) b.call('lazy_mmu_mode_disable');
    return b.world.events.total().hypercalls;
  };

  for (const [updates, expected] of [
    [1, 1],
    [31, 1],
    [32, 2],
    [62, 2],
    [63, 3],
    [256, 9],
    [512, 17],
  ]) {
    it(`carries ${updates} updates in ${expected} hypercalls`, () => assert.equal(hypercalls(updates, true), expected));
  }

  it('makes one hypercall per update outside a section', () => assert.equal(hypercalls(512, false), 512));

  it('traps a clear of a pinned table, and not of an unpinned one', () => {
    for (const pinned of [true, false]) {
      const b = bench('xen-pv', { pinned });
      b.fill(8);
      b.call('clear_full_ptes', mm, b.virtual(0), b.at(0), 8, pinned ? 0 : 1);
      assert.equal(b.world.events.total().ptwr_emul, pinned ? 8 : 0);
    }
  });

  it('shows the old entry until the queue is flushed, and then re-installs what was queued', () => {
    const b = bench('xen-pv');
    b.fill(2);
    const old = b.world.tables.read(b.at(0));
    const queued = b.world.tables.read(b.at(1));
    b.call('lazy_mmu_mode_enable');
    b.call('set_pte_at', mm, b.virtual(0), b.at(0), queued);
    assert.equal(b.call('ptep_get_and_clear', mm, b.virtual(0), b.at(0)), old);
    b.call('lazy_mmu_mode_disable');
    assert.equal(b.world.tables.read(b.at(0)), queued);
  });

  it('batches in the older dialect too', () => {
    const b = bench('xen-pv');
    b.fill(62);
    const entry = b.world.tables.read(b.at(0));
    b.call('arch_enter_lazy_mmu_mode');
    for (let i = 0; i < 62; i++) b.call('set_pte_at', mm, b.virtual(i), b.at(i), entry);
    b.call('arch_leave_lazy_mmu_mode');
    assert.equal(b.world.events.total().hypercalls, 2);
  });
});
