import assert from 'node:assert/strict';
import * as fc from 'fast-check';
import type { SourceFile } from '../../../server/core/syntax/source-file.ts';
import { applyEdits } from '../../../server/core/text.ts';
import { loadKernelParser } from '../../../server/host/parser.ts';
import { editedText } from './kernel-like.ts';

const parser = await loadKernelParser();

/** Everything that a version of a file says. */
function facts(file: SourceFile): unknown {
  return {
    text: file.text,
    masked: file.masked,
    lines: file.lines.lineCount,
    macros: [...file.macros],
    declarations: file.declarations(),
    functions: file.functions.map((each) => ({
      name: each.name,
      nameRange: each.nameRange,
      start: each.start,
      end: each.end,
      text: each.text,
      problems: each.problems,
      definition: each.definition(),
    })),
  };
}

const first = 'static int first(void)\n{\n\treturn 1;\n}\n\n';
const second = 'static int second(int a)\n{\n\treturn a;\n}\n\n';
const third = 'static int third(void)\n{\n\treturn 3;\n}\n';
const text = first + second + third;

function replaced(file: SourceFile, from: string, to: string): SourceFile {
  const start = file.text.indexOf(from);
  return file.edit([{ range: { start, end: start + from.length }, text: to }]);
}

function names(file: SourceFile): readonly string[] {
  return file.functions.map((each) => each.name);
}

describe('an edited file', () => {
  it('says what a file read anew says, whatever the edit', () => {
    fc.assert(
      fc.property(editedText, ({ text, edits }) => {
        const edited = parser.parse('a.c', text).edit(edits);
        assert.deepEqual(facts(edited), facts(parser.parse('a.c', applyEdits(text, edits))));
      }),
      { numRuns: 400 },
    );
  });

  it('says so after many edits in a row', () => {
    fc.assert(
      fc.property(fc.array(editedText, { minLength: 2, maxLength: 5 }), ([head, ...rest]) => {
        let file = parser.parse('a.c', head.text);
        for (const { edits } of [head, ...rest]) {
          const limit = file.text.length;
          const [{ range, text }] = edits;
          const start = Math.min(range.start, limit);
          file = file.edit([{ range: { start, end: Math.min(Math.max(range.end, start), limit) }, text }]);
        }
        assert.deepEqual(facts(file), facts(parser.parse('a.c', file.text)));
      }),
      { numRuns: 100 },
    );
  });

  it('keeps what was lowered of the functions before the edit', () => {
    const before = parser.parse('a.c', text);
    const after = replaced(before, 'return 3', 'return 33');
    assert.equal(after.functions[0], before.functions[0]);
    assert.equal(after.functions[0].definition(), before.functions[0].definition());
  });

  it('moves the functions after the edit without reading them again', () => {
    const before = parser.parse('a.c', text);
    const after = replaced(before, 'return 1', 'return 1234');
    const [old, moved] = [before.functions[2], after.functions[2]];
    assert.equal(moved.text, old.text);
    assert.equal(moved.start, old.start + 3);
    assert.equal(moved.definition().body.start, old.definition().body.start + 3);
    assert.equal(after.text.slice(moved.nameRange.start, moved.nameRange.end), 'third');
  });

  it('leaves the version before as it was', () => {
    const before = parser.parse('a.c', text);
    const known = facts(before);
    replaced(before, 'return 1', 'return 2');
    assert.deepEqual(facts(before), known);
  });

  it('loses the functions that an opened comment swallows, and finds them when it is closed', () => {
    const opened = replaced(parser.parse('a.c', text), second, `/*${second}`);
    assert.deepEqual(names(opened), ['first']);
    assert.deepEqual(names(replaced(opened, third, `*/${third}`)), ['first', 'third']);
  });

  it('follows an #if that opens and closes', () => {
    const opened = replaced(parser.parse('a.c', text), second, `#if 0\n${second}`);
    assert.deepEqual(names(opened), ['first']);
    assert.deepEqual(names(replaced(opened, third, `#endif\n${third}`)), ['first', 'third']);
  });

  it('reads the rest again when a macro changes that it depends on', () => {
    const guarded = `#define ON 1\n${first}#if ON\n${second}#endif\n${third}`;
    const off = replaced(parser.parse('a.c', guarded), 'ON 1', 'ON 0');
    assert.deepEqual(names(off), ['first', 'third']);
  });

  it('keeps the other functions while one is half typed', () => {
    const half = replaced(parser.parse('a.c', text), 'return a;', 'if (a) {');
    assert.deepEqual(names(half), ['first', 'second', 'third']);
    assert.deepEqual(
      half.functions.map((each) => each.problems.length > 0),
      [false, true, false],
    );
  });

  it('keeps the function after one that was never closed', () => {
    const global = text.replaceAll('static ', '');
    const open = replaced(parser.parse('a.c', global), 'return a;\n}', 'if (a) {\nout:\n');
    assert.deepEqual(names(open), ['first', 'second', 'third']);
    assert.deepEqual(
      open.functions.map((each) => each.problems.length > 0),
      [false, true, false],
    );
  });

  it('reads a body again that ended early when the brace that it lacked is typed further on', () => {
    const open = 'int first(int a)\n{\nif (a) {\n\ta--;\n}\n\treturn a;\n\nint x;\n';
    const before = parser.parse('a.c', `${open}int y;\n`);
    assert.notEqual(before.functions[0].problems.length, 0);
    const after = replaced(before, 'int y;', '}');
    assert.deepEqual(facts(after), facts(parser.parse('a.c', `${open}}\n`)));
    assert.equal(after.functions[0].problems.length, 0);
  });

  it('takes several edits at once', () => {
    const before = parser.parse('a.c', text);
    const at = (word: string): number => text.indexOf(word);
    const after = before.edit([
      { range: { start: at('third'), end: at('third') + 5 }, text: 'drei' },
      { range: { start: at('first'), end: at('first') + 5 }, text: 'eins' },
    ]);
    assert.deepEqual(names(after), ['eins', 'second', 'drei']);
  });
});
