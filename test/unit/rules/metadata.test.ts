import assert from 'node:assert/strict';
import { allRules, ruleBySlug } from '../../../server/core/rules/registry.ts';
import { analyse } from './check.ts';

const nestable = { dialect: { generation: 'nestable' }, severities: {} } as const;

describe('rules', () => {
  it('have ids and slugs of their own, and are found by either', () => {
    assert.equal(new Set(allRules.map(({ id }) => id)).size, allRules.length);
    assert.equal(new Set(allRules.map(({ slug }) => slug)).size, allRules.length);
    for (const rule of allRules) {
      assert.match(rule.id, /^LM\d{3}$/);
      assert.match(rule.slug, /^[a-z]+(?:-[a-z]+)*$/);
      assert.equal(ruleBySlug(rule.slug), rule);
      assert.equal(ruleBySlug(rule.id.toLowerCase()), rule);
    }
    assert.equal(ruleBySlug('no-such-rule'), undefined);
  });

  for (const { slug, bad, good } of allRules) {
    it(`${slug} finds its bad example and not its good one`, () => {
      const found = (text: string) => {
        const { analysis, findings } = analyse(text, nestable);
        assert.deepEqual(analysis.notAnalysed, []);
        return findings.filter(({ rule }) => rule === slug).length;
      };
      assert.notEqual(found(bad), 0);
      assert.equal(found(good), 0);
    });

    it(`${slug} has a good example without any finding but hints`, () => {
      const found = analyse(good, nestable).findings.filter(({ severity }) => severity !== 'hint');
      assert.deepEqual(found, []);
    });
  }
});
