import assert from 'node:assert/strict';
import { analyseFile, createAnalysisCache } from '../../../server/core/analyse.ts';
import type { FunctionEntry, SourceFile } from '../../../server/core/syntax/source-file.ts';
import { parse } from '../rules/check.ts';

const walker = (name: string) => `
int ${name}(pte_t *pte)
{
	lazy_mmu_mode_enable();
	if (touch(pte))
		return 1;
	lazy_mmu_mode_disable();
	return 0;
}
`;

/** A file whose functions are read in another way. */
function withFunctions(file: SourceFile, change: (entry: FunctionEntry) => FunctionEntry): SourceFile {
  const functions = file.functions.map(change);
  return new Proxy(file, {
    get: (target, key) => (key === 'functions' ? functions : Reflect.get(target, key, target)),
  });
}

function withDefinition(entry: FunctionEntry, definition: FunctionEntry['definition']): FunctionEntry {
  const { name, nameRange, start, end, text } = entry;
  return { name, nameRange, start, end, text, problems: [], definition };
}

/** A file that notes which functions are lowered. */
function watched(file: SourceFile, lowered: string[]): SourceFile {
  return withFunctions(file, (entry) =>
    withDefinition(entry, () => {
      lowered.push(entry.name);
      return entry.definition();
    }),
  );
}

describe('an analysis with a cache', () => {
  it('lowers only functions that speak of lazy MMU mode, and those again only when they change', () => {
    const cache = createAnalysisCache();
    const lowered: string[] = [];
    const file = parse(`${walker('one')}void plain(void)\n{\n}\n${walker('two')}`);
    analyseFile(watched(file, lowered), {}, cache);
    assert.deepEqual(new Set(lowered), new Set(['one', 'two']));

    lowered.length = 0;
    const at = file.text.indexOf('if (touch', file.text.indexOf('int two'));
    const next = file.edit([{ range: { start: at, end: at }, text: 'touch(pte);\n\t' }]);
    analyseFile(watched(next, lowered), {}, cache);
    assert.deepEqual(new Set(lowered), new Set(['two']));
  });

  it('says of functions that moved what it says without a cache', () => {
    const cache = createAnalysisCache();
    const file = parse(`${walker('one')}${walker('two')}`);
    analyseFile(file, {}, cache);
    const moved = file.edit([{ range: { start: 0, end: 0 }, text: '/* a line more */\n' }]);
    assert.deepEqual(analyseFile(moved, {}, cache), analyseFile(moved));
  });

  it('looks again at the callers of a helper that changed', () => {
    const cache = createAnalysisCache();
    const text = `
static void leave(void)
{
	lazy_mmu_mode_disable();
}

int walk(pte_t *pte)
{
	lazy_mmu_mode_enable();
	touch(pte);
	leave();
	return 0;
}
`;
    const file = parse(text);
    const findings = (each: SourceFile) => analyseFile(each, {}, cache).functions.flatMap((one) => one.findings);
    assert.deepEqual(findings(file), []);
    const at = text.indexOf('lazy_mmu_mode_disable');
    const emptied = file.edit([{ range: { start: at, end: at + 'lazy_mmu_mode_disable();'.length }, text: 'rest();' }]);
    assert.deepEqual(
      findings(emptied).map(({ rule }) => rule),
      ['return-in-section'],
    );
  });

  it('looks again at what depends on a helper when something else comes of it, and not when it has only moved', () => {
    const cache = createAnalysisCache();
    const text = `
static void last(int n)
{
	calm(n);
}

static void middle(int n)
{
	last(n);
}
${['one', 'two'].map(walker).join('').replaceAll('touch(pte)', 'middle(1)')}${walker('other')}`;
    let file = parse(text);
    const replaced = (from: string, to: string) => {
      const at = file.text.indexOf(from);
      file = file.edit([{ range: { start: at, end: at + from.length }, text: to }]);
      const analysis = analyseFile(file, {}, cache);
      assert.deepEqual(analysis, analyseFile(parse(file.text)));
      return [...cache.anew];
    };
    analyseFile(file, {}, cache);
    assert.deepEqual([...cache.anew], ['one', 'two', 'other']);
    assert.deepEqual(replaced('calm(n)', 'calm(n + 1)'), []);
    assert.deepEqual(replaced('calm(n + 1)', 'msleep(n)'), ['one', 'two']);
    assert.deepEqual(replaced('if (middle(1))', 'if (middle(2))'), ['one']);
    assert.deepEqual(replaced('static void last', '/* A line more. */\nstatic void last'), []);
    assert.deepEqual(replaced('msleep(n)', 'calm(n); msleep(n)'), ['one', 'two']);
    assert.deepEqual(replaced('msleep(n)', 'calm(n)'), ['one', 'two']);
    assert.deepEqual(replaced('calm(n); calm(n)', '  calm(n); calm(n)'), []);
  });

  it('heeds options that changed', () => {
    const cache = createAnalysisCache();
    const file = parse(walker('one'));
    assert.equal(analyseFile(file, {}, cache).functions[0].findings.length, 1);
    const severities = { 'return-in-section': 'off' } as const;
    assert.equal(analyseFile(file, { severities }, cache).functions[0].findings.length, 0);
  });

  it('survives a function that cannot be lowered, and says so', () => {
    const file = parse(`${walker('one')}${walker('two')}`);
    const broken = withFunctions(file, (entry) =>
      withDefinition(entry, () => {
        if (entry.name === 'one') throw new Error('no such node');
        return entry.definition();
      }),
    );
    const analysis = analyseFile(broken);
    assert.deepEqual(
      analysis.notAnalysed.map(({ function: name, reason }) => [name, reason]),
      [['one', 'following its flow failed: no such node']],
    );
    assert.deepEqual(
      analysis.functions.map(({ name }) => name),
      ['two'],
    );
  });
});
