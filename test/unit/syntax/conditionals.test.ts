import assert from 'node:assert/strict';
import { defaultConfiguration } from '../../../server/core/syntax/scan/configuration.ts';
import type { Configuration } from '../../../server/core/syntax/source-file.ts';
import { onlyFunction, parser, statements } from './lowered.ts';
import { renderStatement } from './render.ts';

/** Whether code under a directive is read. */
function holds(directive: string, configuration: Configuration = defaultConfiguration): boolean {
  const text = `${directive}\nint then;\n#else\nint otherwise;\n#endif\n`;
  const [{ declarators }] = parser.parse('a.c', text, configuration).declarations();
  return declarators[0].name === 'then';
}

function configured(defines: Readonly<Record<string, bigint | boolean | undefined>>): Configuration {
  return { name: 'test', defines: new Map(Object.entries(defines)) };
}

describe('conditional compilation', () => {
  it('takes an unknown option for set, and any other unknown name for not defined', () => {
    assert.equal(holds('#ifdef CONFIG_SOMETHING_NEW'), true);
    assert.equal(holds('#if IS_ENABLED(CONFIG_SOMETHING_NEW)'), true);
    assert.equal(holds('#ifdef __HAVE_ARCH_SOMETHING'), false);
    assert.equal(holds('#ifndef __HAVE_ARCH_SOMETHING'), true);
    assert.equal(holds('#if SOMETHING'), false);
  });

  it('is by default a 64-bit kernel without debugging', () => {
    assert.equal(holds('#ifdef CONFIG_DEBUG_VM'), false);
    assert.equal(holds('#if BITS_PER_LONG == 64'), true);
    assert.equal(holds('#if CONFIG_PGTABLE_LEVELS > 3'), true);
    assert.equal(holds('#ifdef CONFIG_X86_32'), false);
    assert.equal(holds('#ifdef __ASSEMBLY__'), false);
  });

  it('follows the configuration given', () => {
    const configuration = configured({ CONFIG_A: true, CONFIG_B: undefined, CONFIG_N: 4n, CONFIG_ZERO: false });
    assert.equal(holds('#ifdef CONFIG_A', configuration), true);
    assert.equal(holds('#ifdef CONFIG_B', configuration), false);
    assert.equal(holds('#if defined(CONFIG_A) && !defined CONFIG_B', configuration), true);
    assert.equal(holds('#if CONFIG_N >= 5 || CONFIG_N == 2 + 2', configuration), true);
    assert.equal(holds('#ifdef CONFIG_ZERO', configuration), true);
    assert.equal(holds('#if IS_ENABLED(CONFIG_ZERO)', configuration), false);
  });

  it('computes as C does', () => {
    for (const condition of [
      '1 + 2 * 3 == 7',
      '(1 << 4) - 1 == 0xf',
      '-1 < 0',
      '1 ? 1 : 0',
      '10 % 3 == 1',
      "'a' == 97",
    ]) {
      assert.equal(holds(`#if ${condition}`), true, condition);
    }
    for (const condition of ['', '1 / 0', '&& 1', 'FN(1, 2)', '!1', '0x'])
      assert.equal(holds(`#if ${condition}`), false);
  });

  it('knows what the file defines above', () => {
    assert.equal(holds('#define LEVELS (4 + 1)\n#if LEVELS == 5'), true);
    assert.equal(holds('#define ON\n#ifdef ON'), true);
    assert.equal(holds('#define ON\n#undef ON\n#ifdef ON'), false);
    assert.equal(holds('#define LOOP LOOP\n#if LOOP'), false);
  });

  it('computes a macro once, however often it is met', () => {
    const names = Array.from({ length: 60 }, (_, index) => `N${index}`);
    const doubled = names.map(
      (name, index) => `#define ${name} ${index === 0 ? '1' : `(N${index - 1} + N${index - 1})`}`,
    );
    assert.equal(holds([...doubled, `#if N59 == ${2n ** 59n} && N3 == 8`].join('\n')), true);
    assert.equal(holds('#define SELF SELF + SELF + SELF + 1\n#if SELF == 1'), true);
    assert.equal(holds('#define ONE OTHER\n#define OTHER ONE\n#if !ONE && !OTHER'), true);
  });

  it('chooses one branch of many, and nests', () => {
    const text =
      '#if 0\nint a;\n#elif 1\n#if 0\nint b;\n#else\nint c;\n#endif\n#elif 1\nint d;\n#else\nint e;\n#endif\nint f;\n';
    const names = parser
      .parse('a.c', text)
      .declarations()
      .flatMap(({ declarators }) => declarators.map(({ name }) => name));
    assert.deepEqual(names, ['c', 'f']);
  });

  it('resolves a condition that splits a statement', () => {
    assert.equal(
      statements('#ifdef CONFIG_DEBUG_VM\n\tif (a) {\n\t\tb();\n\t} else {\n#else\n\t{\n#endif\n\t\tc();\n\t}'),
      '{ c(); }',
    );
  });

  it('resolves a condition that splits a function’s head', () => {
    const text =
      '#ifdef CONFIG_DEBUG_VM\nstatic int f(int a)\n#else\nstatic int f(long b)\n#endif\n{\n\treturn 0;\n}\n';
    assert.equal(onlyFunction(text).parameters[0].name, 'b');
  });

  it('blanks the definition of a macro inside a function', () => {
    assert.equal(statements('a();\n#define STEP(p) do { \\\n\t(p)++; \\\n} while (0)\n\tb();'), 'a(); b();');
  });

  it('lets comments stand in directives and directives in comments', () => {
    assert.equal(holds('#if /* not\n 0 */ 1 // yes'), true);
    assert.equal(onlyFunction('/*\n#if 0\n*/\nint f(void) { }\n/*\n#endif\n*/\n').name, 'f');
  });
});

