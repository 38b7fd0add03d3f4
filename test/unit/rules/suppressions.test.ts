import assert from 'node:assert/strict';
import fc from 'fast-check';
import { suppressionComment, suppressionsIn } from '../../../server/core/rules/suppressions.ts';
import { applyEdits, LineIndex } from '../../../server/core/text.ts';
import { analyse, check } from './check.ts';

const walker = (above: string, behind = '') => `
int walk(pte_t *pte)
{
	lazy_mmu_mode_enable();
	if (touch(pte)) {
		touch(pte);
${above}		return 1;${behind}
	}
	lazy_mmu_mode_disable();
	return 0;
}
`;

const messages = (text: string, severities = {}) =>
  analyse(text, { severities }).findings.map(({ message }) => message);

describe('suppressions', () => {
  it('allow a rule on the line above or behind the code, by slug or id', () => {
    for (const rule of ['return-in-section', 'LM001', 'lm001']) {
      const comment = suppressionComment(rule, 'the caller leaves');
      assert.deepEqual(analyse(walker(`\t\t${comment}\n`)).findings, []);
      assert.deepEqual(analyse(walker('', ` ${comment}`)).findings, []);
    }
    assert.deepEqual(analyse(walker('\t\t// lazy-mmu: allow(return-in-section) the caller leaves\n')).findings, []);
  });

  it('may go on over several lines', () => {
    const comment = '\t\t/*\n\t\t * lazy-mmu: allow(return-in-section) the caller\n\t\t * leaves.\n\t\t */\n';
    assert.deepEqual(analyse(walker(comment)).findings, []);
  });

  it('count behind the code and above it at once', () => {
    const dialect = { generation: 'nestable' } as const;
    const text = `
int walk(pte_t *pte)
{
	lazy_mmu_mode_enable();
	/* lazy-mmu: allow(legacy-api) older trees are built from this too */
	arch_leave_lazy_mmu_mode(); /* lazy-mmu: allow(unmatched-disable) it is matched */
	return 0;
}
`;
    assert.deepEqual(
      analyse(text, { dialect }).findings.map(({ rule, range }) => [rule, text.slice(range.start, range.end)]),
      [['stale-suppression', 'unmatched-disable']],
    );
  });

  it('allow nothing else, and nowhere else', () => {
    const found = (text: string) => analyse(text).findings.map(({ rule }) => rule);
    const both = ['stale-suppression', 'return-in-section'];
    assert.deepEqual(found(walker('\t\t/* lazy-mmu: allow(legacy-api) not this */\n')), both);
    assert.deepEqual(found(walker('\t\t/* lazy-mmu: allow(return-in-section) far */\n\n')), both);
  });

  it('that go or come change the findings of a function that stays as it is', () => {
    const above = '/* lazy-mmu: allow(return-in-section) the caller leaves */\n';
    const text =
      'int walk(void) { lazy_mmu_mode_enable(); if (work()) return 1; lazy_mmu_mode_disable(); return 0; }\n';
    assert.deepEqual(analyse(above + text).findings, []);
    assert.equal(analyse(text).findings.length, 1);
  });

  it('are read from any text, in their order and with their own ranges', () => {
    const part = fc.constantFrom('lazy-mmu:', ' allow(', 'a', 'b', ',', ')', '/*', '*/', '//', '*', ' ', '\n', 'why');
    fc.assert(
      fc.property(fc.array(part), (parts) => {
        const text = parts.join('');
        let last = 0;
        for (const { start, end, names, reason } of suppressionsIn({ text, lines: new LineIndex(text) })) {
          assert.ok(start >= last && end <= text.length && start < end);
          last = start;
          for (const named of names) assert.equal(text.slice(named.start, named.end), named.name);
          assert.equal(reason, reason.trim());
        }
      }),
    );
  });
});

