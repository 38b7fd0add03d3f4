import assert from 'node:assert/strict';
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { layOut } from '../support/lay-out.ts';
import { lazyMmu } from './support/run-cli.ts';
import { parseBaseline, parseCheck } from './support/schemas.ts';

const broken = (name: string) => `int ${name}(void)\n{\n\tlazy_mmu_mode_enable();\n\treturn work();\n}\n`;

describe('lazy-mmu check with a baseline', () => {
  let folder: string;
  const write = (path: string, text: string) => writeFileSync(join(folder, path), text);
  const run = (...words: string[]) => lazyMmu(['check', ...words], { cwd: folder });

  beforeEach(() => {
    folder = layOut({ 'include/linux/mm.h': '', 'mm/walker.c': broken('first') });
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  it('reports what is new, however the known findings have moved', async () => {
    assert.deepEqual(await run('--write-baseline', 'known.json'), {
      code: 0,
      stdout: '',
      stderr: 'lazy-mmu: known.json holds 1 finding\n',
    });
    assert.deepEqual(await run('--baseline', 'known.json'), { code: 0, stdout: '', stderr: '' });
    write('mm/walker.c', `int unrelated;\n\n${broken('second')}\n${broken('first')}`);
    const { code, stdout } = await run('--baseline', 'known.json', '--format', 'json');
    assert.equal(code, 1);
    assert.deepEqual(
      parseCheck(stdout).findings.map((finding) => finding.function),
      ['second'],
    );
  });

  it('holds every finding, hints too, in an order of its own', async () => {
    write('mm/walker.c', broken('second') + broken('first'));
    await run('--write-baseline', 'known.json', '--severity', 'error');
    const { findings } = parseBaseline(readFileSync(join(folder, 'known.json'), 'utf8'));
    assert.deepEqual(
      findings.map(({ rule, file, function: name }) => [rule, file, name]),
      [
        ['return-in-section', 'mm/walker.c', 'first'],
        ['return-in-section', 'mm/walker.c', 'second'],
      ],
    );
    rmSync(join(folder, 'mm/walker.c'));
    await run('--write-baseline', 'known.json');
    assert.deepEqual(parseBaseline(readFileSync(join(folder, 'known.json'), 'utf8')).findings, []);
  });

  const refused: readonly (readonly [string, string | undefined, RegExp])[] = [
    [
      'that is not there',
      undefined,
      /^lazy-mmu: known\.json: no such file; --write-baseline known\.json makes a baseline\n$/,
    ],
    ['that is no JSON', '{', /^lazy-mmu: known\.json:1:1: not JSON: .+\n$/],
    [
      'with a misspelt property',
      '{\n  "version": 1,\n  "finding": []\n}\n',
      /^lazy-mmu: known\.json:1:1: "findings" is missing\nlazy-mmu: known\.json:3:3: there is no property "finding"; did you mean findings\?\n$/,
    ],
    [
      'with what is no fingerprint',
      '{ "version": 1, "findings": [{ "fingerprint": "x" }] }',
      /^lazy-mmu: known\.json:1:\d+: findings\[0\]\.fingerprint: cannot be "x"; .+\n$/,
    ],
  ];
  for (const [what, text, expected] of refused)
    it(`refuses one ${what}`, async () => {
      if (text !== undefined) write('known.json', text);
      const { code, stdout, stderr } = await run('--baseline', 'known.json');
      assert.match(stderr, expected);
      assert.deepEqual([code, stdout], [2, '']);
    });

  it('says why one cannot be written, and that reading and writing do not go together', async () => {
    const unwritable = await run('--write-baseline', 'no/such/known.json');
    assert.match(unwritable.stderr, /^lazy-mmu: no\/such\/known\.json: the baseline cannot be written: .+\n$/);
    const both = await run('--baseline', 'a.json', '--write-baseline', 'b.json');
    assert.equal(both.stderr, 'lazy-mmu: --baseline and --write-baseline: say one of them at a time\n');
    assert.deepEqual([unwritable.code, both.code], [2, 2]);
  });
});
