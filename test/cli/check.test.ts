import assert from 'node:assert/strict';
import { chmodSync, rmSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { layOut } from '../support/lay-out.ts';
import { lazyMmu, lazyMmuUnprivileged } from './support/run-cli.ts';
import { parseCheck } from './support/schemas.ts';

const clean = 'void walk(void)\n{\n\tlazy_mmu_mode_enable();\n\twork();\n\tlazy_mmu_mode_disable();\n}\n';
const broken = 'int walk(void)\n{\n\tlazy_mmu_mode_enable();\n\treturn work();\n}\n';
const tree = { 'include/linux/mm.h': '', 'mm/clean.c': clean, 'mm/broken.c': broken, 'mm/other.c': 'int x;\n' };

describe('lazy-mmu check', () => {
  let folder: string;

  beforeEach(() => {
    folder = layOut(tree);
  });

  afterEach(() => rmSync(folder, { recursive: true }));

  it('says 0 and nothing at all for clean code in a pipe', async () => {
    const outcome = await lazyMmu(['check', 'mm/clean.c'], { cwd: folder });
    assert.deepEqual(outcome, { code: 0, stdout: '', stderr: '' });
  });

  it('says 1 and writes findings as compilers do, from the working directory', async () => {
    for (const [cwd, path] of [
      [folder, 'mm/broken.c'],
      [join(folder, 'mm'), 'broken.c'],
    ]) {
      const { code, stdout, stderr } = await lazyMmu(['check', path], { cwd });
      const [first, second, ...rest] = stdout.split('\n');
      assert.match(first, new RegExp(`^${path}:4:2: (error|warning): .+ \\[return-in-section\\]$`));
      assert.match(second, new RegExp(`^${path}:3:2: note: .+$`));
      assert.deepEqual(rest, ['']);
      assert.equal(stderr, '');
      assert.equal(code, 1);
    }
  });

  it('checks files too that enter the mode by functions of other files alone', async () => {
    const alone = layOut({
      ...tree,
      'include/linux/pgtable.h': 'void lazy_mmu_mode_enable(void);\n',
      'mm/internal.h': 'static inline void walk_begin(void)\n{\n\tlazy_mmu_mode_enable();\n}\n',
      'drivers/walk.c': 'int walk(void)\n{\n\twalk_begin();\n\treturn work();\n}\n',
    });
    try {
      const { code, stdout } = await lazyMmu(['check', '--format', 'json'], { cwd: alone });
      const { findings } = parseCheck(stdout);
      const found = findings.find(({ file }) => file === 'drivers/walk.c');
      assert.equal(found?.rule, 'return-in-section');
      assert.deepEqual(
        found?.notes.map(({ file, line }) => [file, line]),
        [
          ['drivers/walk.c', 3],
          ['mm/internal.h', 3],
        ],
      );
      assert.equal(findings.length, 2);
      assert.equal(code, 1);
    } finally {
      rmSync(alone, { recursive: true });
    }
  });

  it('finds the tree of one file by itself, with the functions of its other files', async () => {
    const alone = layOut({
      ...tree,
      'mm/walk.c': clean.replace('work();', 'rest_far_away();'),
      'lib/rest.c': 'void rest_far_away(void)\n{\n\tmsleep(1);\n}\n',
    });
    try {
      const { code, stdout } = await lazyMmu(['check', join(alone, 'mm/walk.c'), '--format', 'json'], { cwd: '/' });
      const [finding, ...others] = parseCheck(stdout).findings;
      assert.deepEqual(others, []);
      assert.deepEqual([finding.file, finding.rule], ['mm/walk.c', 'sleep-in-section']);
      assert.deepEqual([finding.notes.at(-1)?.file, finding.notes.at(-1)?.line], ['lib/rest.c', 3]);
      assert.equal(code, 1);
    } finally {
      rmSync(alone, { recursive: true });
    }
  });

  it('checks folders, and the whole tree when no path is given', async () => {
    for (const [words, cwd] of [
      [['check'], join(folder, 'mm')],
      [['check', '--tree', folder], '/'],
      [['check', folder], '/'],
      [['check', 'mm'], folder],
      [['check', 'mm', '--tree', folder], '/'],
    ] as const) {
      const outcome = await lazyMmu([...words, '--format', 'json'], { cwd });
      const result = parseCheck(outcome.stdout);
      assert.deepEqual(
        result.findings.map(({ file, line, rule }) => [file, line, rule]),
        [['mm/broken.c', 4, 'return-in-section']],
      );
      assert.equal(result.analysed.files, 2);
      assert.equal(result.analysed.functions, 2);
      assert.equal(outcome.code, 1);
    }
  });

  it('skips hidden folders, build output, links and what is no C', async () => {
    const built = layOut({
      ...tree,
      '.git/broken.c': broken,
      'build/include/generated/broken.h': broken,
      'include/generated/broken.h': broken,
      'out/mm/broken.c': broken,
      'mm/notes.txt': broken,
      'mm/lazy.mod.c': broken,
    });
    try {
      symlinkSync('..', join(built, 'out/source'));
      symlinkSync('broken.c', join(built, 'mm/link.c'));
      const { stdout } = await lazyMmu(['check', '--tree', built, '--format', 'json']);
      assert.deepEqual(
        parseCheck(stdout).findings.map(({ file }) => file),
        ['mm/broken.c'],
      );
    } finally {
      rmSync(built, { recursive: true });
    }
  });

  it('fills every property of a finding in JSON', async () => {
    const { stdout } = await lazyMmu(['check', 'mm/broken.c', '--format', 'json'], { cwd: folder });
    const [finding] = parseCheck(stdout).findings;
    assert.equal(finding.function, 'walk');
    assert.deepEqual([finding.line, finding.column, finding.endLine], [4, 2, 4]);
    assert.ok(finding.endColumn > finding.column);
    assert.deepEqual(
      finding.notes.map(({ file, line, column }) => [file, line, column]),
      [['mm/broken.c', 3, 2]],
    );
  });

  it('keeps hints back in text unless asked, and never says 1 for them', async () => {
    const sample = 'samples/range_available.c';
    assert.deepEqual(await lazyMmu(['check', sample]), { code: 0, stdout: '', stderr: '' });
    for (const words of [['--hints'], ['--severity', 'hint']]) {
      const { code, stdout } = await lazyMmu(['check', sample, ...words]);
      assert.match(stdout, /: hint: .+ \[range-available\]\n/);
      assert.equal(code, 0);
    }
    const json = await lazyMmu(['check', sample, '--format', 'json']);
    assert.equal(parseCheck(json.stdout).findings[0].rule, 'range-available');
    assert.equal(json.code, 0);
    const errors = await lazyMmu(['check', sample, '--format', 'json', '--severity', 'error']);
    assert.deepEqual(parseCheck(errors.stdout).findings, []);
  });

  it('reports a function that it cannot read instead of guessing', async () => {
    const half = layOut({ 'half.c': 'int walk(void)\n{\n\tlazy_mmu_mode_enable();\n\tif (x {\n\treturn 1;\n}\n' });
    try {
      const text = await lazyMmu(['check', 'half.c'], { cwd: half });
      assert.equal(text.stdout, '');
      assert.match(text.stderr, /^lazy-mmu: half\.c:4: walk\(\) was not analysed: .+\n$/);
      assert.equal(text.code, 2);
      const json = await lazyMmu(['check', 'half.c', '--format', 'json'], { cwd: half });
      const { findings, analysed } = parseCheck(json.stdout);
      assert.deepEqual(findings, []);
      assert.deepEqual(
        analysed.notAnalysed.map(({ file, function: name }) => [file, name]),
        [['half.c', 'walk']],
      );
    } finally {
      rmSync(half, { recursive: true });
    }
  });

  describe('--as', () => {
    let outside: string;
    let edited: string;
    before(() => {
      outside = layOut({ 'edited.c': broken });
      edited = join(outside, 'edited.c');
    });
    after(() => rmSync(outside, { recursive: true }));

    it('checks one file in the place of another, under the name of that', async () => {
      for (const name of ['mm/clean.c', 'mm/new.c', join(folder, 'mm/clean.c')]) {
        const { code, stdout, stderr } = await lazyMmu(
          ['check', '--format', 'json', '--tree', folder, '--as', name, edited],
          { cwd: '/' },
        );
        const { findings, analysed } = parseCheck(stdout);
        assert.deepEqual(
          findings.map(({ rule, file, line, notes }) => [rule, file, line, notes[0].file]),
          [['return-in-section', name.replace(`${folder}/`, ''), 4, name.replace(`${folder}/`, '')]],
        );
        assert.deepEqual([analysed.files, analysed.functions], [1, 1]);
        assert.deepEqual([code, stderr], [1, '']);
      }
    });

    it('takes the tree around the working directory, and spells the file as it lies there', async () => {
      const { code, stdout } = await lazyMmu(['check', '--as', 'mm/clean.c', edited], { cwd: join(folder, 'mm') });
      assert.match(stdout, /^clean\.c:4:2: /);
      assert.equal(code, 1);
    });

    it('reads standard input', async () => {
      const { code, stdout } = await lazyMmu(['check', '--as', 'mm/clean.c', '-'], { cwd: folder, input: broken });
      assert.match(stdout, /^mm\/clean\.c:4:2: /);
      assert.equal(code, 1);
    });

    const refused: readonly (readonly [readonly string[], RegExp])[] = [
      [['mm/clean.c'], /^lazy-mmu: --as mm\/clean\.c: name the one file that stands in for it, or - for .+\n$/],
      [['mm/clean.c', 'mm/broken.c', 'mm/other.c'], /^lazy-mmu: --as mm\/clean\.c: name the one file .+\n$/],
      [
        ['../clean.c', 'mm/broken.c'],
        /^lazy-mmu: --as \.\.\/clean\.c: not a file of the tree .+; give its path from .+\n$/,
      ],
      [['mm', 'mm/broken.c'], /^lazy-mmu: --as mm: a folder of the tree; .+\n$/],
      [['mn/clean.c', 'mm/broken.c'], /^lazy-mmu: --as mn\/clean\.c: the tree .+ has no such folder; .+\n$/],
      [['mm/clean.c', '/no/such.c'], /^lazy-mmu: \/no\/such\.c: no such file; --as takes one C file\n$/],
      [['mm/clean.c', '/tmp'], /^lazy-mmu: \/tmp: is a folder, not a file; --as takes one C file\n$/],
    ];
    for (const [words, expected] of refused)
      it(`refuses --as ${words.join(' ')}`, async () => {
        const { code, stdout, stderr } = await lazyMmu(['check', '--as', ...words], { cwd: folder });
        assert.match(stderr, expected);
        assert.deepEqual([code, stdout], [2, '']);
      });

    it('refuses without a tree', async () => {
      const { code, stderr } = await lazyMmu(['check', '--as', 'mm/clean.c', edited], { cwd: outside });
      assert.equal(stderr, 'lazy-mmu: --as mm/clean.c: no kernel tree here; run in one, or say --tree DIR\n');
      assert.equal(code, 2);
    });
  });

  describe('with bad input says one line and 2', () => {
    const cases: readonly (readonly [string, readonly string[], RegExp])[] = [
      ['a missing file', ['mm/gone.c'], /^lazy-mmu: mm\/gone\.c: no such file or folder\n$/],
      [
        'a missing tree',
        ['--tree', '/no/such/tree'],
        /^lazy-mmu: \/no\/such\/tree: no such folder; --tree takes .+\n$/,
      ],
      ['a tree that is none', ['--tree', 'arch'], /^lazy-mmu: arch: no such folder; .+\n$/],
      [
        'a folder inside the tree',
        ['--tree', 'mm'],
        /^lazy-mmu: mm: inside a kernel tree, not its root; say --tree .+\n$/,
      ],
      ['a file for a tree', ['--tree', 'mm/clean.c'], /^lazy-mmu: mm\/clean\.c: not a folder; .+\n$/],
      [
        'an unknown format',
        ['--format', 'xml'],
        /^lazy-mmu: option '--format <format>' argument 'xml' is invalid\. .+\n$/,
      ],
      ['an unknown severity', ['--severity', 'fatal'], /^lazy-mmu: option '--severity <severity>' .+ error, .+\n$/],
      ['an unknown option', ['--hint'], /^lazy-mmu: unknown option '--hint' \(Did you mean --hints\?\)\n$/],
    ];
    for (const [what, words, expected] of cases)
      it(what, async () => {
        const { code, stdout, stderr } = await lazyMmu(['check', ...words], { cwd: folder });
        assert.match(stderr, expected);
        assert.equal(stdout, '');
        assert.equal(code, 2);
      });

    it('no tree around the working directory', async () => {
      const { code, stderr } = await lazyMmu(['check'], { cwd: '/' });
      assert.equal(stderr, 'lazy-mmu: no kernel tree here; run in one, name files, or say --tree DIR\n');
      assert.equal(code, 2);
    });

    it('a folder that is no tree', async () => {
      const bare = layOut({ 'walker.c': clean });
      try {
        const { code, stderr } = await lazyMmu(['check', '--tree', bare]);
        assert.match(stderr, /: not a kernel tree, it has no include\/linux and mm; --tree takes the root of one\n$/);
        assert.equal(code, 2);
      } finally {
        rmSync(bare, { recursive: true });
      }
    });

    it('a binary file, beside which the others are still checked', async () => {
      const mixed = layOut({ 'blob.c': Buffer.from('lazy_mmu\0\x7fELF'), 'broken.c': broken });
      try {
        const { code, stdout, stderr } = await lazyMmu(['check', 'blob.c', 'broken.c'], { cwd: mixed });
        assert.equal(stderr, 'lazy-mmu: blob.c: binary file, not text\n');
        assert.match(stdout, /^broken\.c:4:2: /);
        assert.equal(code, 2);
      } finally {
        rmSync(mixed, { recursive: true });
      }
    });

    it('paths in different trees', async () => {
      const other = layOut(tree);
      try {
        const { code, stderr } = await lazyMmu(['check', join(folder, 'mm'), join(other, 'mm')]);
        assert.match(stderr, /^lazy-mmu: the paths lie in different trees \(.+ and .+\); check them one by one\n$/);
        assert.equal(code, 2);
      } finally {
        rmSync(other, { recursive: true });
      }
    });
  });

  it('ends quietly when the reader leaves early', async () => {
    const walkers = Array.from({ length: 1000 }, (_, index) => broken.replace('walk', `walk${index}`));
    const many = layOut({ 'many.c': walkers.join('\n') });
    try {
      const { code, stderr } = await lazyMmu(['check', 'many.c'], { cwd: many, closeEarly: true });
      assert.equal(stderr, '');
      assert.equal(code, 1);
    } finally {
      rmSync(many, { recursive: true });
    }
  });

  it('says that it may not read a file', async () => {
    chmodSync(join(folder, 'mm/broken.c'), 0o000);
    const { code, stderr } = await lazyMmuUnprivileged(['check', 'mm/broken.c'], folder);
    assert.equal(stderr, 'lazy-mmu: mm/broken.c: permission denied\n');
    assert.equal(code, 2);
  });
});
