import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { EventName } from '../../../server/core/simulator/report.ts';
import { type Bench, bench, kernelMm, mm, vma } from './support.ts';

const otherMm = 0x5000;

function change(b: Bench, from: number, to: number, space = mm): void {
  for (let i = from; i < to; i++) b.call('ptep_get_and_clear', space, b.virtual(i), b.at(i));
}

/** Entries of each flush, in the order of the flushes. */
const flushed = (b: Bench): readonly number[] => b.world.events.runs.map(({ entries }) => entries);

/** Both keep a batch of 192: what differs is what a flush consists of. */
const machines: readonly {
  readonly name: 'powerpc-hash' | 'sparc64';
  readonly flushes: EventName;
  readonly carried: EventName;
}[] = [
  { name: 'powerpc-hash', flushes: 'hpte_flushes', carried: 'hpte_entries' },
  { name: 'sparc64', flushes: 'tsb_flushes', carried: 'tsb_pages' },
];

for (const { name, flushes, carried } of machines) {
  describe(`the batch of ${name}`, () => {
    const filled = (options = {}): Bench => {
      const b = bench(name, options);
      b.fill(512);
      return b;
    };

    for (const [entries, expected] of [
      [1, 1],
      [191, 1],
      [192, 1],
      [193, 2],
      [256, 2],
      [512, 3],
    ]) {
      it(`flushes ${entries} changed entries of a section in ${expected}, in either dialect`, () => {
        for (const [enter, leave] of [
          ['lazy_mmu_mode_enable', 'lazy_mmu_mode_disable'],
          ['arch_enter_lazy_mmu_mode', 'arch_leave_lazy_mmu_mode'],
        ]) {
          const b = filled();
          b.call(enter);
          change(b, 0, entries);
          b.call(leave);
          const total = b.world.events.total();
          assert.deepEqual([total[flushes], total[carried]], [expected, entries]);
        }
      });
    }

    it('flushes each entry at once outside of a section', () => {
      const b = filled();
      change(b, 0, 8);
      assert.deepEqual(flushed(b), Array(8).fill(1));
      b.call('lazy_mmu_mode_enable');
      b.call('lazy_mmu_mode_disable');
      change(b, 8, 10);
      assert.equal(b.world.events.total()[flushes], 10);
    });

    it('flushes at a nested disable, and goes on', () => {
      const b = filled();
      b.call('lazy_mmu_mode_enable');
      change(b, 0, 100);
      b.call('lazy_mmu_mode_enable');
      b.call('lazy_mmu_mode_disable');
      change(b, 100, 200);
      b.call('lazy_mmu_mode_disable');
      assert.deepEqual(flushed(b), [100, 100]);
    });

    it('is off after the inner leave of the older dialect, where a flush does nothing', () => {
      const b = filled();
      b.call('arch_enter_lazy_mmu_mode');
      change(b, 0, 10);
      b.call('arch_flush_lazy_mmu_mode');
      b.call('arch_enter_lazy_mmu_mode');
      change(b, 10, 20);
      b.call('arch_leave_lazy_mmu_mode');
      change(b, 20, 23);
      b.call('arch_leave_lazy_mmu_mode');
      assert.deepEqual(flushed(b), [20, 1, 1, 1]);
    });

    it('flushes at a pause, entry by entry until the resume, and collects again', () => {
      const b = filled();
      b.call('lazy_mmu_mode_enable');
      change(b, 0, 100);
      b.call('lazy_mmu_mode_pause');
      change(b, 100, 102);
      b.call('lazy_mmu_mode_resume');
      change(b, 102, 150);
      b.call('lazy_mmu_mode_disable');
      assert.deepEqual(flushed(b), [100, 1, 1, 48]);
    });

    it('flushes what it has of one address space before it collects of another', () => {
      const b = filled();
      b.call('lazy_mmu_mode_enable');
      change(b, 0, 10);
      change(b, 10, 30, otherMm);
      change(b, 30, 31);
      b.call('lazy_mmu_mode_disable');
      assert.deepEqual(flushed(b), [10, 20, 1]);
    });

    it('is passed by in an interrupt, but for 6.12', () => {
      const b = filled();
      b.call('lazy_mmu_mode_enable');
      change(b, 0, 10);
      b.world.lazy.inInterrupt = true;
      change(b, 10, 11);
      b.world.lazy.inInterrupt = false;
      b.call('lazy_mmu_mode_disable');
      assert.deepEqual(flushed(b), [1, 10]);
      const older = filled();
      older.call('arch_enter_lazy_mmu_mode');
      change(older, 0, 10);
      older.world.lazy.inInterrupt = true;
      change(older, 10, 11);
      older.world.lazy.inInterrupt = false;
      older.call('arch_leave_lazy_mmu_mode');
      assert.deepEqual(flushed(older), [11]);
    });

    it('is flushed by the gather, and by no other flush of a process', () => {
      const b = filled();
      b.call('lazy_mmu_mode_enable');
      change(b, 0, 10);
      b.call('flush_tlb_mm', mm);
      b.call('flush_tlb_range', vma, b.virtual(0), b.virtual(10));
      b.call('flush_tlb_page', vma, b.virtual(0));
      assert.deepEqual(flushed(b), []);
      b.call('tlb_flush', 0x6000);
      assert.deepEqual(flushed(b), [10]);
      b.call('lazy_mmu_mode_disable');
      assert.deepEqual(flushed(b), [10]);
    });

    it('has no shortcut for the end of a process', () => {
      const b = filled();
      b.call('lazy_mmu_mode_enable');
      b.call('clear_full_ptes', mm, b.virtual(0), b.at(0), 512, 1);
      b.call('lazy_mmu_mode_disable');
      assert.equal(b.world.events.total()[flushes], 3);
    });

    it('needs no flush to fill an empty table', () => {
      const b = filled();
      const entry = b.world.tables.read(b.at(0));
      change(b, 0, 512);
      const before = b.world.events.total();
      b.call('set_ptes', mm, b.virtual(0), b.at(0), entry, 512);
      assert.deepEqual(b.world.events.total(), before);
    });

    it('leaves the entries that single flushes leave, and carries as many', () => {
      const names = ['ptep_get_and_clear', 'ptep_set_wrprotect', 'pte_clear', 'ptep_test_and_clear_young'] as const;
      const steps = fc.array(fc.tuple(fc.constantFrom(...names), fc.nat(511)), { maxLength: 600 });
      fc.assert(
        fc.property(steps, (calls) => {
          const run = (lazy: boolean): Bench => {
            const b = filled();
            if (lazy) b.call('lazy_mmu_mode_enable');
            for (const [primitive, i] of calls) {
              const space = primitive === 'ptep_test_and_clear_young' ? vma : mm;
              b.call(primitive, space, b.virtual(i), b.at(i));
            }
            if (lazy) b.call('lazy_mmu_mode_disable');
            return b;
          };
          const [batched, single] = [run(true), run(false)];
          for (let i = 0; i < 512; i++)
            assert.equal(batched.world.tables.read(batched.at(i)), single.world.tables.read(single.at(i)));
          const [one, other] = [batched.world.events.total(), single.world.events.total()];
          assert.equal(one[carried], other[carried]);
          assert.equal(one[flushes], Math.ceil(other[flushes] / 192));
        }),
        { numRuns: 40 },
      );
    });
  });
}

