import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { MachineOptions } from '../../../server/core/simulator/arch/machine-options.ts';
import { entryBits } from '../../../server/core/simulator/machine/entry.ts';
import { type Bench, bench, mm, vma } from './support.ts';

const all = 256;

function section(b: Bench, entries: number, body: () => void): void {
  b.call('lazy_mmu_mode_enable_for_pte_range', mm, b.virtual(0), b.virtual(entries), b.at(0));
  body();
  b.call('lazy_mmu_mode_disable');
}

function protect(b: Bench, index: number): void {
  const old = b.call('ptep_modify_prot_start', vma, b.virtual(index), b.at(index));
  b.call('ptep_modify_prot_commit', vma, b.virtual(index), b.at(index), old, b.call('pte_wrprotect', old));
}

describe('s390', () => {
  it('invalidates each valid entry when the mm is on two CPUs', () => {
    const b = bench('s390');
    b.fill(all);
    for (let i = 0; i < all; i++) protect(b, i);
    b.call('flush_tlb_mm', mm);
    const { ipte, ipte_global, idte } = b.world.events.total();
    assert.deepEqual({ ipte, ipte_global, idte }, { ipte: all, ipte_global: all, idte: 0 });
  });

  it('defers to one IDTE when the mm is on this CPU alone, which then forgets other CPUs', () => {
    const b = bench('s390', { attached: 1, mask: 2 });
    b.fill(all);
    for (let i = 0; i < all; i++) protect(b, i);
    b.call('flush_tlb_mm', mm);
    b.call('flush_tlb_mm', mm);
    const { ipte, idte } = b.world.events.total();
    assert.deepEqual({ ipte, idte }, { ipte: 0, idte: 1 });
    assert.equal(b.world.space(mm).maskCpus, 1);
  });

  it('ages with a local IPTE when no other CPU holds TLB entries', () => {
    const b = bench('s390', { attached: 1 });
    b.fill(1);
    assert.equal(b.call('ptep_test_and_clear_young', vma, b.virtual(0), b.at(0)), 1);
    assert.equal(b.call('ptep_test_and_clear_young', vma, b.virtual(0), b.at(0)), 0);
    assert.equal(b.world.events.total().ipte_local, 1);
  });

  it('flushes the address space of a guest with it, and purges all TLBs where there are several', () => {
    const flushed = (guestSpaces: MachineOptions['guestSpaces']) => {
      const b = bench('s390', { attached: 1, machine: { guestSpaces } });
      b.fill(1);
      protect(b, 0);
      b.call('flush_tlb_mm', mm);
      const { idte, cspg } = b.world.events.total();
      return { idte, cspg };
    };
    assert.deepEqual(flushed('none'), { idte: 1, cspg: 0 });
    assert.deepEqual(flushed('one'), { idte: 2, cspg: 0 });
    assert.deepEqual(flushed('several'), { idte: 0, cspg: 1 });
  });

  it('reaches all CPUs without facility 51, with single and with range instructions', () => {
    for (const [machine, ipte] of [
      ['s390', 4],
      ['s390-ipte-range', 1],
    ] as const) {
      const b = bench(machine, { attached: 1, machine: { localIpte: false } });
      b.fill(4);
      section(b, 4, () => {
        for (let i = 0; i < 4; i++) b.call('ptep_test_and_clear_young', vma, b.virtual(i), b.at(i));
      });
      const { ipte_local, ipte_global } = b.world.events.total();
      assert.deepEqual([ipte_local, ipte_global], [0, ipte], machine);
    }
  });

  it('invalidates to reset a protection without RDP', () => {
    const b = bench('s390', { machine: { rdp: false } });
    b.fill(1);
    const entry = b.world.tables.read(b.at(0));
    b.world.tables.write(b.at(0), b.call('pte_wrprotect', entry));
    assert.equal(b.call('ptep_set_access_flags', vma, b.virtual(0), b.at(0), entry, 1), 1);
    b.call('flush_tlb_fix_spurious_fault', vma, b.virtual(0), b.at(0));
    const { ipte, rdp } = b.world.events.total();
    assert.deepEqual({ ipte, rdp }, { ipte: 1, rdp: 0 });
  });

  it('keeps the content of an entry between start and commit, invalid', () => {
    const b = bench('s390');
    b.fill(1);
    const old = b.call('ptep_modify_prot_start', vma, b.virtual(0), b.at(0));
    assert.equal(b.world.tables.read(b.at(0)), old + entryBits.invalid);
  });

  it('clears without an instruction when the address space is torn down', () => {
    const b = bench('s390');
    b.fill(all);
    b.call('clear_full_ptes', mm, b.virtual(0), b.at(0), all, 1);
    assert.equal(b.world.events.total().ipte, 0);
  });

  it('resets the protection of an entry by RDP, without an IPTE', () => {
    const b = bench('s390');
    b.fill(1);
    const writable = b.world.tables.read(b.at(0));
    b.world.tables.write(b.at(0), b.call('pte_mkclean', writable));
    assert.equal(b.call('ptep_set_access_flags', vma, b.virtual(0), b.at(0), writable, 1), 1);
    const { ipte, rdp, rdp_local } = b.world.events.total();
    assert.deepEqual({ ipte, rdp, rdp_local }, { ipte: 0, rdp: 1, rdp_local: 0 });
    b.call('flush_tlb_fix_spurious_fault', vma, b.virtual(0), b.at(0));
    assert.equal(b.world.events.total().rdp_local, 1);
  });

  it('makes old and inaccessible entries invalid to the hardware', () => {
    const b = bench('s390');
    b.fill(1);
    const entry = b.world.tables.read(b.at(0));
    assert.equal(entry & entryBits.invalid, 0);
    assert.notEqual(b.call('pte_mkold', entry) & entryBits.invalid, 0);
    assert.equal(b.call('pte_mkyoung', b.call('pte_mkold', entry)), entry);
  });
});

