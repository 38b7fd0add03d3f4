import assert from 'node:assert/strict';
import fc from 'fast-check';
import { analyseFile, createAnalysisCache, findingsIn } from '../../../server/core/analyse.ts';
import type { FileAnalysis } from '../../../server/core/analysis.ts';
import { keepHalfTyped } from '../../../server/core/half-typed.ts';
import type { SourceFile } from '../../../server/core/syntax/source-file.ts';
import { parse } from '../rules/check.ts';

const text = `
static void begin(void)
{
	lazy_mmu_mode_enable();
}

int leak(pte_t *pte)
{
	lazy_mmu_mode_enable();
	if (touch(pte))
		return 1;
	lazy_mmu_mode_disable();
	return 0;
}

int walk(pte_t *pte)
{
	begin();
	touch(pte);
	lazy_mmu_mode_disable();
	return 0;
}
`;

/** What an editor is shown of one version after the other. */
class Shown {
  readonly #cache = createAnalysisCache();
  file: SourceFile;
  analysis: FileAnalysis;

  constructor(source: string) {
    this.file = parse(source);
    this.analysis = analyseFile(this.file, {}, this.#cache);
  }

  type(at: number, typed: string, removed = 0): void {
    const file = this.file.edit([{ range: { start: at, end: at + removed }, text: typed }]);
    this.analysis = keepHalfTyped(this, { file, analysis: analyseFile(file, {}, this.#cache) });
    this.file = file;
  }

  /** Each section with the text of the call that enters it. */
  get sections(): readonly string[] {
    return this.analysis.functions.flatMap(({ name, sections }) =>
      sections.map(({ enable: { range } }) => `${name}: ${this.file.text.slice(range.start, range.end)}`),
    );
  }

  get findings(): readonly string[] {
    return findingsIn(this.analysis).map(
      ({ rule, range }) => `${rule} at ${this.file.text.slice(range.start, range.end)}`,
    );
  }
}

const sections = ['begin: lazy_mmu_mode_enable()', 'leak: lazy_mmu_mode_enable()', 'walk: begin()'];
const findings = ['return-in-section at return 1;'];

/** Ends of lines in function bodies after which a statement may begin. */
const places = [
  '{\n\tlazy',
  'enable();\n\tif',
  'return 1;\n',
  'disable();\n\treturn',
  'begin();\n\ttouch',
  'touch(pte);\n\tlazy',
].map((around) => text.indexOf(around) + around.indexOf('\n'));

describe('code that is half typed', () => {
  it('keeps what was known of its function, and of those that call it, at every key', () => {
    const shown = new Shown(text);
    assert.deepEqual([shown.sections, shown.findings], [sections, findings]);
    const statement = '\n\tint answer = value(pte) + 42;';
    const at = text.indexOf('\tlazy') - 1;
    for (const [index, key] of [...statement].entries()) {
      shown.type(at + index, key);
      assert.deepEqual([shown.sections, shown.findings], [sections, findings], statement.slice(0, index + 1));
    }
    assert.deepEqual(shown.analysis, analyseFile(shown.file));
  });

  it('says what a fresh look says as soon as it can be read again', () => {
    fc.assert(
      fc.property(
        fc.array(
          fc.tuple(fc.constantFrom(...places), fc.constantFrom('if (', 'do {', 'x = (', '"', 'a(b', '}', '/*')),
          {
            minLength: 1,
            maxLength: 4,
          },
        ),
        (pieces) => {
          const shown = new Shown(text);
          for (const [at, piece] of pieces) shown.type(at, piece);
          for (const [at, piece] of [...pieces].reverse()) shown.type(at, '', piece.length);
          assert.equal(shown.file.text, text);
          assert.deepEqual(shown.analysis, analyseFile(shown.file));
        },
      ),
    );
  });

  it('offers no fix for what cannot be read, whose text may be another by now', () => {
    const shown = new Shown(text);
    assert.ok(findingsIn(shown.analysis).every(({ fixes }) => fixes.length > 0));
    shown.type(text.indexOf('if (touch'), 'if (');
    assert.deepEqual(
      findingsIn(shown.analysis).map(({ rule, fixes }) => [rule, fixes]),
      [['return-in-section', []]],
    );
  });

  it('forgets a function that is taken out', () => {
    const shown = new Shown(text);
    shown.type(text.indexOf('touch(pte);\n\tlazy'), 'if (');
    const start = text.indexOf('int leak');
    shown.type(start, '', text.indexOf('int walk') - start);
    assert.deepEqual([shown.sections, shown.findings], [[sections[0], sections[2]], []]);
  });

  it('judges anew a function that was changed while another cannot be read', () => {
    const shown = new Shown(text);
    shown.type(text.indexOf('touch(pte);\n\tlazy'), 'if (');
    const start = text.indexOf('return 1;');
    shown.type(start, 'pte++;', 'return 1;'.length);
    assert.deepEqual([shown.sections, shown.findings], [sections, []]);
  });
});
