import assert from 'node:assert/strict';
import fc from 'fast-check';
import { afterEdit, type CountedLines } from '../../../client/line-counts/follow-edits.ts';

const counted: CountedLines = {
  first: 10,
  last: 20,
  lines: [
    { line: 12, text: 's390 256 IPTE' },
    { line: 20, text: 'Xen 1 hypercall' },
  ],
};

describe('counts of lines', () => {
  it('move with what is put in or taken out before them', () => {
    const moved = afterEdit(counted, { first: 3, last: 3, becomes: 3 });
    assert.deepEqual([moved?.first, moved?.last, moved?.lines.map(({ line }) => line)], [12, 22, [14, 22]]);
    const back = moved && afterEdit(moved, { first: 3, last: 5, becomes: 1 });
    assert.deepEqual(back, counted);
  });

  it('stay for an edit behind them', () => {
    assert.deepEqual(afterEdit(counted, { first: 21, last: 30, becomes: 1 }), counted);
  });

  it('go with an edit of any line between the first and the last', () => {
    const line = fc.integer({ min: 0, max: 40 });
    fc.assert(
      fc.property(line, line, fc.integer({ min: 1, max: 9 }), (a, b, becomes) => {
        const [first, last] = [Math.min(a, b), Math.max(a, b)];
        const touches = first <= counted.last && last >= counted.first;
        assert.equal(afterEdit(counted, { first, last, becomes }) === undefined, touches);
      }),
    );
  });
});
