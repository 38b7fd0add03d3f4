import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { MachineOptions } from '../../../../server/core/simulator/arch/machine-options.ts';
import { entryBits as bits } from '../../../../server/core/simulator/machine/entry.ts';
import { type Bench, bench, mm, vma } from '../support.ts';
import { allSeries, arm, iptes, machine, protect } from './support.ts';

for (const series of allSeries) {
  describe(`s390 with the batching series, ${series}`, () => {
    const fresh = (options: Partial<MachineOptions> = {}) => machine(series, options);

    it('keeps the hardware entry until the section is left, whatever stores to it', () => {
      const stores: readonly ((b: Bench, i: number) => void)[] = [
        (b, i) => b.call('set_pte', b.at(i), b.world.emptyEntry),
        (b, i) => b.call('set_pte_at', mm, b.virtual(i), b.at(i), b.world.emptyEntry),
        (b, i) => b.call('pte_clear', mm, b.virtual(i), b.at(i)),
        (b, i) => b.call('clear_nonpresent_ptes', mm, b.virtual(i), b.at(i), 1),
        (b, i) => b.call('ptep_get_and_clear', mm, b.virtual(i), b.at(i)),
        (b, i) => b.call('ptep_get_and_clear_full', mm, b.virtual(i), b.at(i), 0),
        (b, i) => b.call('ptep_get_and_clear_full', mm, b.virtual(i), b.at(i), 1),
        (b, i) => b.call('get_and_clear_full_ptes', mm, b.virtual(i), b.at(i), 1, 0),
        (b, i) => b.call('clear_full_ptes', mm, b.virtual(i), b.at(i), 1, 1),
        (b, i) => b.call('ptep_set_wrprotect', mm, b.virtual(i), b.at(i)),
        (b, i) => b.call('wrprotect_ptes', mm, b.virtual(i), b.at(i), 1),
        (b, i) => b.call('ptep_modify_prot_start', vma, b.virtual(i), b.at(i)),
        (b, i) => b.call('ptep_modify_prot_commit', vma, b.virtual(i), b.at(i), 0, b.world.emptyEntry),
        (b, i) => b.call('ptep_test_and_clear_young', vma, b.virtual(i), b.at(i)),
        (b, i) => b.call('ptep_clear_flush_young', vma, b.virtual(i), b.at(i)),
        (b, i) => b.call('test_and_clear_young_ptes', vma, b.virtual(i), b.at(i), 1),
        (b, i) => b.call('clear_young_dirty_ptes', vma, b.virtual(i), b.at(i), 1, 1),
        (b, i) => b.call('clear_young_dirty_ptes', vma, b.virtual(i), b.at(i), 1, 3),
      ];
      const b = fresh();
      arm(b, stores.length);
      for (const [i, store] of stores.entries()) {
        const before = b.world.tables.read(b.at(i));
        store(b, i);
        assert.equal(b.world.tables.read(b.at(i)), before, `store ${i}`);
        assert.notEqual(b.call('ptep_get', b.at(i)), before, `store ${i}`);
      }
      assert.deepEqual(iptes(b), []);
      b.call('lazy_mmu_mode_disable');
      assert.deepEqual(iptes(b), [[0, stores.length]]);
    });

    it('caches nothing for an entry that is write-protected already, but one that is old already', () => {
      const b = fresh();
      b.world.tables.write(b.at(0), b.call('pte_wrprotect', b.world.tables.read(b.at(0))));
      b.world.tables.write(b.at(2), b.call('pte_mkold', b.world.tables.read(b.at(2))));
      arm(b);
      b.call('ptep_set_wrprotect', mm, b.virtual(0), b.at(0));
      protect(b, 1, 2);
      b.call('ptep_test_and_clear_young', vma, b.virtual(2), b.at(2));
      protect(b, 3, 4);
      b.call('lazy_mmu_mode_disable');
      assert.deepEqual(iptes(b), [
        [1, 1],
        [3, 1],
      ]);
    });

    it('goes to the hardware for ptep_clear_flush and ptep_set_access_flags, and stores to the cache', () => {
      const b = fresh();
      const entry = b.world.tables.read(b.at(0));
      arm(b);
      assert.equal(b.call('ptep_clear_flush', vma, b.virtual(0), b.at(0)), entry);
      assert.deepEqual(iptes(b), [[0, 1]]);
      assert.equal(b.world.tables.read(b.at(0)), entry + bits.invalid);
      assert.equal(b.call('ptep_get', b.at(0)), b.world.emptyEntry);
      const readOnly = b.call('pte_wrprotect', b.world.tables.read(b.at(1)));
      assert.equal(b.call('ptep_set_access_flags', vma, b.virtual(1), b.at(1), readOnly, 0), 1);
      assert.equal(b.call('ptep_get', b.at(1)), readOnly);
      assert.equal(iptes(b).length, 2);
      b.call('lazy_mmu_mode_disable');
      assert.equal(iptes(b).length, 2, 'both were invalid in the table by then');
      assert.equal(b.world.tables.read(b.at(1)), readOnly);
    });

    it('flushes and arms its range again at a nested disable, and takes no inner range', () => {
      const b = fresh();
      arm(b, 64);
      protect(b, 0, 10);
      arm(b, 192, 64);
      protect(b, 64, 66);
      b.call('lazy_mmu_mode_disable');
      protect(b, 10, 64);
      b.call('lazy_mmu_mode_disable');
      assert.deepEqual(iptes(b), [
        [64, 1],
        [65, 1],
        [0, 10],
        [10, 54],
      ]);
    });

    it('loses the range at a pause', () => {
      const b = fresh();
      arm(b);
      protect(b, 0, 128);
      b.call('lazy_mmu_mode_pause');
      assert.deepEqual(iptes(b), [[0, 128]]);
      protect(b, 128, 130);
      b.call('lazy_mmu_mode_resume');
      protect(b, 130, 132);
      b.call('lazy_mmu_mode_disable');
      assert.deepEqual(
        iptes(b).slice(1),
        [128, 129, 130, 131].map((i) => [i, 1]),
      );
    });

    it('makes the hardware execute the instruction again where it stops early', () => {
      const b = fresh({ ipteStep: '64' });
      arm(b, 200);
      protect(b, 0, 200);
      b.call('lazy_mmu_mode_disable');
      assert.deepEqual(iptes(b), [
        [0, 64],
        [64, 64],
        [128, 64],
        [192, 8],
      ]);
      assert.equal(b.world.events.total().ipte_entries, 200);
    });

    it('loses the deferral of a process that runs here alone', () => {
      for (const [mask, local] of [
        [1, 1],
        [2, 0],
      ]) {
        const b = bench('s390-ipte-range', { attached: 1, mask, machine: { series } });
        b.fill(256);
        arm(b);
        protect(b, 0, 256);
        b.call('lazy_mmu_mode_disable');
        b.call('flush_tlb_mm', mm);
        const { ipte, ipte_local, idte } = b.world.events.total();
        assert.deepEqual({ ipte, ipte_local, idte }, { ipte: 1, ipte_local: local, idte: 0 });
      }
    });

    it('leaves as many entries and instructions as the rule of the series, applied by hand', () => {
      const operation = fc.record({
        index: fc.nat(63),
        what: fc.constantFrom('protect', 'clear', 'age', 'set', 'wrprotect' as const),
      });
      const states = fc.array(fc.constantFrom('valid', 'old', 'none' as const), { minLength: 64, maxLength: 64 });
      fc.assert(
        fc.property(states, fc.array(operation, { maxLength: 120 }), fc.nat(20), (hardware, operations, first) => {
          const b = machine(series);
          for (const [i, state] of hardware.entries()) {
            const entry = b.world.tables.read(b.at(i));
            if (state !== 'valid')
              b.world.tables.write(b.at(i), state === 'old' ? b.call('pte_mkold', entry) : bits.invalid);
          }
          const table = hardware.map((_, i) => b.world.tables.read(b.at(i)));
          const cached = new Map<number, number>();
          arm(b, 64 - first, first);
          for (const { index: i, what } of operations) {
            if (i < first) continue;
            const seen = cached.get(i) ?? table[i];
            if (what === 'protect') {
              protect(b, i, i + 1);
              cached.set(i, b.call('pte_wrprotect', seen));
            } else if (what === 'clear') {
              assert.equal(b.call('ptep_get_and_clear', mm, b.virtual(i), b.at(i)), seen);
              cached.set(i, bits.invalid);
            } else if (what === 'age') {
              b.call('ptep_test_and_clear_young', vma, b.virtual(i), b.at(i));
              cached.set(i, b.call('pte_mkold', seen));
            } else if (what === 'set') {
              b.call('set_pte_at', mm, b.virtual(i), b.at(i), table[i]);
              cached.set(i, table[i]);
            } else {
              b.call('ptep_set_wrprotect', mm, b.virtual(i), b.at(i));
              if ((seen & bits.write) !== 0) cached.set(i, b.call('pte_wrprotect', seen));
            }
          }
          assert.deepEqual(
            hardware.map((_, i) => b.world.tables.read(b.at(i))),
            table,
          );
          b.call('lazy_mmu_mode_disable');
          // One instruction for every cached valid entry whose left neighbour is not one.
          const isValid = (i: number) => cached.has(i) && (table[i] & bits.invalid) === 0;
          const starts = [...cached.keys()].filter((i) => isValid(i) && !isValid(i - 1)).sort((x, y) => x - y);
          const end = (i: number): number => (isValid(i) ? end(i + 1) : i);
          assert.deepEqual(
            iptes(b),
            starts.map((i) => [i, end(i) - i]),
          );
          assert.deepEqual(
            hardware.map((_, i) => b.world.tables.read(b.at(i))),
            table.map((entry, i) => cached.get(i) ?? entry),
          );
        }),
        { numRuns: 60 },
      );
    });
  });
}
