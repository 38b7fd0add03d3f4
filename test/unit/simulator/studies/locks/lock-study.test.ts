import assert from 'node:assert/strict';
import { eventNames } from '../../../../../server/core/simulator/machine/events.ts';
import type { LineCounts } from '../../../../../server/core/simulator/report.ts';
import { defaultScenario, variants } from '../../../../../server/core/simulator/scenario-input.ts';
import { assumedCosts, costsWith } from '../../../../../server/core/simulator/studies/locks/costs.ts';
import { sectionCost } from '../../../../../server/core/simulator/studies/locks/critical-section.ts';
import { type LockRequest, studyLocks } from '../../../../../server/core/simulator/studies/locks/lock-study.ts';
import type { KernelParser } from '../../../../../server/core/syntax/source-file.ts';
import { loadKernelParser } from '../../../../../server/host/parser.ts';
import { protectRange } from '../walkers.ts';

describe('cost of a critical section', () => {
  const line = (walkerLine: number, calls: number, counts: LineCounts['counts']): LineCounts => {
    return { file: 'a.c', line: walkerLine, walkerLine, calls, counts };
  };
  const costs = costsWith({ ipte_global: 100, idte: 1000, primitive: 1, entry: 2, lock: 7, outside: 10 });

  it('adds up events, primitives, turns of the loop and the lock; the flush of the caller is outside', () => {
    const lines = [line(5, 3, { ipte_global: 2, ipte: 2 }), line(9, 1, {}), line(0, 0, { idte: 1 })];
    const cost = sectionCost({ lines, entries: 4, tables: 1, isHeld: (at) => at < 9 }, costs);
    assert.equal(cost.section, 3 * 1 + 2 * 100 + 4 * 2 + 7);
    assert.equal(cost.outside, 1 * 1 + 1000 + 4 * 10);
    assert.deepEqual([cost.entries, cost.lock], [4, 7]);
  });

  it('is that of one page table where the range has several', () => {
    const lines = [line(5, 0, { ipte_global: 6 })];
    const cost = sectionCost({ lines, entries: 300, tables: 3, isHeld: () => true }, costs);
    assert.deepEqual([cost.section, cost.outside, cost.entries], [200 + 200 + 7, 1000, 100]);
  });

  it('names its parts with times and nanoseconds', () => {
    const cost = sectionCost(
      { lines: [line(5, 0, { ipte_global: 6 })], entries: 3, tables: 1, isHeld: () => true },
      costs,
    );
    const summed = cost.parts
      .filter(({ where }) => where === 'section')
      .map(({ times, nanoseconds }) => times * nanoseconds);
    assert.equal(
      summed.reduce((sum, each) => sum + each, 0),
      cost.section,
    );
  });

  it('has a number for every event, each with its source', () => {
    for (const name of eventNames) assert.match(assumedCosts[name].source, /^(assumed|counted as)\b/);
  });

  it('says what is wrong with a cost that is given', () => {
    assert.throws(() => costsWith({ ipte_globl: 1 }), {
      message: /^cost: nothing is called ipte_globl; did you mean ipte_global/,
    });
    assert.throws(() => costsWith({ ipte_global: -1 }), { message: /must be nanoseconds, 0 or more, not -1$/ });
  });
});

describe('study of a lock', () => {
  let parser: KernelParser;
  before(async () => {
    parser = await loadKernelParser();
  });

  const study = (given: Partial<LockRequest> = {}, text = protectRange) =>
    studyLocks(
      {
        file: 'walker.c',
        function: 'protect_range',
        machines: ['s390-ipte-range'],
        variants,
        scenario: { ...defaultScenario, preset: 'mprotect' },
        cpus: 8,
        costs: {},
        ...given,
      },
      { parser, text },
    );

  it('makes the section shorter where updates are batched, so that the lock limits later', () => {
    const { curves } = study();
    const [asWritten, , withRange] = curves;
    assert.ok(withRange.section < asWritten.section / 10);
    assert.ok(withRange.saturation > asWritten.saturation);
    const last = (curve: typeof asWritten) => curve.points[curve.points.length - 1].withLock;
    assert.ok(last(withRange) > 10 * last(asWritten));
  });

  it('takes the length of the section from counts and costs alone', () => {
    const costs = { ipte_global: 1, ipte_entries: 0, primitive: 0, entry: 0, lock: 0, outside: 2 };
    const { curves } = study({ costs });
    assert.deepEqual(
      curves.map(({ section, outside }) => [section, outside]),
      [
        [256, 512],
        [256, 512],
        [1, 512],
      ],
    );
  });

  it('counts what stands behind the section as outside of the lock', () => {
    const late = protectRange.replace('\tpte_unmap_unlock', '\tflush_tlb_kernel_range(addr, end);\n$&');
    const { curves } = study({ costs: { idte: 5000 }, variants: ['as-written'] }, late);
    assert.ok(curves[0].parts.some(({ name, where }) => name === 'idte' && where === 'outside'));
    assert.ok(!curves[0].parts.some(({ name, where }) => name === 'idte' && where === 'section'));
  });

  it('has a point for each number of CPUs up to 16, then for every doubling, and the last', () => {
    const { curves } = study({ cpus: 100, variants: ['as-written'] });
    const dense = Array.from({ length: 16 }, (_, index) => index + 1);
    assert.deepEqual(
      curves[0].points.map(({ cpus }) => cpus),
      [...dense, 32, 64, 100],
    );
  });

  it('names the costs that it rests on, and no others', () => {
    const names = study().costs.map(({ name }) => name);
    assert.ok(names.includes('ipte_global') && names.includes('outside'));
    assert.ok(!names.includes('hypercalls'));
  });

  it('refuses what makes no sense', () => {
    assert.throws(() => study({ cpus: 0 }), {
      message: /^locks: the number of CPUs must be a whole number from 1 to /,
    });
    const free = { ipte_global: 0, ipte_entries: 0, primitive: 0, entry: 0, lock: 0 };
    assert.throws(() => study({ costs: free }), { message: /a critical section takes no time at all/ });
  });
});
