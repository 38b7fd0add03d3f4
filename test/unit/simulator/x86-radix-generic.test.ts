import assert from 'node:assert/strict';
import type { MachineName } from '../../../server/core/simulator/arch/names.ts';
import { type Bench, bench, kernelMm, mm, pageSize, start, vma } from './support.ts';

const gather = 0x6000;

function protect(b: Bench, count: number): void {
  for (let i = 0; i < count; i++) {
    const old = b.call('ptep_modify_prot_start', vma, b.virtual(i), b.at(i));
    b.call('ptep_modify_prot_commit', vma, b.virtual(i), b.at(i), old, b.call('pte_wrprotect', old));
  }
}

/** Everything that counts after a section over a table, without the flush of its caller. */
function costOfSection(name: MachineName): number {
  const b = bench(name);
  b.fill(512);
  const calls = [
    'lazy_mmu_mode_enable',
    'lazy_mmu_mode_enable',
    'lazy_mmu_mode_disable',
    'lazy_mmu_mode_pause',
    'lazy_mmu_mode_resume',
    'lazy_mmu_mode_disable',
    'arch_enter_lazy_mmu_mode',
    'arch_flush_lazy_mmu_mode',
    'arch_leave_lazy_mmu_mode',
  ];
  for (const call of calls) {
    b.call(call);
    protect(b, 64);
  }
  b.call('clear_full_ptes', mm, b.virtual(0), b.at(0), 64, 0);
  const { ptep_get: _, ...costs } = b.world.events.total();
  return Object.values(costs).reduce((sum, value) => sum + value, 0);
}

function flush(b: Bench, pages: number, fullmm = false, level: 'pte' | 'pmd' = 'pte'): void {
  const collected = b.world.gather(gather);
  collected.begin(mm, fullmm);
  collected.widen(start, pages * pageSize, level);
  b.call('tlb_flush', gather);
}

for (const name of ['x86', 'powerpc-radix', 'generic'] as const) {
  it(`${name}: a section costs nothing, whatever happens in it`, () => assert.equal(costOfSection(name), 0));
}