describe('powerpc with a hash table', () => {
  it('flushes only what was used since it was stored', () => {
    const b = bench('powerpc-hash');
    b.fill(1);
    const entry = b.world.tables.read(b.at(0));
    b.call('set_pte_at', mm, b.virtual(1), b.at(1), entry);
    change(b, 1, 2);
    assert.equal(b.world.events.total().hpte_flushes, 0);
    assert.equal(b.call('pte_same', entry, b.call('ptep_modify_prot_start', vma, b.virtual(0), b.at(0))), 1);
    assert.equal(b.world.events.total().hpte_flushes, 1);
  });

  it('write-protects without a flush what is not writable, and ages without one what is neither young nor hashed', () => {
    const b = bench('powerpc-hash');
    b.fill(1);
    b.world.tables.write(b.at(0), b.call('pte_wrprotect', b.world.tables.read(b.at(0))));
    b.call('ptep_set_wrprotect', mm, b.virtual(0), b.at(0));
    assert.equal(b.world.events.total().hpte_flushes, 0);
    assert.equal(b.call('ptep_clear_flush_young', vma, b.virtual(0), b.at(0)), 1);
    assert.equal(b.call('ptep_test_and_clear_young', vma, b.virtual(0), b.at(0)), 0, 'hashed still');
    assert.equal(b.world.events.total().hpte_flushes, 2);
    b.call('set_pte_at', mm, b.virtual(0), b.at(0), b.world.tables.read(b.at(0)));
    assert.equal(b.call('ptep_test_and_clear_young', vma, b.virtual(0), b.at(0)), 0);
    assert.equal(b.world.events.total().hpte_flushes, 2);
  });

  it('flushes locally when no other CPU has used the address space', () => {
    const b = bench('powerpc-hash', { attached: 1 });
    b.fill(2);
    change(b, 0, 2);
    assert.equal(b.world.events.total().hpte_local, 2);
  });

  it('keeps memory below and above 1 TiB, which have other segments, apart', () => {
    const b = bench('powerpc-hash');
    b.fill(4);
    b.call('lazy_mmu_mode_enable');
    change(b, 0, 2);
    for (const i of [2, 3]) b.call('ptep_get_and_clear', mm, 2 ** 40 + i * 4096, b.at(i));
    b.call('lazy_mmu_mode_disable');
    assert.deepEqual(flushed(b), [2, 2]);
  });

  it('grants more without a flush', () => {
    const b = bench('powerpc-hash');
    b.fill(1);
    const writable = b.world.tables.read(b.at(0));
    b.world.tables.write(b.at(0), b.call('pte_wrprotect', writable));
    assert.equal(b.call('ptep_set_access_flags', vma, b.virtual(0), b.at(0), writable, 1), 1);
    assert.equal(b.call('ptep_set_access_flags', vma, b.virtual(0), b.at(0), writable, 1), 0);
    assert.equal(b.world.events.total().hpte_flushes, 0);
    assert.equal(b.world.tables.read(b.at(0)), writable);
  });
});

