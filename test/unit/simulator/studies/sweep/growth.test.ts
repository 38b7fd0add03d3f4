import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { Scenario } from '../../../../../server/core/simulator/scenario.ts';
import { defaultScenario } from '../../../../../server/core/simulator/scenario-input.ts';
import { axes, type SweepRange } from '../../../../../server/core/simulator/studies/sweep/axes.ts';
import { MeasuredScenarios } from '../../../../../server/core/simulator/studies/sweep/exact-fit.ts';
import { fitGrowth } from '../../../../../server/core/simulator/studies/sweep/growth.ts';
import { type Law, predict } from '../../../../../server/core/simulator/studies/sweep/law.ts';
import { measure } from '../../../../../server/core/simulator/studies/sweep/measures.ts';
import { pointsOf, valuesApart } from '../../../../../server/core/simulator/studies/sweep/points.ts';

const entriesPerTable = 256;

interface Fitted {
  readonly law: Law;
  /** Values that the cost was asked for beyond the points. */
  readonly probed: readonly number[];
}

/** The law found for a cost that is known as a function. */
function lawOf(range: SweepRange, costOf: (at: number) => number, scenario: Partial<Scenario> = {}): Fitted {
  const base = { ...defaultScenario, ...scenario };
  const probed: number[] = [];
  const samples = (values: readonly number[]) => values.map((at) => ({ at, value: costOf(at) }));
  const { fitted, checked } = pointsOf(range);
  const law = fitGrowth({
    fitted: samples(fitted),
    checked: samples(checked),
    apart: valuesApart(range),
    whole: axes[range.axis].whole,
    scenarios: new MeasuredScenarios((at) => measure(axes[range.axis].at(base, at), entriesPerTable)),
    entriesPerTable,
    probe: (at) => {
      probed.push(at);
      return costOf(at);
    },
    poll: () => undefined,
  });
  return { law, probed };
}

const entries = (to: number): SweepRange => ({ axis: 'entries', from: 1, to });