describe('x86', () => {
  const flushed = (pages: number, options: { attached?: number; mask?: number; fullmm?: boolean } = {}) => {
    const b = bench('x86', options);
    flush(b, pages, options.fullmm);
    const { tlb_flush, tlb_shootdowns, invlpg, full_flushes } = b.world.events.total();
    return { tlb_flush, tlb_shootdowns, invlpg, full_flushes };
  };

  it('flushes up to 33 pages one by one, and more in one go', () => {
    const shared = { tlb_flush: 1, tlb_shootdowns: 1 };
    assert.deepEqual(flushed(1), { ...shared, invlpg: 1, full_flushes: 0 });
    assert.deepEqual(flushed(33), { ...shared, invlpg: 33, full_flushes: 0 });
    assert.deepEqual(flushed(34), { ...shared, invlpg: 0, full_flushes: 1 });
    assert.deepEqual(flushed(1, { fullmm: true }), { ...shared, invlpg: 0, full_flushes: 1 });
  });

  it('interrupts other CPUs only where one may have cached entries', () => {
    assert.equal(flushed(1, { attached: 1 }).tlb_shootdowns, 0);
    assert.equal(flushed(1, { attached: 1, mask: 2 }).tlb_shootdowns, 1);
  });

  it('flushes a page, a range, an address space and the kernel by the same rule', () => {
    const b = bench('x86', { attached: 1 });
    b.world.initMm = kernelMm;
    b.world.spaces.set(kernelMm, { mm: kernelMm, kernel: true, attachedCpus: 2, maskCpus: 2, flushPending: false });
    b.call('flush_tlb_page', vma, start);
    b.call('flush_tlb_range', vma, start, start + 4 * pageSize);
    b.call('flush_tlb_mm', mm);
    assert.equal(b.world.events.total().tlb_shootdowns, 0);
    b.call('flush_tlb_kernel_range', start, start + 33 * pageSize);
    b.call('flush_tlb_kernel_range', start, start + 34 * pageSize);
    const { tlb_flush, tlb_shootdowns, invlpg, full_flushes } = b.world.events.total();
    assert.deepEqual([tlb_flush, tlb_shootdowns, invlpg, full_flushes], [5, 2, 1 + 4 + 33, 2]);
  });

  it('takes freed tables by what they mapped, where no entry of a page was cleared', () => {
    const b = bench('x86');
    const collected = b.world.gather(gather);
    collected.begin(mm, false);
    for (const table of [0, 1, 2]) collected.widen(start + table * 2 ** 21, pageSize, 'pmd');
    b.call('tlb_flush', gather);
    const { invlpg, full_flushes } = b.world.events.total();
    assert.deepEqual([invlpg, full_flushes], [3, 0]);
  });

  describe('with INVLPGB', () => {
    const broadcast = (pages: number, invlpgb: '1' | '8' | '64', level: 'pte' | 'pmd' = 'pte', fullmm = false) => {
      const b = bench('x86', { machine: { invlpgb } });
      flush(b, pages, fullmm, level);
      const { ptep_get: _, ...counts } = b.world.events.total();
      return Object.fromEntries(Object.entries(counts).filter(([, value]) => value > 0));
    };
    const one = { tlb_flush: 1, tlbsync: 1 };

    it('tells all CPUs about ranges, and waits once', () => {
      assert.deepEqual(broadcast(1, '8'), { ...one, invlpgb: 1 });
      assert.deepEqual(broadcast(33, '8'), { ...one, invlpgb: 5 });
      assert.deepEqual(broadcast(33, '1'), { ...one, invlpgb: 33 });
      assert.deepEqual(broadcast(33, '64'), { ...one, invlpgb: 1 });
    });

    it('takes all of a process with one', () => {
      assert.deepEqual(broadcast(34, '8'), { ...one, invlpgb: 1 });
      assert.deepEqual(broadcast(1, '8', 'pte', true), { ...one, invlpgb: 1 });
    });

    it('takes what is left of a table with another one', () => {
      // Two tables of 512 pages, and a page of the third.
      assert.deepEqual(broadcast(1025, '8', 'pmd'), { ...one, invlpgb: 2 });
      assert.deepEqual(broadcast(1025, '1', 'pmd'), { ...one, invlpgb: 3 });
    });

    it('takes the kernel alike', () => {
      const b = bench('x86', { machine: { invlpgb: '8' } });
      b.world.initMm = kernelMm;
      b.world.spaces.set(kernelMm, { mm: kernelMm, kernel: true, attachedCpus: 2, maskCpus: 2, flushPending: false });
      b.call('flush_tlb_kernel_range', start, start + 20 * pageSize);
      b.call('flush_tlb_kernel_range', start, start + 34 * pageSize);
      b.call('flush_tlb_all');
      const { invlpgb, tlbsync, tlb_shootdowns } = b.world.events.total();
      assert.deepEqual([invlpgb, tlbsync, tlb_shootdowns], [3 + 1 + 1, 3, 0]);
    });
  });

  it('ages without a flush, clears with one, and grants more without one', () => {
    const b = bench('x86');
    b.fill(1);
    const entry = b.world.tables.read(b.at(0));
    assert.equal(b.call('ptep_clear_flush_young', vma, start, b.at(0)), 1);
    assert.equal(b.call('ptep_set_access_flags', vma, start, b.at(0), entry, 1), 1);
    assert.equal(b.world.tables.read(b.at(0)), entry);
    assert.equal(b.call('ptep_set_access_flags', vma, start, b.at(0), b.call('pte_mkold', entry), 0), 1);
    assert.equal(b.world.tables.read(b.at(0)), entry, 'stored only with dirty');
    assert.equal(b.world.events.total().tlb_flush, 0);
    assert.equal(b.call('ptep_clear_flush', vma, start, b.at(0)), entry);
    assert.equal(b.world.events.total().tlb_flush, 1);
  });
});

