import assert from 'node:assert/strict';
import * as fc from 'fast-check';
import type { MachineOptions } from '../../../server/core/simulator/arch/machine-options.ts';
import type { GatherLevel } from '../../../server/core/simulator/machine/gather.ts';
import { GatherBatches } from '../../../server/core/simulator/machine/gather-batches.ts';
import type { EventCounts } from '../../../server/core/simulator/report.ts';
import { bench, mm, pageSize, start, vma } from './support.ts';

type Release = 'arm64-eager' | 'arm64';

const gather = 0x9000;

function counted(
  release: Release,
  machine: Partial<MachineOptions>,
  run: (call: (name: string, ...args: number[]) => number, world: ReturnType<typeof bench>['world']) => void,
): Partial<EventCounts> {
  const b = bench(release, { machine });
  run(b.call, b.world);
  const { ptep_get: _, ...counts } = b.world.events.total();
  return Object.fromEntries(Object.entries(counts).filter(([, value]) => value > 0));
}

const flushPages = (release: Release, pages: number, machine: Partial<MachineOptions> = {}) =>
  counted(release, machine, (call) => call('flush_tlb_range', vma, start, start + pages * pageSize));

/** The loop of __flush_tlb_range_op, as the header has it. */
function rangeOperations(pages: number): number {
  let operations = 0;
  let scale = 3;
  for (let left = pages; left > 0; ) {
    operations++;
    if (left === 1) break;
    const shift = 5 * scale + 1;
    const num = (Math.min(left, 32 << shift) >> shift) - 1;
    if (num >= 0) left -= (num + 1) << shift;
    else operations--;
    scale--;
  }
  return operations;
}