describe('s390 with range IPTE', () => {
  const iptes = (body: (b: Bench) => void, options = {}): number => {
    const b = bench('s390-ipte-range', options);
    b.fill(all);
    body(b);
    return b.world.events.total().ipte;
  };

  it('needs one IPTE for a whole table', () => {
    const count = iptes((b) =>
      section(b, all, () => {
        for (let i = 0; i < all; i++) protect(b, i);
      }),
    );
    assert.equal(count, 1);
  });

  it('needs one per run of updated entries', () => {
    const every = (step: number, except: number) => (b: Bench) =>
      section(b, all, () => {
        for (let i = 0; i < all; i += step) if (i !== except) protect(b, i);
      });
    assert.equal(iptes(every(2, -1)), 128);
    assert.equal(iptes(every(1, 100)), 2);
  });

  it('splits where the hardware entry is invalid', () => {
    const count = iptes((b) => {
      for (let i = 1; i < all; i += 2) b.world.tables.write(b.at(i), b.world.emptyEntry);
      section(b, all, () => {
        for (let i = 0; i < all; i++) protect(b, i);
      });
    });
    assert.equal(count, 128);
  });

  it('needs none to fill an empty table', () => {
    const b = bench('s390-ipte-range');
    section(b, all, () =>
      b.call('set_ptes', mm, b.virtual(0), b.at(0), b.call('pfn_pte', 100, entryBits.present), all),
    );
    assert.equal(b.world.events.total().ipte, 0);
    assert.equal(b.call('pte_pfn', b.world.tables.read(b.at(255))), 355);
  });

  it('applies what it has at a nested disable, and goes on', () => {
    const b = bench('s390-ipte-range');
    b.fill(all);
    section(b, all, () => {
      for (let i = 0; i < 128; i++) protect(b, i);
      b.call('lazy_mmu_mode_enable');
      b.call('lazy_mmu_mode_disable');
      for (let i = 128; i < all; i++) protect(b, i);
    });
    assert.deepEqual(
      b.world.events.runs.map(({ first, entries }) => [first, entries]),
      [
        [0, 128],
        [128, 128],
      ],
    );
  });

  it('loses the range at a pause', () => {
    const count = iptes((b) =>
      section(b, all, () => {
        for (let i = 0; i < 128; i++) protect(b, i);
        b.call('lazy_mmu_mode_pause');
        b.call('lazy_mmu_mode_resume');
        for (let i = 128; i < all; i++) protect(b, i);
      }),
    );
    assert.equal(count, 129);
  });

  it('takes the direct path outside its range', () => {
    const count = iptes((b) =>
      section(b, 64, () => {
        for (let i = 0; i < all; i++) protect(b, i);
      }),
    );
    assert.equal(count, 193);
  });

  it('arms nothing without a range', () => {
    const count = iptes((b) => {
      b.call('lazy_mmu_mode_enable');
      for (let i = 0; i < all; i++) protect(b, i);
      b.call('lazy_mmu_mode_disable');
    });
    assert.equal(count, all);
  });

  it('hides a cached store from a lockless reader, and shows it to ptep_get', () => {
    const b = bench('s390-ipte-range');
    b.fill(1);
    const before = b.world.tables.read(b.at(0));
    section(b, 1, () => {
      b.call('pte_clear', mm, b.virtual(0), b.at(0));
      assert.equal(b.call('ptep_get', b.at(0)), b.world.emptyEntry);
      assert.equal(b.call('ptep_get_lockless', b.at(0)), before);
    });
    assert.equal(b.world.tables.read(b.at(0)), b.world.emptyEntry);
  });

  it('leaves every entry as the direct path would, with one IPTE per run of updated valid entries', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.boolean(), fc.boolean()), { minLength: 1, maxLength: 64 }), (entries) => {
        const run = (name: 's390' | 's390-ipte-range'): Bench => {
          const b = bench(name);
          b.fill(entries.length);
          for (const [i, [valid]] of entries.entries()) {
            if (!valid) b.world.tables.write(b.at(i), b.call('pte_mkold', b.world.tables.read(b.at(i))));
          }
          section(b, entries.length, () => {
            for (const [i, [, updated]] of entries.entries()) if (updated) protect(b, i);
          });
          return b;
        };
        const batched = run('s390-ipte-range');
        const direct = run('s390');
        const starts = entries.filter(([valid, updated], i) => {
          const before = entries[i - 1];
          return valid && updated && !(before?.[0] && before[1]);
        });
        assert.equal(batched.world.events.total().ipte, starts.length);
        for (const [i] of entries.entries()) {
          assert.equal(batched.world.tables.read(batched.at(i)), direct.world.tables.read(direct.at(i)));
        }
      }),
    );
  });
});
