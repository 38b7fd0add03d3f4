import assert from 'node:assert/strict';
import fc from 'fast-check';
import { changedLines, editedText, type OffsetEdit } from '../../../client/fixes/changed-lines.ts';

const text = 'if (a)\n\treturn 1;\nb();\n';

/** An edit at the place of a piece of the text: `put` in its stead, or ahead of it when it is to stay. */
function at(piece: string, put: string, stays = false): OffsetEdit {
  const start = text.indexOf(piece);
  return { start, end: stays ? start : start + piece.length, text: put };
}

describe('lines that edits change', () => {
  for (const [what, edits, lines] of [
    ['nothing', [], 0],
    ['a word', [at('b', 'c')], 1],
    ['a line that is put in', [at('return', 'leave();\n\t', true)], 1],
    ['a line that is taken out', [at('b();\n', '')], 1],
    ['two words of a line', [at('return', 'goto'), at('1', 'out')], 1],
    ['two lines', [at('a', 'c'), at('b', 'c')], 2],
    ['a line that becomes two', [at('b()', 'b(1,\n  2)')], 2],
    ['a branch that gets braces', [at('\n\treturn', ' {\n\tleave();\n\treturn'), at('\nb', '\n}\nb')], 4],
  ] as const) {
    it(`count ${what} as ${lines}`, () => {
      assert.equal(changedLines(text, edits), lines);
      assert.equal(changedLines(text.replaceAll('\n', '\r\n'), inCrlf(edits)), lines);
    });
  }

  it('are none only where the text stays', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: fc.constantFrom('a', '\n', '\t') }),
        fc.nat(),
        fc.nat(),
        fc.string(),
        (old, from, length, put) => {
          const start = from % (old.length + 1);
          const edits = [{ start, end: Math.min(start + (length % 4), old.length), text: put }];
          assert.equal(changedLines(old, edits) === 0, editedText(old, edits) === old);
        },
      ),
    );
  });
});

function inCrlf(edits: readonly OffsetEdit[]): OffsetEdit[] {
  const moved = (offset: number) => offset + text.slice(0, offset).split('\n').length - 1;
  return edits.map(({ start, end, text: put }) => ({
    start: moved(start),
    end: moved(end),
    text: put.replaceAll('\n', '\r\n'),
  }));
}