describe('law of growth', () => {
  const cases: readonly (readonly [string, (n: number) => number, string, string])[] = [
    ['a constant', () => 17, 'constant', '17'],
    ['one for each entry', (n) => n, 'per-entry', 'n'],
    ['a start and two for each entry', (n) => 3 + 2 * n, 'per-entry', '3 + 2 × n'],
    ['one for each page table', (n) => Math.ceil(n / 256), 'per-table', 'tables'],
    ['hypercalls of 31 in each table', (n) => inTables(n, 31), 'per-batch', 'ceil(n/31) per table'],
    ['batches of 192 and one at the end', (n) => 1 + inTables(n, 192), 'per-batch', '1 + ceil(n/192) per table'],
    [
      'one for each entry up to a limit, then one for all',
      (n) => (n <= 33 ? n : 1),
      'piecewise',
      'n (n ≤ 33); 1 (n ≥ 34)',
    ],
    ['three steps', (n) => (n < 100 ? 0 : n < 777 ? 5 : 2), 'piecewise', '0 (n ≤ 99); 5 (n ≤ 776); 2 (n ≥ 777)'],
  ];
  for (const [what, costOf, growth, formula] of cases)
    it(`is ${formula} for ${what}`, () => {
      const { law } = lawOf(entries(4096), costOf);
      assert.deepEqual([law.exact, law.growth, law.formula], [true, growth, formula]);
    });

  it('is one of each table where a limit starts again with each', () => {
    const ofTable = (entries: number) => (entries <= 33 ? entries : 1);
    const costOf = (n: number) =>
      Math.floor(n / entriesPerTable) * ofTable(entriesPerTable) + ofTable(n % entriesPerTable);
    const { law } = lawOf(entries(3000), costOf);
    assert.deepEqual([law.exact, law.perTable], [true, true]);
    assert.equal(law.formula, 'for each table n (n ≤ 33); 1 (n ≥ 34)');
    assert.equal(law.words, 'in each table 1 per entry up to 33, constant 1 from 34 on');
  });

  function inTables(n: number, size: number): number {
    const whole = Math.floor(n / entriesPerTable);
    return whole * Math.ceil(entriesPerTable / size) + Math.ceil((n % entriesPerTable) / size);
  }

  it('goes by runs and present entries where there are holes', () => {
    const present = (n: number) => 8 * Math.floor(n / 16) + Math.min(8, n % 16);
    const runs = (n: number) => Math.ceil(n / 16);
    const { law: perEntry } = lawOf(entries(2000), present, { population: 'blocks8' });
    assert.deepEqual([perEntry.exact, perEntry.words], [true, '1 per present entry']);
    const { law: perRun } = lawOf(entries(2000), runs, { population: 'blocks8' });
    assert.deepEqual([perRun.exact, perRun.words], [true, '1 per run of present entries']);
  });

  it('tells batches of neighbouring sizes apart by further runs', () => {
    for (let size = 20; size < 60; size++) {
      const { law } = lawOf({ axis: 'holes', from: 0, to: 1 }, (share) => Math.ceil(presentOf(share) / size));
      assert.equal(law.formula, `ceil(present/${size}) per table`);
      assert.equal(law.exact, true);
    }
  });

  function presentOf(share: number): number {
    return measure(axes.holes.at(defaultScenario, share), entriesPerTable).present;
  }

  it('names an approximation as such, with what it is off by', () => {
    const { law } = lawOf(entries(4096), (n) => Math.round(Math.sqrt(n)));
    assert.deepEqual([law.exact, law.growth], [false, 'approximate']);
    assert.match(law.words, /^approximately .* × n, at most [\d.]+ off$/);
    assert.ok(law.residual !== undefined && law.residual.maximum >= law.residual.rootMeanSquare);
    assert.ok(law.residual.rootMeanSquare > 0);
  });

  it('is no law that values contradict which it was not fitted to', () => {
    const { checked } = pointsOf(entries(4096));
    const { law } = lawOf(entries(4096), (n) => (n === checked[2] || n === checked[5] ? n + 1 : n));
    assert.equal(law.exact, false);
  });

  it('proves itself where it was not fitted', () => {
    const cost = fc.record({
      constant: fc.integer({ min: 0, max: 50 }),
      entries: fc.integer({ min: 0, max: 5 }),
      tables: fc.integer({ min: 0, max: 5 }),
      batches: fc.integer({ min: 0, max: 1 }),
      size: fc.integer({ min: 2, max: 255 }),
    });
    fc.assert(
      fc.property(cost, ({ constant, entries: perEntry, tables, batches, size }) => {
        // The law may have three terms at most, and two when one of them is batches.
        fc.pre(batches === 0 || [constant, perEntry, tables].filter((each) => each > 0).length <= 1);
        const costOf = (n: number) =>
          constant + perEntry * n + tables * Math.ceil(n / entriesPerTable) + batches * inTables(n, size);
        const { law } = lawOf(entries(1500), costOf);
        assert.equal(law.exact, true);
        const [{ terms }] = law.pieces;
        for (let n = 1; n <= 1500; n += 7) {
          const measures = measure({ ...defaultScenario, entries: n }, entriesPerTable);
          if (law.pieces.length === 1) assert.equal(predict(terms, measures), costOf(n), `${law.formula} at ${n}`);
        }
      }),
      { numRuns: 40 },
    );
  });

  it('of CPUs says what one alone and what several cost', () => {
    const range: SweepRange = { axis: 'cpus', from: 1, to: 8 };
    assert.equal(
      lawOf(range, (cpus) => (cpus > 1 ? 256 : 0)).law.words,
      '256 when several CPUs have the address space',
    );
    assert.equal(lawOf(range, (cpus) => (cpus > 1 ? 0 : 1)).law.words, '1 when one CPU alone has it');
    assert.equal(lawOf(range, (cpus) => 2 * cpus).law.words, '2 per CPU');
  });

  it('of folios is one for each', () => {
    const range: SweepRange = { axis: 'folio-order', from: 0, to: 9 };
    const { law } = lawOf(range, (order) => Math.ceil(256 / 2 ** order));
    assert.deepEqual([law.exact, law.words], [true, '1 per folio']);
  });
});

describe('points of a sweep', () => {
  const range = fc
    .tuple(fc.integer({ min: 1, max: 60_000 }), fc.integer({ min: 1, max: 5000 }))
    .map(([from, width]): SweepRange => ({ axis: 'entries', from, to: Math.min(65_536, from + width) }))
    .filter(({ from, to }) => from < to);

  it('lie in the range, in order, and none that proves a law is one that it is fitted to', () => {
    fc.assert(
      fc.property(range, (given) => {
        const { fitted, checked } = pointsOf(given);
        for (const values of [fitted, checked]) {
          assert.deepEqual(
            [...values].sort((a, b) => a - b),
            values,
          );
          assert.ok(values.every((at) => Number.isInteger(at) && at >= given.from && at <= given.to));
        }
        assert.deepEqual([fitted[0], fitted.at(-1)], [given.from, given.to]);
        assert.ok(checked.every((at) => !fitted.includes(at)));
        assert.ok(given.to - given.from < 4 || checked.length > 0);
      }),
    );
  });

  it('of shares stay within them', () => {
    const { fitted, checked } = pointsOf({ axis: 'holes', from: 0, to: 0.5 });
    assert.deepEqual([fitted[0], fitted.at(-1)], [0, 0.5]);
    assert.ok([...fitted, ...checked].every((at) => at >= 0 && at <= 0.5));
  });
});
