import assert from 'node:assert/strict';
import { rmSync } from 'node:fs';
import { layOut } from '../support/lay-out.ts';
import { lazyMmu } from './support/run-cli.ts';
import { parseSweep } from './support/schemas.ts';

const walker = 'samples/range_available.c:sample_change_protection';

describe('lazy-mmu simulate --sweep', () => {
  const sweep = (range: string, ...words: string[]) => lazyMmu(['simulate', walker, '--sweep', range, ...words]);

  it('prints values and the law of each event, and how it was proven', async () => {
    const words = ['--compare', '--machine', 's390-ipte-range', 'xen-pv'];
    const { code, stdout, stderr } = await sweep('entries=1..4096', ...words);
    assert.equal(stderr, '');
    assert.match(stdout, /^entries from 1 to 4096, in: 256 entries from index 0/m);
    assert.match(stdout, /^machine +variant +entries +1 +4 +16 +64 +256 +1024 +4096 +growth$/m);
    assert.match(stdout, /^ +with range +IPTE +1 +1 +1 +1 +1 +4 +16 +1 per table of 256: tables$/m);
    assert.match(
      stdout,
      /^xen-pv +as written +hypercalls .* 136 +1 per 31 entries of a table, rounded up: ceil\(n\/31\) per table$/m,
    );
    assert.match(stdout, /^\d+ laws give every count that was measured: found at \d+ values, proven at 8 others\.$/m);
    assert.equal(code, 0);
  });

  it('prints JSON by its schema', async () => {
    const { code, stdout } = await sweep('holes=0..0.5', '--json', '--machine', 's390', '--entries', '64');
    const { sweep: range, scenario, curves, failures } = parseSweep(stdout);
    assert.deepEqual(range, { axis: 'holes', from: 0, to: 0.5 });
    assert.equal(scenario.entries, 64);
    assert.deepEqual(failures, []);
    const ipte = curves.find(({ event }) => event === 'ipte');
    assert.equal(ipte?.law.words, '1 per present entry');
    assert.deepEqual(
      [ipte?.points[0], ipte?.points.at(-1)],
      [
        { at: 0, value: 64 },
        { at: 0.5, value: 32 },
      ],
    );
    assert.equal(code, 0);
  });

  it('says that nothing happens where nothing does', async () => {
    const { stdout } = await sweep('cpus=1..2', '--machine', 'arm64');
    assert.match(stdout, /^No event happens on these machines\.$/m);
  });

  it('names what cannot be run, and 2', async () => {
    const folder = layOut({ 'loop.c': 'int walk(void)\n{\n\tfor (;;)\n\t\t;\n}\n' });
    const words = ['simulate', 'loop.c:walk', '--machine', 's390', '--sweep', 'cpus=1..2'];
    const { code, stderr } = await lazyMmu(words, { cwd: folder });
    rmSync(folder, { recursive: true });
    assert.match(stderr, /^lazy-mmu: loop\.c:\d: s390, as-written, cpus 1: .+\nlazy-mmu: .*, cpus 2: .+\n$/);
    assert.equal(code, 2);
  });

  for (const [range, says] of [
    ['entries', 'lazy-mmu: sweep: "entries" must have the form AXIS=FROM..TO, as in entries=1..4096\n'],
    ['cpu=1..2', 'lazy-mmu: sweep: unknown axis cpu; did you mean cpus?\n'],
  ] as const)
    it(`says what is wrong with ${range}, and 2`, async () => {
      const { code, stderr } = await sweep(range);
      assert.deepEqual({ code, stderr }, { code: 2, stderr: says });
    });
});