describe('sparc64', () => {
  it('calls other CPUs once for a batch, and not when there is none', () => {
    for (const [attached, calls] of [
      [2, 3],
      [1, 0],
    ]) {
      const b = bench('sparc64', { attached });
      b.fill(512);
      b.call('lazy_mmu_mode_enable');
      change(b, 0, 512);
      b.call('lazy_mmu_mode_disable');
      assert.equal(b.world.events.total().cross_calls, calls);
    }
  });

  it('flushes a clear and a store of one entry once', () => {
    const b = bench('sparc64');
    b.fill(1);
    const old = b.call('ptep_modify_prot_start', vma, b.virtual(0), b.at(0));
    b.call('ptep_modify_prot_commit', vma, b.virtual(0), b.at(0), old, old);
    assert.equal(b.world.events.total().tsb_flushes, 1);
  });

  it('flushes nothing for an entry without access, nor for one of a process that is torn down', () => {
    const b = bench('sparc64');
    b.fill(1);
    const entry = b.world.tables.read(b.at(0));
    b.world.tables.write(b.at(0), b.call('pte_modify', entry, b.call('pte_pgprot', 1)));
    change(b, 0, 1);
    b.world.tables.write(b.at(0), entry);
    b.call('pte_clear_not_present_full', mm, b.virtual(0), b.at(0), 1);
    assert.equal(b.world.events.total().tsb_flushes, 0);
    b.world.tables.write(b.at(0), entry);
    b.call('clear_not_present_full_ptes', mm, b.virtual(0), b.at(0), 1, 0);
    assert.equal(b.world.events.total().tsb_flushes, 1);
  });

  it('leaves translations of the kernel to the flush of its range', () => {
    const b = bench('sparc64');
    b.world.initMm = kernelMm;
    b.world.spaces.set(kernelMm, { mm: kernelMm, kernel: true, attachedCpus: 2, maskCpus: 2, flushPending: false });
    b.fill(16, 'PAGE_KERNEL');
    change(b, 0, 16, kernelMm);
    assert.equal(b.world.events.total().tsb_flushes, 0);
    b.call('flush_tlb_kernel_range', b.virtual(0), b.virtual(16));
    const { tsb_flushes, tsb_pages, cross_calls } = b.world.events.total();
    assert.deepEqual([tsb_flushes, tsb_pages, cross_calls], [1, 16, 1]);
  });

  it('flushes pending pages before one of another address space in an interrupt', () => {
    const b = bench('sparc64');
    b.fill(12);
    b.call('lazy_mmu_mode_enable');
    change(b, 0, 10);
    b.world.lazy.inInterrupt = true;
    change(b, 10, 11, otherMm);
    b.world.lazy.inInterrupt = false;
    b.call('lazy_mmu_mode_disable');
    assert.deepEqual(flushed(b), [10, 1]);
  });
});
