import assert from 'node:assert/strict';
import * as fc from 'fast-check';
import { parser } from './lowered.ts';
import { renderStatement } from './render.ts';

/** Lines of a body, each with the column it stands in; blocks are whole. */
const { body } = fc.letrec<{ body: string[]; block: string[]; line: string[] }>((tie) => ({
  line: fc.constantFrom(['a = next(a);'], ['again:'], ['/* } */'], ['x = "}";'], ['if (a) {', '} else {', '}'], ['']),
  block: fc
    .record({
      head: fc.constantFrom(
        ['if (a) {'],
        ['if (a)', '{'],
        ['while (a) {'],
        ['list_for_each_entry(a, b, list)', '{'],
        ['switch (a) {', 'case 1:'],
        ['do', '{'],
        ['#ifdef CONFIG_DEBUG_VM', 'if (a) {', '#else', 'while (b) {', '#endif'],
        ['#if 0', '}', '#endif', 'for (;;) {'],
      ),
      inner: tie('body'),
    })
    .map(({ head, inner }) => [...head, ...inner, 'a++;', head[0] === 'do' ? '} while (a);' : '}']),
  body: fc
    .array(fc.oneof({ depthSize: 'small' }, tie('line'), tie('block')), { maxLength: 4 })
    .map((parts) => parts.flat()),
}));

const next = 'int next_walker(int a)\n{\n\treturn a;\n}\n';

function laidOut(lines: readonly string[], indents: readonly number[]): string {
  const shown = lines.map(
    (line, at) => `${'\t'.repeat(line.startsWith('#') ? 0 : indents[at % indents.length])}${line}`,
  );
  return `int walk(int a)\n{\n\tint b = a;\n${shown.join('\n')}\n\treturn a;\n}\n\n${next}`;
}

/** The body of the first of two functions, in words. */
function bodyOf(text: string): readonly string[] {
  const { functions } = parser.parse('a.c', text);
  assert.deepEqual(
    functions.map(({ name, problems }) => [name, problems.length]),
    [
      ['walk', 0],
      ['next_walker', 0],
    ],
  );
  return functions[0].definition().body.body.map(renderStatement);
}

describe('the layout of a body', () => {
  it('does not change what a function is', () => {
    fc.assert(
      fc.property(body, fc.array(fc.integer({ min: 0, max: 2 }), { minLength: 1, maxLength: 7 }), (lines, indents) => {
        assert.deepEqual(bodyOf(laidOut(lines, indents)), bodyOf(laidOut(lines, [1])));
      }),
      { numRuns: 300 },
    );
  });

  it('tells a missing brace from a block in the first column by the function behind', () => {
    const names = (text: string) => parser.parse('a.c', text).functions.map(({ name }) => name);
    assert.deepEqual(names(`int walk(int a)\n{\nif (a) {\na++;\n}\n\n${next}`), ['walk', 'next_walker']);
    assert.deepEqual(names(`int walk(int a)\n{\nif (a) {\na++;\n}\n}\n\n${next}`), ['walk', 'next_walker']);
    assert.deepEqual(names('int walk(int a)\n{\nif (a) {\na++;\n}\n'), ['walk']);
  });
});