describe('powerpc with radix tables', () => {
  const flushed = (pages: number, options: { attached?: number; mask?: number; fullmm?: boolean } = {}) => {
    const b = bench('powerpc-radix', options);
    flush(b, pages, options.fullmm);
    const { tlbie, tlbiel } = b.world.events.total();
    return { tlbie, tlbiel, mask: b.world.space(mm).maskCpus };
  };

  it('invalidates up to 33 pages one by one on all CPUs, up to 256 on one', () => {
    assert.deepEqual(flushed(33), { tlbie: 33, tlbiel: 0, mask: 2 });
    assert.deepEqual(flushed(34), { tlbie: 1, tlbiel: 0, mask: 2 });
    assert.deepEqual(flushed(256, { attached: 1 }), { tlbie: 0, tlbiel: 256, mask: 1 });
    assert.deepEqual(flushed(257, { attached: 1 }), { tlbie: 0, tlbiel: 1, mask: 1 });
  });

  it('takes a process that runs here alone off the CPUs it has left, unless it ends', () => {
    assert.deepEqual(flushed(2, { attached: 1, mask: 3 }), { tlbie: 0, tlbiel: 2, mask: 1 });
    assert.deepEqual(flushed(2, { attached: 1, mask: 3, fullmm: true }), { tlbie: 1, tlbiel: 0, mask: 3 });
  });

  it('flushes pages, ranges, processes and the kernel', () => {
    const b = bench('powerpc-radix');
    b.call('flush_tlb_page', vma, start);
    b.call('flush_tlb_range', vma, start, start + 4 * pageSize);
    b.call('flush_tlb_mm', mm);
    b.call('flush_tlb_kernel_range', start, start + 100 * pageSize);
    assert.equal(b.world.events.total().tlbie, 1 + 4 + 1 + 1);
  });

  it('makes an entry young with its new protection', () => {
    const b = bench('powerpc-radix');
    b.fill(1);
    const entry = b.world.tables.read(b.at(0));
    assert.equal(b.call('pte_modify', b.call('pte_mkold', entry), b.call('pte_pgprot', entry)), entry);
  });
});

describe('the generic headers', () => {
  it('have no lazy mode to be in', () => {
    const b = bench('generic');
    b.call('lazy_mmu_mode_enable');
    assert.equal(b.call('is_lazy_mmu_mode_active'), 0);
  });

  it('flush a page where an architecture may leave it out', () => {
    const b = bench('generic');
    b.fill(1);
    const entry = b.world.tables.read(b.at(0));
    assert.equal(b.call('ptep_clear_flush_young', vma, start, b.at(0)), 1);
    assert.equal(b.call('ptep_clear_flush_young', vma, start, b.at(0)), 0);
    assert.equal(b.world.events.total().tlb_flush, 1);
    assert.equal(b.call('ptep_set_access_flags', vma, start, b.at(0), entry, 1), 1);
    assert.equal(b.call('ptep_set_access_flags', vma, start, b.at(0), entry, 1), 0);
    assert.equal(b.world.events.total().tlb_flush, 2);
    b.call('ptep_clear_flush', vma, start, b.at(0));
    b.call('ptep_clear_flush', vma, start, b.at(0));
    assert.equal(b.world.events.total().tlb_flush, 3);
  });

  it('build the batch forms of the single ones', () => {
    const b = bench('generic');
    b.fill(4);
    const old = b.call('modify_prot_start_ptes', vma, start, b.at(0), 4);
    assert.equal(b.world.tables.read(b.at(3)), b.world.emptyEntry);
    b.call('modify_prot_commit_ptes', vma, start, b.at(0), old, b.call('pte_wrprotect', old), 4);
    assert.equal(b.call('pte_pfn', b.world.tables.read(b.at(3))), b.call('pte_pfn', old) + 3);
    assert.equal(b.call('pte_write', b.world.tables.read(b.at(3))), 0);
  });
});
