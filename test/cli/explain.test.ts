import assert from 'node:assert/strict';
import { allRules } from '../../server/core/analyse.ts';
import { lazyMmu } from './support/run-cli.ts';

describe('lazy-mmu explain', () => {
  it('lists every rule', async () => {
    const { code, stdout } = await lazyMmu(['explain']);
    assert.equal(code, 0);
    assert.deepEqual(
      stdout
        .trimEnd()
        .split('\n')
        .slice(1)
        .map((line) => line.split(/ {2,}/)),
      allRules.map(({ slug, id, severity, summary }) => [slug, id, severity, summary]),
    );
  });

  it('explains a rule by slug or id, with why, a bad and a good example, and its source', async () => {
    const [rule] = allRules;
    const bySlug = await lazyMmu(['explain', rule.slug]);
    assert.equal(bySlug.code, 0);
    for (const part of [rule.slug, rule.id, rule.summary, rule.why.trim(), rule.source])
      assert.ok(bySlug.stdout.includes(part), part);
    for (const example of [rule.bad, rule.good])
      for (const line of example.trimEnd().split('\n')) assert.ok(bySlug.stdout.includes(line), line);
    assert.deepEqual(await lazyMmu(['explain', rule.id.toLowerCase()]), bySlug);
  });

  it('says 2 and what was meant for a rule that is none', async () => {
    const near = await lazyMmu(['explain', 'return-in-sectoin']);
    assert.deepEqual(near, {
      code: 2,
      stdout: '',
      stderr: 'lazy-mmu: there is no rule return-in-sectoin; did you mean return-in-section?\n',
    });
    const far = await lazyMmu(['explain', 'x']);
    assert.match(far.stderr, /^lazy-mmu: there is no rule x; the rules are return-in-section, .+\n$/);
  });
});
