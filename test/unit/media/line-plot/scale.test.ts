import assert from 'node:assert/strict';
import fc from 'fast-check';
import { scaleOf, tickLabel } from '../../../../media/line-plot/scale.ts';

const pixels = { from: 0, to: 600 };

describe('scale', () => {
  it('names round numbers of a linear axis, from 0 on where it is rounded', () => {
    const { ticks } = scaleOf([3, 97], { ...pixels, spacing: 'linear', rounded: true });
    assert.deepEqual(
      ticks.map(({ value, at }) => [value, Math.round(at)]),
      [
        [0, 0],
        [20, 120],
        [40, 240],
        [60, 360],
        [80, 480],
        [100, 600],
      ],
    );
  });

  it('names powers of two of a logarithmic axis, as few as there is room for', () => {
    const values = (most: number) =>
      scaleOf([1, most], { ...pixels, spacing: 'log', rounded: false }).ticks.map(({ value }) => value);
    assert.deepEqual(values(16), [1, 2, 4, 8, 16]);
    assert.deepEqual(values(4096), [1, 16, 256, 4096]);
    assert.deepEqual(values(2 ** 35), [1, 256, 65_536, 2 ** 24, 2 ** 32]);
  });

  it('keeps a place for 0 before the smallest value of a logarithmic axis', () => {
    const { at, ticks } = scaleOf([0, 1, 256], { ...pixels, spacing: 'log', rounded: true });
    assert.equal(ticks[0]?.value, 0);
    assert.deepEqual([at(0), at(1), at(256)], [0, 60, 600]);
  });

  it('labels numbers in few characters', () => {
    assert.deepEqual([0, 0.25, 4096, 2 ** 24, 2 ** 32, 1500].map(tickLabel), [
      '0',
      '0.25',
      '4,096',
      '16 Mi',
      '4 Gi',
      '1,500',
    ]);
  });

  it('keeps every value within its pixels and in order', () => {
    const values = fc.array(fc.double({ min: 0, max: 2 ** 40, noNaN: true }), { minLength: 1, maxLength: 20 });
    fc.assert(
      fc.property(values, fc.constantFrom('linear', 'log'), fc.boolean(), (given, spacing, rounded) => {
        // Counts are 0 or at least one thing.
        const counts = given.map((value) => (value < 1 ? 0 : value));
        const { at, ticks } = scaleOf(counts, { ...pixels, spacing, rounded });
        const places = [...counts].sort((a, b) => a - b).map(at);
        for (const [index, place] of places.entries()) {
          assert.ok(place >= -1e-6 && place <= 600 + 1e-6, `${place}`);
          assert.ok(index === 0 || place >= (places[index - 1] ?? 0) - 1e-6);
        }
        for (const tick of ticks)
          assert.ok(tick.at >= -1e-6 && tick.at <= 600 + 1e-6, `tick ${tick.value} at ${tick.at}`);
        assert.ok(ticks.length <= 8);
      }),
    );
  });
});
