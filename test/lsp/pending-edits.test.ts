import assert from 'node:assert/strict';
import fc from 'fast-check';
import { applyEdits, type TextEdit } from '../../server/core/text.ts';
import { composeEdit } from '../../server/lsp/pending-edits.ts';

/** Edits as an editor sends them: each in offsets of the text that the one before it left. */
const session = fc.record({
  text: fc.string({ maxLength: 40 }),
  edits: fc.array(fc.record({ at: fc.nat(60), length: fc.nat(12), text: fc.string({ maxLength: 6 }) }), {
    maxLength: 12,
  }),
});

function editOf(
  text: string,
  { at, length, text: replacement }: { at: number; length: number; text: string },
): TextEdit {
  const start = Math.min(at, text.length);
  return { range: { start, end: Math.min(start + length, text.length) }, text: replacement };
}

describe('pending edits', () => {
  it('come to the same text as the edits one by one', () => {
    fc.assert(
      fc.property(session, ({ text, edits }) => {
        let current = text;
        let pending: readonly TextEdit[] = [];
        for (const each of edits) {
          const edit = editOf(current, each);
          current = applyEdits(current, [edit]);
          pending = composeEdit(pending, edit);
        }
        assert.equal(applyEdits(text, pending), current);
      }),
      { numRuns: 2000 },
    );
  });

  it('stay sorted, and never touch', () => {
    fc.assert(
      fc.property(session, ({ text, edits }) => {
        let current = text;
        let pending: readonly TextEdit[] = [];
        for (const each of edits) {
          const edit = editOf(current, each);
          current = applyEdits(current, [edit]);
          pending = composeEdit(pending, edit);
        }
        for (const [index, edit] of pending.entries())
          assert.ok(index === 0 || pending[index - 1].range.end < edit.range.start);
      }),
      { numRuns: 2000 },
    );
  });

  it('are one edit for a word that is typed, and one per place for several cursors', () => {
    const typed = [...'pte'].reduce<readonly TextEdit[]>(
      (pending, text, index) => composeEdit(pending, { range: { start: 10 + index, end: 10 + index }, text }),
      [],
    );
    assert.deepEqual(typed, [{ range: { start: 10, end: 10 }, text: 'pte' }]);
    const cursors = [30, 20, 10].reduce<readonly TextEdit[]>(
      (pending, start) => composeEdit(pending, { range: { start, end: start + 1 }, text: 'xy' }),
      [],
    );
    assert.deepEqual(
      cursors.map(({ range }) => range.start),
      [10, 20, 30],
    );
  });
});
