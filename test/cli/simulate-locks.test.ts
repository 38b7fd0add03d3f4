import assert from 'node:assert/strict';
import { lazyMmu } from './support/run-cli.ts';
import { parseLocks } from './support/schemas.ts';

const walker = 'samples/range_available.c:sample_change_protection';

describe('lazy-mmu simulate --locks', () => {
  const locks = (...words: string[]) => lazyMmu(['simulate', walker, '--machine', 's390-ipte-range', ...words]);

  it('prints a curve for each run, a verdict, and every cost with its source', async () => {
    const { code, stdout, stderr } = await locks('--locks', '8', '--compare', '--cost', 'ipte_global=1000');
    assert.equal(stderr, '');
    assert.match(stdout, /^One lock around its sections, 8 CPUs at the same time; entries per microsecond\.$/m);
    assert.match(stdout, /^s390-ipte-range, with range\n256 entries in a critical section of \d+ ns \(/m);
    assert.match(stdout, /^CPUs +no lock +one lock +repairman +bound +lock held +waiting$/m);
    assert.match(
      stdout,
      /^8 CPUs do 1\.1 times as much as one with the lock, 8\.0 times without; the lock is the limit from /m,
    );
    assert.match(stdout, /^ {2}ipte_global +1000 +given in the place of 500, assumed: all CPUs/m);
    assert.match(stdout, /^ {2}primitive +\d+ +assumed: /m);
    assert.equal(code, 0);
  });

  it('prints JSON by its schema, the same at every run', async () => {
    const first = await locks('--locks', '3', '--json');
    const { cpus, curves, costs } = parseLocks(first.stdout);
    assert.equal(cpus, 3);
    assert.deepEqual(
      curves[0].points.map((point) => point.cpus),
      [1, 2, 3],
    );
    assert.ok(costs.every(({ source }) => source.startsWith('assumed')));
    assert.equal((await locks('--locks', '3', '--json')).stdout, first.stdout);
  });

  for (const [words, says] of [
    [['--locks', '5000'], 'lazy-mmu: locks: the number of CPUs must be a whole number from 1 to 1024, not 5000\n'],
    [
      ['--locks', '2', '--cost', 'ipte_globl=1'],
      /^lazy-mmu: cost: nothing is called ipte_globl; did you mean ipte_global/,
    ],
    [['--locks', '2', '--cost', 'ipte_global=-1'], /It must have the form NAME=NANOSECONDS\./],
    [['--locks', '0'], /It must be a whole number, 1 or more\./],
  ] as const)
    it(`says what is wrong with ${words.join(' ')}, and 2`, async () => {
      const { code, stderr } = await locks(...words);
      if (typeof says === 'string') assert.equal(stderr, says);
      else assert.match(stderr, says);
      assert.equal(code, 2);
    });
});