describe('TLB flushes of arm64', () => {
  it('take ranges from the largest scale down, and an odd page alone', () => {
    const operations = [1, 2, 3, 16, 17, 255, 256, 511, 512, 4095].map((pages) => flushPages('arm64', pages).tlbi);
    assert.deepEqual(operations, [1, 1, 2, 1, 2, 3, 1, 3, 1, 4]);
  });

  it('equal the loop of the header', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 2 ** 21 }), (pages) => {
        assert.equal(flushPages('arm64', pages).tlbi, rangeOperations(pages));
      }),
    );
  });

  it('take the address space beyond what ranges can cover, and 6.12 then waits twice', () => {
    const calls = { tlb_flush: 1, flush_dsb_ishst: 1, tlbi: 1, tlbi_aside1is: 1 };
    assert.deepEqual(flushPages('arm64', 2 ** 21 + 1), { ...calls, dsb_ish: 1 });
    assert.deepEqual(flushPages('arm64-eager', 2 ** 21 + 1), { ...calls, dsb_ish: 2 });
  });

  it('take page after page without range invalidations, until a whole table', () => {
    const machine = { tlbRange: false };
    const single = { tlb_flush: 1, flush_dsb_ishst: 1, dsb_ish: 1 };
    assert.deepEqual(flushPages('arm64', 511, machine), { ...single, tlbi: 511, tlbi_vae1is: 511 });
    assert.deepEqual(flushPages('arm64', 512, machine), { ...single, tlbi: 1, tlbi_aside1is: 1 });
  });

  it('begin ranges at multiples of 64 KiB where addresses have 52 bits', () => {
    const flush = (first: number, pages: number) => {
      const from = start + first * pageSize;
      return counted('arm64', { lpa2: true }, (call) => call('flush_tlb_range', vma, from, from + pages * pageSize));
    };
    const singleAndRange = ({ tlbi_vae1is = 0, tlbi_rvae1is = 0 }: Partial<EventCounts>) => [tlbi_vae1is, tlbi_rvae1is];
    assert.equal(start % (16 * pageSize), 0);
    assert.deepEqual(singleAndRange(flush(0, 16)), [0, 1]);
    assert.deepEqual(singleAndRange(flush(1, 16)), [16, 0]);
    assert.deepEqual(singleAndRange(flush(14, 18)), [2, 1]);
    assert.deepEqual(singleAndRange(flush(15, 18)), [1 + 1, 1]);
    assert.deepEqual(singleAndRange(flush(3, 5)), [5, 0]);
  });

  it('of a spurious fault stay on the CPU from 7.x on, and were none before', () => {
    const fault = (release: Release) =>
      counted(release, {}, (call) => call('flush_tlb_fix_spurious_fault', vma, start, 0));
    assert.deepEqual(fault('arm64-eager'), {});
    assert.deepEqual(fault('arm64'), { tlb_flush: 1, dsb_nshst: 1, tlbi: 1, tlbi_vale1: 1, dsb_nsh: 1 });
  });

  it('take the address space for what reclaim has unmapped, once', () => {
    const twice = (machine: Partial<MachineOptions>) =>
      counted('arm64', machine, (call) => {
        call('flush_tlb_batched_pending', mm);
        call('flush_tlb_batched_pending', mm);
      });
    assert.deepEqual(twice({}), {});
    assert.deepEqual(twice({ unmapPending: true }), {
      tlb_flush: 1,
      flush_dsb_ishst: 1,
      tlbi: 1,
      tlbi_aside1is: 1,
      dsb_ish: 1,
    });
  });

  it('repeat the last invalidation where an erratum asks for it', () => {
    const counts = { tlb_flush: 1, flush_dsb_ishst: 1, tlbi: 2, tlbi_vae1is: 1, tlbi_vale1is: 1, dsb_ish: 2 };
    assert.deepEqual(flushPages('arm64', 1, { repeatTlbi: true }), counts);
  });

  for (const [levels, freedTables, expected] of [
    [['pte'], false, { tlbi_vale1is: 1 }],
    [['pte', 'pmd'], true, { tlbi_vae1is: 1 }],
    [['pmd'], true, { tlbi_rvae1is: 1 }],
    [['pud'], true, { tlbi_rvae1is: 1 }],
  ] as const satisfies readonly (readonly [readonly GatherLevel[], boolean, Partial<EventCounts>])[]) {
    it(`of a gather follow the levels that were cleared: ${levels.join(' and ')}`, () => {
      const counts = counted('arm64', {}, (call, world) => {
        const collected = world.gather(gather);
        collected.begin(mm, false);
        for (const level of levels) collected.widen(start, pageSize, level);
        collected.set('freed_tables', freedTables ? 1 : 0);
        call('tlb_flush', gather);
      });
      assert.deepEqual(counts, { tlb_flush: 1, flush_dsb_ishst: 1, tlbi: 1, dsb_ish: 1, ...expected });
    });
  }

  it('of a process that ends only take what caches freed tables', () => {
    for (const freedTables of [false, true]) {
      const counts = counted('arm64', {}, (call, world) => {
        world.gather(gather).begin(mm, true);
        world.gather(gather).set('freed_tables', freedTables ? 1 : 0);
        call('tlb_flush', gather);
      });
      assert.equal(counts.tlbi_aside1is ?? 0, freedTables ? 1 : 0);
    }
  });

  it('invalidate twice for a process that the kernel is not mapped in', () => {
    const machine = { kernelUnmapped: true };
    const counts = (run: (call: (name: string, ...args: number[]) => number) => void) => {
      const { tlbi, tlbi_vae1is, tlbi_rvae1is } = counted('arm64', machine, run);
      return { tlbi, tlbi_vae1is, tlbi_rvae1is };
    };
    assert.deepEqual(
      counts((call) => call('flush_tlb_range', vma, start, start + 3 * pageSize)),
      { tlbi: 4, tlbi_vae1is: 2, tlbi_rvae1is: 2 },
    );
    assert.equal(counts((call) => call('flush_tlb_mm', mm)).tlbi, 2);
    assert.equal(counts((call) => call('flush_tlb_kernel_range', start, start + pageSize)).tlbi, 1);
    // What the erratum repeats is not of a process.
    assert.equal(counted('arm64', { ...machine, repeatTlbi: true }, (call) => call('flush_tlb_mm', mm)).tlbi, 3);
  });

  it('of kernel memory know ranges from 7.x on', () => {
    const flush = (release: Release, pages: number) =>
      counted(release, {}, (call) => call('flush_tlb_kernel_range', start, start + pages * pageSize));
    const common = { tlb_flush: 1, flush_dsb_ishst: 1, dsb_ish: 1, flush_isb: 1 };
    assert.deepEqual(flush('arm64', 512), { ...common, tlbi: 1, tlbi_rvaale1is: 1 });
    assert.deepEqual(flush('arm64-eager', 512), { ...common, tlbi: 512, tlbi_vaale1is: 512 });
    assert.deepEqual(flush('arm64-eager', 513), { ...common, tlbi: 1, tlbi_vmalle1is: 1 });
  });

  it('after an access flag stay on the CPU from 7.x on', () => {
    const change = (release: Release) =>
      counted(release, {}, (call, world) => {
        const entry = call('pfn_pte', 1, 0);
        world.tables.write(world.tables.tables[0].base, entry);
        call('ptep_set_access_flags', vma, start, world.tables.tables[0].base, call('pte_mkdirty', entry), 1);
      });
    assert.deepEqual(change('arm64'), { tlb_flush: 1, dsb_nshst: 1, tlbi: 1, tlbi_vale1: 1, dsb_nsh: 1 });
    assert.equal(change('arm64-eager').tlbi_vale1is, 1);
  });
});

describe('a gather', () => {
  it('is full after 19 batches and the first, of single pages', () => {
    const pages = new GatherBatches(pageSize);
    let added = 1;
    while (!pages.add(1)) added++;
    // 8 slots, then 19 batches of 510; each keeps one slot free for a folio.
    assert.equal(added, 7 + 19 * 509);
    pages.empty();
    assert.equal(pages.add(1), false);
  });
});
