import assert from 'node:assert/strict';
import { suppressionComment } from '../../../server/core/rules/suppressions.ts';
import { analyse } from './check.ts';

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

describe('suppressions', () => {
  it('allow a rule on the line above or behind the code, by slug or id, alone or with others', () => {
    for (const rule of ['return-in-section', 'LM001', 'legacy-api, return-in-section']) {
      const comment = suppressionComment(rule, 'the caller leaves');
      assert.deepEqual(analyse(walker(`\t\t${comment}\n`)).findings, []);
      assert.deepEqual(analyse(walker('', ` ${comment}`)).findings, []);
    }
    assert.deepEqual(analyse(walker('\t\t// lazy-mmu: allow(return-in-section) the caller leaves\n')).findings, []);
  });

  it('do not count without a reason, and say so', () => {
    const { findings } = analyse(walker('\t\t/* lazy-mmu: allow(return-in-section) */\n'));
    assert.equal(findings.length, 1);
    assert.match(findings[0].notes.at(-1)?.message ?? '', /gives no reason/);
  });

  it('allow nothing else, and nowhere else', () => {
    assert.equal(analyse(walker('\t\t/* lazy-mmu: allow(legacy-api) not this */\n')).findings.length, 1);
    assert.equal(analyse(walker('\t\t/* lazy-mmu: allow(return-in-section) far */\n\n')).findings.length, 1);
  });
});

describe('severities', () => {
  it('replace those of the rules, by slug, and turn rules off', () => {
    const [finding] = analyse(walker(''), { severities: { 'return-in-section': 'information' } }).findings;
    assert.equal(finding.severity, 'information');
    assert.deepEqual(analyse(walker(''), { severities: { LM001: 'off' } }).findings, []);
  });
});
