import assert from 'node:assert/strict';
import fc from 'fast-check';
import { applyEdits, LineIndex } from '../../../server/core/text.ts';

describe('LineIndex', () => {
  it('agrees with splitting the text, for every offset', () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom('a', '\n', 'é', '\u{1f600}') }), (text) => {
        const index = new LineIndex(text);
        for (let offset = 0; offset <= text.length; offset++) {
          const before = text.slice(0, offset).split('\n');
          assert.deepEqual(index.positionOf(offset), {
            line: before.length,
            column: before[before.length - 1].length + 1,
          });
        }
      }),
    );
  });
});

describe('applyEdits', () => {
  it('applies edits in any order', () => {
    const edits = [
      { range: { start: 4, end: 7 }, text: 'two' },
      { range: { start: 0, end: 0 }, text: '<' },
      { range: { start: 7, end: 7 }, text: '>' },
    ];
    assert.equal(applyEdits('one 222', edits), '<one two>');
  });

  it('refuses edits that overlap', () => {
    const edits = [
      { range: { start: 0, end: 3 }, text: '' },
      { range: { start: 2, end: 4 }, text: '' },
    ];
    assert.throws(() => applyEdits('abcd', edits), /overlap/);
  });
});
