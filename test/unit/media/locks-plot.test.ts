import assert from 'node:assert/strict';
import { locksPlot, locksVerdict, locksWords } from '../../../media/locks-plot.ts';
import { locks } from '../../fixtures/studies.ts';

const [curve] = locks.curves;

describe('the lock study', () => {
  it('draws throughput with and without the lock over the CPUs', () => {
    assert.ok(curve);
    assert.deepEqual(
      locksPlot(curve).lines.map(({ label, points }) => [label, points.at(-1)]),
      [
        ['no lock', { x: 4, y: 7.032 }],
        ['one lock', { x: 4, y: 2.13 }],
      ],
    );
  });

  it('says what the lock does to the scaling', () => {
    assert.ok(curve);
    assert.equal(
      locksVerdict(curve),
      '4 CPUs do 1.2 times as much as one with the lock, 4 times without; the lock is the limit from 1.2 CPUs on.',
    );
    assert.equal(locksWords(curve, 2), '2 CPUs: no lock 3.5, one lock 2.1 entries per microsecond');
    assert.equal(locksWords(curve, 3), '');
  });
});
