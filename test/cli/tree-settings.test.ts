import assert from 'node:assert/strict';
import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { layOut } from '../support/lay-out.ts';
import { lazyMmu } from './support/run-cli.ts';
import { parseCheck } from './support/schemas.ts';

const broken = 'int walk(void)\n{\n\tlazy_mmu_mode_enable();\n\treturn work();\n}\n';

describe("lazy-mmu check with a tree's own settings", () => {
  let folder: string;
  const write = (settings: object | string) =>
    writeFileSync(
      join(folder, '.lazymmu.json'),
      typeof settings === 'string' ? settings : JSON.stringify(settings, undefined, 2),
    );
  const check = (...words: string[]) => lazyMmu(['check', 'mm/broken.c', ...words], { cwd: folder });

  beforeEach(() => {
    folder = layOut({ 'include/linux/mm.h': '', 'mm/broken.c': broken });
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  it('gives findings the severity that they choose, by slug or id', async () => {
    for (const rule of ['return-in-section', 'LM001']) {
      write({ $schema: 'lazymmu.schema.json', rules: { [rule]: 'hint' } });
      const { code, stdout } = await check('--format', 'json');
      assert.deepEqual(
        parseCheck(stdout).findings.map(({ severity }) => severity),
        ['hint'],
      );
      assert.equal(code, 0);
    }
    write({ rules: { 'return-in-section': 'off' } });
    assert.deepEqual(await check('--hints'), { code: 0, stdout: '', stderr: '' });
  });

  it('are those of the tree, wherever the command runs', async () => {
    write({ rules: { 'return-in-section': 'off' } });
    const { code } = await lazyMmu(['check', join(folder, 'mm')], { cwd: '/' });
    assert.equal(code, 0);
  });

  const wrong: readonly (readonly [string, string, readonly string[]])[] = [
    [
      'a rule that is none',
      '{\n  "rules": { "return-in-secton": "off" }\n}\n',
      ['.lazymmu.json:2:14: rules: there is no property "return-in-secton"; did you mean return-in-section?'],
    ],
    [
      'a severity that is none',
      '{\n  "rules": {\n    "legacy-api": "fatal"\n  }\n}\n',
      ['.lazymmu.json:3:19: rules.legacy-api: must be one of "error", "warning", "information", "hint", "off"'],
    ],
    [
      'a name that is none of C',
      '{ "rangeCallName": "enable now" }',
      ['.lazymmu.json:1:20: rangeCallName: cannot be "enable now"; it must be the name of a C function'],
    ],
    [
      'several things at once',
      '{\n  "rule": {},\n  "rules": []\n}\n',
      [
        '.lazymmu.json:2:3: there is no property "rule"; did you mean rules?',
        '.lazymmu.json:3:12: rules: must be an object in braces',
      ],
    ],
    ['no JSON', '{ "rules": }', ['.lazymmu.json:1:12: not JSON: Unexpected token RBrace found']],
  ];
  for (const [what, text, lines] of wrong)
    it(`says where they hold ${what}, and checks nothing`, async () => {
      write(text);
      const { code, stdout, stderr } = await check();
      assert.deepEqual(
        stderr.trimEnd().split('\n'),
        lines.map((line) => `lazy-mmu: ${line}`),
      );
      assert.deepEqual([code, stdout], [2, '']);
    });
});
