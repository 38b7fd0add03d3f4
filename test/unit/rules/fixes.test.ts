import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { analyseFile, createAnalysisCache, findingsIn } from '../../../server/core/analyse.ts';
import type { Finding, Fix } from '../../../server/core/finding.ts';
import type { KernelParser } from '../../../server/core/syntax/source-file.ts';
import { applyEdits } from '../../../server/core/text.ts';
import { loadKernelParser } from '../../../server/host/parser.ts';
import { fixAll } from '../../../server/lsp/fix-all.ts';
import { seedCorpus } from '../../comparison/seed-corpus.ts';

const all = process.env['CI'] === 'true';
const options = { dialect: { generation: 'nestable' } } as const;

/** A hint tells the range that the loop of a walker says; a bug in its updates then is one of the range. */
const isHint = ({ severity }: Finding) => severity === 'hint';

/** A way out that leaves both is one finding at a time: the section's is told once the pause is ended. */
const uncovered = new Map([['unmatched-pause', 'return-in-section']]);

describe('fixes of seeded bugs', function () {
  this.timeout(300_000);
  let parser: KernelParser;
  const cache = createAnalysisCache();
  let texts: readonly string[];

  before(async () => {
    parser = await loadKernelParser();
    const seeded = seedCorpus(parser, readFileSync('test/comparison/corpus/walkers.c', 'utf8'));
    const kinds = [...new Set(seeded.map(({ kind }) => kind))];
    // One walker of each kind, another one each time.
    const one = kinds.map((kind, number) => {
      const made = seeded.filter((each) => each.kind === kind);
      return made[number % made.length];
    });
    texts = (all ? seeded : one).map(({ text }) => text);
  });

  const read = (text: string) => analyseFile(parser.parse('mm/walkers.c', text), options, cache);
  const found = (text: string) => findingsIn(read(text)).filter((finding) => !isHint(finding));

  /** Each fix of a text with the finding that it is for. */
  function* fixesOf(text: string): Generator<readonly [Finding, Fix]> {
    for (const finding of found(text)) for (const fix of finding.fixes) yield [finding, fix];
  }

  const counts = (findings: readonly Finding[]) => {
    const byRule = new Map<string, number>();
    for (const { rule } of findings) byRule.set(rule, (byRule.get(rule) ?? 0) + 1);
    return byRule;
  };

  it('take their finding away, put none in its place, and are not offered again', () => {
    const wrong: string[] = [];
    const rules = new Set<string>();
    for (const text of texts) {
      for (const [finding, fix] of fixesOf(text)) {
        rules.add(finding.rule);
        const before = counts(found(text));
        const after = counts(found(applyEdits(text, fix.edits)));
        const more = [...after.keys()].filter(
          (rule) => (after.get(rule) ?? 0) > (before.get(rule) ?? 0) && uncovered.get(finding.rule) !== rule,
        );
        const isLeft = (after.get(finding.rule) ?? 0) >= (before.get(finding.rule) ?? 0);
        if (isLeft || more.length > 0)
          wrong.push(`${fix.title} in ${finding.function}: ${isLeft ? 'stays' : `adds ${more.join(', ')}`}`);
      }
    }
    assert.deepEqual(wrong, []);
    assert.ok(rules.size > 8, [...rules].join(', '));
  });

  it('keep to the line ends of the file', () => {
    for (const text of texts) {
      for (const [{ rule }, fix] of fixesOf(text.replaceAll('\n', '\r\n'))) {
        for (const edit of fix.edits) assert.ok(!/(?<!\r)\n/.test(edit.text), `${rule}: ${JSON.stringify(edit.text)}`);
      }
    }
  });

  it('give the same text all at once and one by one, and then are done', () => {
    for (const text of texts) {
      const file = parser.parse('mm/walkers.c', text);
      const edits = fixAll(parser, { file, findings: findingsIn(analyseFile(file, options)), options });
      const atOnce = applyEdits(text, edits);
      let oneByOne = text;
      for (let fix = nextSafe(oneByOne); fix; fix = nextSafe(oneByOne)) oneByOne = applyEdits(oneByOne, fix.edits);
      assert.equal(oneByOne, atOnce);
      assert.equal(nextSafe(atOnce), undefined);
    }
  });

  function nextSafe(text: string): Fix | undefined {
    for (const [, fix] of fixesOf(text)) if (fix.safe) return fix;
    return undefined;
  }
});