describe('macros of a file', () => {
  const text =
    '#define ONE 1\n#define ADD(a, b) \\\n\t((a) + (b)) /* sum */\n#define NOTHING\n#define LIST(args...) f(args)\n' +
    '#if 0\n#define HIDDEN 1\n#endif\nvoid f(void)\n{\n#define INNER 2\n}\n';
  const { macros } = parser.parse('a.h', text);

  it('are collected with their parameters and bodies', () => {
    assert.deepEqual(
      [...macros.values()].map(({ name, parameters, body }) => [name, parameters, body]),
      [
        ['ONE', undefined, '1'],
        ['ADD', ['a', 'b'], '((a) + (b))'],
        ['NOTHING', undefined, ''],
        ['LIST', ['args...'], 'f(args)'],
        ['INNER', undefined, '2'],
      ],
    );
  });

  it('are attributes only where they come to attributes in the end', () => {
    const names = Array.from({ length: 60 }, (_, index) => `A${index}`);
    const doubled = names.map(
      (name, index) => `#define ${name} ${index === 0 ? '__init' : `A${index - 1} A${index - 1}`}`,
    );
    const { functions } = parser.parse(
      'a.c',
      [...doubled, '#define SELF SELF SELF', 'A59 int f(void) { }', ''].join('\n'),
    );
    assert.deepEqual(
      functions.map(({ name, problems }) => [name, problems]),
      [['f', []]],
    );
    const [named] = parser.parse('a.c', '#define SELF SELF SELF\nSELF int g(void) { }\n').functions;
    assert.equal(named.name, 'g');
  });

  it('stand at their place in the file', () => {
    const inner = macros.get('INNER');
    assert.ok(inner);
    assert.equal(text.slice(inner.start, inner.end), '#define INNER 2');
    assert.equal(text.slice(inner.nameRange.start, inner.nameRange.end), 'INNER');
    assert.equal(text.slice(inner.bodyRange.start, inner.bodyRange.end), '2');
  });

  it('are no statements: a body of several lines stays a macro’s', () => {
    const lowered = onlyFunction('#define BODY() \\\n\tif (a) \\\n\t\tb();\nvoid g(void)\n{\n\tBODY();\n}\n');
    assert.equal(lowered.body.body.map(renderStatement).join(' '), 'BODY();');
  });
});
