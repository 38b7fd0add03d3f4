import assert from 'node:assert/strict';
import fc from 'fast-check';
import { afterEdit, type CountedLines } from '../../../client/line-counts/follow-edits.ts';
import { shortCount } from '../../../client/line-counts/short-count.ts';

const counted: CountedLines = {
  ran: [
    { first: 4, last: 6 },
    { first: 10, last: 20 },
  ],
  lines: [
    { line: 5, text: 's390 256 IPTE', times: 256, details: ['s390: 256 IPTE, 256 entries'] },
    { line: 20, text: 'Xen 1 hypercall', times: 1, details: ['Xen: 1 hypercall, 8 updates'] },
  ],
};

describe('counts of lines', () => {
  const linesOf = (moved: CountedLines | undefined) => moved?.lines.map(({ line }) => line);

  it('move with what is put in or taken out before them', () => {
    const moved = afterEdit(counted, { first: 3, last: 3, becomes: 3 });
    assert.deepEqual(linesOf(moved), [7, 22]);
    assert.deepEqual(moved?.ran, [
      { first: 6, last: 8 },
      { first: 12, last: 22 },
    ]);
    assert.deepEqual(moved && afterEdit(moved, { first: 3, last: 5, becomes: 1 }), counted);
  });

  it('stay for an edit of what was not run, behind them and between', () => {
    assert.deepEqual(afterEdit(counted, { first: 21, last: 30, becomes: 1 }), counted);
    assert.deepEqual(linesOf(afterEdit(counted, { first: 7, last: 9, becomes: 1 })), [5, 18]);
  });

  it('go with an edit of any line that was run', () => {
    const line = fc.integer({ min: 0, max: 40 });
    fc.assert(
      fc.property(line, line, fc.integer({ min: 1, max: 9 }), (a, b, becomes) => {
        const [first, last] = [Math.min(a, b), Math.max(a, b)];
        const touches = counted.ran.some((each) => first <= each.last && last >= each.first);
        assert.equal(afterEdit(counted, { first, last, becomes }) === undefined, touches);
      }),
    );
  });

  it('have four characters in the margin, and all of them up to a thousand', () => {
    const numbers = [0, 7, 240, 999, 1000, 4096, 65_536, 262_144, 1_048_576];
    assert.deepEqual(numbers.map(shortCount), ['0', '7', '240', '999', '1k', '4.1k', '66k', '262k', '1M']);
    fc.assert(fc.property(fc.nat({ max: 1e9 }), (times) => shortCount(times).length <= 4));
  });
});
