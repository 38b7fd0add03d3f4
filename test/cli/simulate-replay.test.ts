import assert from 'node:assert/strict';
import { lazyMmu } from './support/run-cli.ts';
import { parseReplay } from './support/schemas.ts';

const walker = 'samples/right_walker.c:sample_protect_pte_range';

describe('lazy-mmu simulate --replay', () => {
  const replay = (...words: string[]) => lazyMmu(['simulate', walker, '--replay', 'as-written', ...words]);

  it('prints a line for each step, with entry, line and what happens', async () => {
    const { code, stdout, stderr } = await replay('--machine', 's390-ipte-range', '--entries', '2');
    assert.equal(stderr, '');
    assert.match(
      stdout,
      /^samples\/right_walker\.c: sample_protect_pte_range\(\) on s390-ipte-range, as written: \d+ steps\n2 entries /,
    );
    assert.match(stdout, /^ +\d+ +0 +sample_protect_pte_range:\d+ +ptep_get reads it\.$/m);
    assert.match(
      stdout,
      / parks its new value \(read-only\) as a cached entry\. The table keeps the old value \(present\) until /,
    );
    assert.match(
      stdout,
      / leaves the lazy MMU mode, brings 2 cached entries into the table .* costs 1 IPTE over 2 entries in a row/,
    );
    assert.equal(code, 0);
  });

  it('prints JSON by its schema, the same at every run', async () => {
    const words = ['--machine', 's390-ipte-range', '--entries', '5', '--json'];
    const first = await replay(...words);
    const { steps, variant, scenario } = parseReplay(first.stdout);
    assert.equal(variant, 'as-written');
    assert.equal(scenario.entries, 5);
    assert.ok(steps.length > 5);
    assert.equal((await replay(...words)).stdout, first.stdout);
  });

  it('says what it leaves out of a long range', async () => {
    const { stdout } = await replay('--machine', 's390', '--entries', '3000');
    assert.match(stdout, /^Only the first 1024 of 3000 entries\.$/m);
  });

  for (const [words, says] of [
    [[], /^lazy-mmu: one run can be replayed at a time: name one machine with --machine/],
    [['--machine', 's390', 'x86'], /^lazy-mmu: one run can be replayed at a time/],
    [['--machine', 's390', '--locks', '2'], /^lazy-mmu: --locks and --replay: say one of them at a time/],
  ] as const)
    it(`says what is wrong with ${words.join(' ') || 'no machine'}, and 2`, async () => {
      const { code, stderr } = await replay(...words);
      assert.match(stderr, says);
      assert.equal(code, 2);
    });

  it('knows how a walker is run, and nothing else', async () => {
    const { code, stderr } = await lazyMmu(['simulate', walker, '--machine', 's390', '--replay', 'faster']);
    assert.match(stderr, /Allowed choices are as-written, no-lazy-mode, with-range/);
    assert.equal(code, 2);
  });
});
