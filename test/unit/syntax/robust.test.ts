import assert from 'node:assert/strict';
import * as fc from 'fast-check';
import { loadKernelParser } from '../../../server/host/parser.ts';

const parser = await loadKernelParser();

/** Asks a text for everything that can be asked; returns the functions by name with whether they could be read. */
function readAll(text: string): ReadonlyMap<string, boolean> {
  const file = parser.parse('a.c', text);
  assert.equal(file.masked.length, text.length);
  assert.ok(file.declarations().length >= 0 && file.declarationProblems().length >= 0 && file.macros.size >= 0);
  return new Map(
    file.functions.map((each) => {
      assert.ok(each.definition().body.kind === 'compound');
      return [each.name, each.problems.length === 0];
    }),
  );
}

const good = 'static int good(void)\n{\n\treturn 1;\n}\n';

describe('bad input', () => {
  it('is read without throwing, whatever it is', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 400 }), (text) => {
        readAll(text);
      }),
      { numRuns: 300 },
    );
  });

  it('may be an expression or statements of junk', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 60 }), (text) => {
        parser.parseExpression(text);
        parser.parseStatements(text);
      }),
    );
  });

  it('may hold NUL bytes and lone surrogates', () => {
    const functions = readAll(
      `/* \0 \ud800 */\n${good}void broken(void)\n{\n\tx = \0 \udc00;\n}\n${good.replace('good', 'last')}`,
    );
    assert.equal(functions.get('good'), true);
    assert.equal(functions.get('last'), true);
    assert.equal(functions.get('broken'), false);
  });

  it('may end inside a comment, a string, a directive or a conditional', () => {
    for (const end of ['/* open', '"open', '#define OPEN \\', '#if 0\nint hidden(void) { }', "'"]) {
      assert.deepEqual([...readAll(good + end)], [['good', true]]);
    }
  });

  it('may use Windows line ends', () => {
    const text = `#define TWO \\\r\n\t2\r\n${good.replaceAll('\n', '\r\n')}`;
    assert.deepEqual([...readAll(text)], [['good', true]]);
    assert.equal(parser.parse('a.c', text).macros.get('TWO')?.body, '2');
  });

  const depth = 10_000;
  const nests: Readonly<Record<string, string>> = {
    parentheses: `x = ${'('.repeat(depth)}1${')'.repeat(depth)};`,
    braces: `${'{'.repeat(depth)}${'}'.repeat(depth)}`,
    brackets: `x = ${'a['.repeat(depth)}1${']'.repeat(depth)};`,
    conditions: 'if (a) '.repeat(depth),
    'else branches': `${'if (a) b(); else '.repeat(depth)}c();`,
    operators: `x = ${'-'.repeat(depth)}1;`,
    sums: `x = ${'1 + '.repeat(depth)}1;`,
    pointers: `int ${'*'.repeat(depth)}p;`,
    calls: `${'f('.repeat(depth)}${')'.repeat(depth)};`,
    'statement expressions': `x = ${'({ '.repeat(depth)}1;${' });'.repeat(depth)}`,
    'unclosed parentheses': 'x = '.concat('('.repeat(depth)),
  };
  for (const [what, code] of Object.entries(nests)) {
    it(`may nest ${what} ${depth} levels deep: a problem of that function alone`, () => {
      const functions = readAll(`void deep(void)\n{\n\t${code}\n}\n${good}`);
      assert.equal(functions.get('deep'), false);
      assert.equal(functions.get('good'), true);
    });
  }

  it('may nest typeof deep: the type stays unknown', () => {
    const nested = `${'typeof('.repeat(depth)}x${')'.repeat(depth)} y;`;
    assert.equal(readAll(`void deep(void)\n{\n\t${nested}\n}\n`).size, 1);
  });

  it('may nest conditions of #if deep', () => {
    const condition = `${'('.repeat(depth)}1${')'.repeat(depth)}`;
    readAll(`#if ${condition}\n${good}#endif\n#if ${'!'.repeat(depth)}1\n#endif\n`);
  });

  it('may have 30,000 lines', () => {
    const functions = readAll(Array.from({ length: 6000 }, (_, at) => good.replace('good', `good${at}`)).join('\n'));
    assert.equal(functions.size, 6000);
    assert.ok([...functions.values()].every((readable) => readable));
  });
});
