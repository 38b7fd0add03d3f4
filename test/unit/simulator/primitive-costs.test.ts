import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { MachineName } from '../../../server/core/simulator/arch/names.ts';
import { entryBits as bits } from '../../../server/core/simulator/machine/entry.ts';
import type { EventCounts } from '../../../server/core/simulator/report.ts';
import { type Bench, bench, kernelMm, mm, vma } from './support.ts';

type Costs = Partial<EventCounts>;

function costsOf(b: Bench): Costs {
  const total = Object.entries(b.world.events.total());
  return Object.fromEntries(total.filter(([name, value]) => value > 0 && name !== 'ptep_get'));
}

/** One call on entry 0, which is writable, dirty and young unless `prepare` makes something else of it. */
interface Call {
  readonly name: string;
  readonly args: (b: Bench) => readonly number[];
}

const place = (b: Bench): readonly number[] => [b.virtual(0), b.at(0)];
const entry = (b: Bench): number => b.world.tables.read(b.at(0));
const ofMm = (name: string, ...more: number[]): Call => ({ name, args: (b) => [mm, ...place(b), ...more] });
const ofVma = (name: string, ...more: number[]): Call => ({ name, args: (b) => [vma, ...place(b), ...more] });
const protectedEntry = (b: Bench): number => b.call('pte_wrprotect', entry(b));

const clearYoung = 1;
const clearBoth = 3;

describe('costs of primitives on s390, without a lazy mode', () => {
  const free: Costs = {};
  const global: Costs = { ipte: 1, ipte_entries: 1, ipte_global: 1 };
  const local: Costs = { ipte: 1, ipte_entries: 1, ipte_local: 1 };
  /** Nothing at once, and one IDTE at the flush that follows. */
  const deferred: Costs = { idte: 1 };

  /** On a process of two CPUs; of this CPU alone; of this CPU, where another may hold TLB entries. */
  type Row = readonly [call: Call, two: Costs, alone: Costs, remembered: Costs];
  const lazily = (call: Call): Row => [call, global, deferred, deferred];
  const directly = (call: Call): Row => [call, global, local, global];
  const freely = (call: Call): Row => [call, free, free, free];
  const set = (name: string): Call => ({ name, args: (b) => [mm, ...place(b), protectedEntry(b), 1] });

  const rows: readonly Row[] = [
    freely({ name: 'set_pte', args: (b) => [b.at(0), protectedEntry(b)] }),
    freely(set('set_pte_at')),
    freely(set('set_ptes')),
    freely({ name: 'ptep_get', args: (b) => [b.at(0)] }),
    freely({ name: 'ptep_get_lockless', args: (b) => [b.at(0)] }),
    freely(ofMm('pte_clear')),
    freely(ofMm('pte_clear_not_present_full', 0)),
    freely(ofMm('clear_not_present_full_ptes', 1, 0)),
    freely(ofMm('clear_nonpresent_ptes', 1)),
    lazily(ofMm('ptep_get_and_clear')),
    lazily(ofMm('ptep_get_and_clear_full', 0)),
    freely(ofMm('ptep_get_and_clear_full', 1)),
    lazily(ofMm('get_and_clear_full_ptes', 1, 0)),
    freely(ofMm('clear_full_ptes', 1, 1)),
    directly(ofVma('ptep_clear_flush')),
    lazily(ofMm('ptep_set_wrprotect')),
    lazily(ofMm('wrprotect_ptes', 1)),
    lazily(ofVma('ptep_modify_prot_start')),
    freely({ name: 'ptep_modify_prot_commit', args: (b) => [vma, ...place(b), entry(b), protectedEntry(b)] }),
    lazily(ofVma('modify_prot_start_ptes', 1)),
    directly({ name: 'ptep_set_access_flags', args: (b) => [vma, ...place(b), protectedEntry(b), 0] }),
    freely({ name: 'ptep_set_access_flags', args: (b) => [vma, ...place(b), entry(b), 0] }),
    directly(ofVma('ptep_test_and_clear_young')),
    directly(ofVma('ptep_clear_flush_young')),
    directly(ofVma('test_and_clear_young_ptes', 1)),
    directly(ofVma('clear_flush_young_ptes', 1)),
    directly(ofVma('clear_young_dirty_ptes', 1, clearYoung)),
    lazily(ofVma('clear_young_dirty_ptes', 1, clearBoth)),
    freely(ofVma('flush_tlb_page')),
    freely({ name: 'flush_tlb_all', args: () => [] }),
    freely(ofVma('flush_tlb_range')),
    freely({ name: 'flush_tlb_batched_pending', args: () => [mm] }),
  ];
  const situations = [
    [2, 2],
    [1, 1],
    [1, 2],
  ] as const;

  for (const [call, ...expected] of rows) {
    it(`${call.name}(${call.args(bench('s390')).slice(3).join(', ')})`, () => {
      for (const [index, [attached, mask]] of situations.entries()) {
        const b = bench('s390', { attached, mask });
        b.fill(1);
        b.call(call.name, ...call.args(b));
        b.call('flush_tlb_mm', mm);
        assert.deepEqual(costsOf(b), expected[index], `${attached} attached, ${mask} in the mask`);
      }
    });

    it(`${call.name}(${call.args(bench('s390')).slice(3).join(', ')}) of an entry that is invalid to the hardware`, () => {
      for (const [attached, mask] of situations) {
        const b = bench('s390', { attached, mask });
        b.fill(1);
        b.world.tables.write(b.at(0), b.call('pte_mkold', entry(b)));
        b.call(call.name, ...call.args(b));
        b.call('flush_tlb_mm', mm);
        assert.deepEqual(costsOf(b), {});
      }
    });
  }

  it('flush_tlb_kernel_range', () => {
    const b = bench('s390');
    b.call('flush_tlb_kernel_range', b.virtual(0), b.virtual(1));
    assert.deepEqual(costsOf(b), { idte: 1 });
  });
});