describe('stale-suppression', () => {
  it('finds a rule that has nothing to allow, and only that', () => {
    check(`
int walk(pte_t *pte)
{
	lazy_mmu_mode_enable();
	/* lazy-mmu: allow(return-in-section, unmatched-disable) the caller leaves */
//	                                      ^^^^^^^^^^^^^^^^^ stale-suppression
	if (touch(pte)) return 1;
	lazy_mmu_mode_disable();
	return 0;
}
`);
  });

  it('finds a suppression in a function that does not use lazy MMU mode, and outside of all', () => {
    const { analysis, findings } = check(`
/* lazy-mmu: allow(return-in-section) moved long ago */
//                 ^^^^^^^^^^^^^^^^^ stale-suppression

int walk(pte_t *pte)
{
	/* lazy-mmu: allow(LM001) there was a section here */
//	                   ^^^^^ stale-suppression
	return 1;
}
`);
    assert.deepEqual(analysis.functions, []);
    assert.deepEqual(
      findings.map((finding) => finding.function),
      ['', 'walk'],
    );
  });

  it('finds a suppression without a reason, which does not count', () => {
    const text = walker('\t\t/* lazy-mmu: allow(return-in-section) */\n');
    assert.deepEqual(messages(text), [
      'this suppression gives no reason, so it does not count',
      'the function returns while lazy MMU mode is still on',
    ]);
    assert.equal(analyse(text).findings[1].notes.at(-1)?.message, 'this does not count: it gives no reason');
  });

  it('finds a name that is no rule, and a list without any', () => {
    assert.deepEqual(messages(walker('', ' /* lazy-mmu: allow(return-in-secton) the caller leaves */')), [
      'the function returns while lazy MMU mode is still on',
      'there is no rule return-in-secton; did you mean return-in-section?',
    ]);
    assert.equal(
      messages(walker('', ' /* lazy-mmu: allow() the caller leaves */'))[1],
      'this suppression names no rule',
    );
  });

  it('is silent about rules that are off, and when it is off itself', () => {
    const stale = walker('', ' /* lazy-mmu: allow(return-in-section, legacy-api) the caller leaves */');
    assert.equal(messages(stale).length, 1);
    assert.deepEqual(messages(stale, { 'legacy-api': 'off' }), []);
    assert.deepEqual(messages(stale, { 'stale-suppression': 'off' }), []);
  });

  it('is silent in branches that are not compiled', () => {
    for (const lines of [
      ['\t/* lazy-mmu: allow(LM001) elsewhere */', '\treturn 1;'],
      ['\treturn 1; /* lazy-mmu: allow(LM001) elsewhere */'],
    ]) {
      const within = (condition: string) =>
        ['int walk(void)', '{', condition, ...lines, '#endif', '\treturn 0;', '}', ''].join('\n');
      assert.deepEqual(messages(within('#if 0')), []);
      assert.equal(messages(within('#if 1')).length, 1);
    }
  });

  it('is silent where nothing could be analysed', () => {
    const text =
      'int walk(void)\n{\n\tlazy_mmu_mode_enable();\n\tif (x {\n\treturn 1; /* lazy-mmu: allow(LM001) a */\n}\n';
    const { analysis, findings } = analyse(text);
    assert.equal(analysis.notAnalysed.length, 1);
    assert.deepEqual(findings, []);
  });

  it('takes the comment away, with its line where it has one of its own', () => {
    const right = 'int walk(void)\n{\n\treturn 1;\n}\n';
    for (const text of [
      right.replace('\treturn', '\t/* lazy-mmu: allow(LM001) a */\n\treturn'),
      right.replace('1;', '1; /* lazy-mmu: allow(LM001) a */'),
      right.replace('1;', '1; // lazy-mmu: allow(LM001) a'),
    ]) {
      const [{ fixes }] = analyse(text).findings;
      assert.equal(applyEdits(text, fixes[0].edits), right);
      assert.equal(fixes[0].safe, false);
    }
  });

  it('takes one of several names away, and sets one right', () => {
    const written = (list: string) => `int walk(void)\n{\n\t/* lazy-mmu: allow(${list}) a */\n\treturn 1;\n}\n`;
    const fixed = (list: string) =>
      analyse(written(list)).findings.map(({ fixes }) => applyEdits(written(list), fixes[0].edits));
    assert.deepEqual(fixed('LM001, LM002, LM003'), ['LM002, LM003', 'LM001, LM003', 'LM001, LM002'].map(written));
    assert.deepEqual(fixed('return-in-secton'), [written('return-in-section')]);
  });
});

describe('severities', () => {
  it('replace those of the rules, by slug, and turn rules off', () => {
    const [finding] = analyse(walker(''), { severities: { 'return-in-section': 'information' } }).findings;
    assert.equal(finding.severity, 'information');
    assert.deepEqual(analyse(walker(''), { severities: { LM001: 'off' } }).findings, []);
  });
});