/** Where a call stands: outside of a section, in one, paused in one, in an interrupt of one. */
const surroundings = ['outside', 'inside', 'paused', 'interrupt'] as const;
type Surrounding = (typeof surroundings)[number];

/** What the call costs itself, and what the end of the section does. */
function costsIn(machine: MachineName, where: Surrounding, action: (b: Bench) => void, pinned = true): [Costs, Costs] {
  const b = bench(machine, { pinned });
  b.world.initMm = kernelMm;
  b.fill(8, 'PAGE_SHARED');
  if (where !== 'outside') b.call('lazy_mmu_mode_enable');
  if (where === 'paused') b.call('lazy_mmu_mode_pause');
  b.world.lazy.inInterrupt = where === 'interrupt';
  action(b);
  const during = costsOf(b);
  b.world.lazy.inInterrupt = false;
  if (where === 'paused') b.call('lazy_mmu_mode_resume');
  if (where !== 'outside') b.call('lazy_mmu_mode_disable');
  const after = costsOf(b) as Record<string, number>;
  const rest = Object.entries(after).map(([name, value]) => [
    name,
    value - ((during as Record<string, number>)[name] ?? 0),
  ]);
  return [during, Object.fromEntries(rest.filter(([, value]) => Number(value) > 0))];
}

describe('barriers of arm64', () => {
  const kernelEntry = bits.present | bits.read | bits.write;
  const pair: Costs = { dsb_ishst: 1, isb: 1 };
  const actions: readonly (readonly [string, (b: Bench) => void, batched: boolean, kernel: boolean])[] = [
    ['set_pte', (b) => b.call('set_pte', b.at(0), kernelEntry), true, true],
    ['set_pte_at', (b) => b.call('set_pte_at', kernelMm, b.virtual(0), b.at(0), kernelEntry), true, true],
    ['set_ptes of 8', (b) => b.call('set_ptes', kernelMm, b.virtual(0), b.at(0), kernelEntry, 8), true, true],
    [
      'set_pte_at for a process',
      (b) => b.call('set_pte_at', mm, b.virtual(0), b.at(0), kernelEntry + bits.user),
      true,
      false,
    ],
    ['pte_clear', (b) => b.call('pte_clear', kernelMm, b.virtual(0), b.at(0)), true, false],
    ['ptep_get_and_clear', (b) => b.call('ptep_get_and_clear', kernelMm, b.virtual(0), b.at(0)), true, false],
    ['ptep_set_wrprotect', (b) => b.call('ptep_set_wrprotect', kernelMm, b.virtual(0), b.at(0)), true, false],
    ['ptep_test_and_clear_young', (b) => b.call('ptep_test_and_clear_young', vma, b.virtual(0), b.at(0)), true, false],
    [
      'ptep_try_set',
      (b) => {
        b.call('pte_clear', kernelMm, b.virtual(0), b.at(0));
        b.call('ptep_try_set', b.at(0), kernelEntry);
      },
      false,
      true,
    ],
  ];
  for (const [what, action, batched, kernel] of actions) {
    for (const where of surroundings) {
      it(`${what}, ${where}`, () => {
        const waits = batched && where === 'inside';
        const expected = kernel ? [waits ? {} : pair, waits ? pair : {}] : [{}, {}];
        assert.deepEqual(costsIn('arm64', where, action), expected);
      });
    }
  }

  it('come with each entry in 6.12, wherever it is stored', () => {
    for (const where of surroundings) {
      const [during] = costsIn('arm64-eager', where, (b) => {
        b.call('set_ptes', kernelMm, b.virtual(0), b.at(0), kernelEntry, 8);
      });
      assert.deepEqual(during, { dsb_ishst: 8, isb: 8 });
    }
  });

  it('are one pair for a section of any number of kernel entries', () => {
    fc.assert(
      fc.property(fc.array(fc.array(fc.boolean(), { maxLength: 20 }), { maxLength: 12 }), (sections) => {
        const b = bench('arm64');
        for (const section of sections) {
          b.call('lazy_mmu_mode_enable');
          for (const kernel of section)
            b.call('set_pte_at', kernelMm, b.virtual(0), b.at(0), kernelEntry + (kernel ? 0 : bits.user));
          b.call('lazy_mmu_mode_disable');
        }
        assert.equal(b.world.events.total().isb, sections.filter((section) => section.includes(true)).length);
      }),
    );
  });
});

describe('updates of Xen guests', () => {
  const call: Costs = { hypercalls: 1, mmu_update_entries: 1 };
  const queued: Costs = { mmu_update_entries: 1 };
  const sent: Costs = { hypercalls: 1 };
  const trap: Costs = { ptwr_emul: 1 };
  const newEntry = (b: Bench) => protectedEntry(b);
  /** What each call costs outside of a section; inside, what is a hypercall waits. */
  const actions: readonly (readonly [string, (b: Bench) => void, Costs])[] = [
    ['set_pte', (b) => b.call('set_pte', b.at(0), newEntry(b)), call],
    ['set_pte_at', (b) => b.call('set_pte_at', mm, ...place(b), newEntry(b)), call],
    ['pte_clear', (b) => b.call('pte_clear', mm, ...place(b)), call],
    ['ptep_set_access_flags, dirty', (b) => b.call('ptep_set_access_flags', vma, ...place(b), newEntry(b), 1), call],
    ['ptep_set_access_flags, clean', (b) => b.call('ptep_set_access_flags', vma, ...place(b), newEntry(b), 0), {}],
    ['ptep_modify_prot_start', (b) => b.call('ptep_modify_prot_start', vma, ...place(b)), {}],
    [
      'ptep_modify_prot_commit',
      (b) => b.call('ptep_modify_prot_commit', vma, ...place(b), entry(b), newEntry(b)),
      call,
    ],
    ['ptep_get_and_clear', (b) => b.call('ptep_get_and_clear', mm, ...place(b)), trap],
    ['ptep_set_wrprotect', (b) => b.call('ptep_set_wrprotect', mm, ...place(b)), trap],
    ['ptep_test_and_clear_young', (b) => b.call('ptep_test_and_clear_young', vma, ...place(b)), trap],
    ['ptep_get', (b) => b.call('ptep_get', b.at(0)), {}],
  ];
  for (const [what, action, outside] of actions) {
    for (const where of surroundings) {
      it(`${what}, ${where}`, () => {
        const waits = outside === call && where === 'inside';
        assert.deepEqual(costsIn('xen-pv', where, action), [waits ? queued : outside, waits ? sent : {}]);
      });
    }
  }

  it('of a table that is not pinned any more are ordinary stores', () => {
    const [during] = costsIn('xen-pv', 'inside', (b) => b.call('ptep_get_and_clear_full', mm, ...place(b), 1), false);
    assert.deepEqual(during, {});
  });

  it('read what is queued as it was, and install it over what came after', () => {
    const b = bench('xen-pv');
    b.fill(1);
    const [old, fresh] = [entry(b), newEntry(b)];
    b.call('lazy_mmu_mode_enable');
    b.call('set_pte_at', mm, ...place(b), fresh);
    assert.equal(b.call('ptep_get', b.at(0)), old);
    assert.equal(b.call('ptep_get_and_clear', mm, ...place(b)), old);
    b.call('lazy_mmu_mode_disable');
    assert.equal(entry(b), fresh);
  });
});

describe('batches of machines', () => {
  const sections = fc.array(fc.integer({ min: 0, max: 512 }), { maxLength: 8 });
  const machines: readonly (readonly [MachineName, keyof EventCounts, number])[] = [
    ['xen-pv', 'hypercalls', 31],
    ['powerpc-hash', 'hpte_flushes', 192],
    ['sparc64', 'tsb_flushes', 192],
  ];
  for (const [machine, event, size] of machines) {
    for (const dialect of [
      ['lazy_mmu_mode_enable', 'lazy_mmu_mode_disable'],
      ['arch_enter_lazy_mmu_mode', 'arch_leave_lazy_mmu_mode'],
    ]) {
      it(`of ${machine} are as many as ${size} at a time make of every section, with ${dialect[0]}()`, () => {
        fc.assert(
          fc.property(sections, (lengths) => {
            const b = bench(machine);
            for (const length of lengths) {
              b.fill(512);
              b.call(dialect[0]);
              for (let i = 0; i < length; i++) {
                const old = b.call('ptep_modify_prot_start', vma, b.virtual(i), b.at(i));
                b.call('ptep_modify_prot_commit', vma, b.virtual(i), b.at(i), old, b.call('pte_wrprotect', old));
              }
              b.call(dialect[1]);
            }
            const expected = lengths.reduce((sum, length) => sum + Math.ceil(length / size), 0);
            assert.equal(b.world.events.total()[event], expected);
            assert.equal(b.world.preemption.isDisabled, false);
          }),
          { numRuns: 15 },
        );
      });
    }
  }
});
