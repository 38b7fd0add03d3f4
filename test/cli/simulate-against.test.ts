import assert from 'node:assert/strict';
import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { machineNames } from '../../server/core/simulator/arch/names.ts';
import { improved, committed as sample } from '../support/improved-walker.ts';
import { layOut } from '../support/lay-out.ts';
import { newRepository, type Repository } from '../support/repository.ts';
import { lazyMmu } from './support/run-cli.ts';
import { parseComparison } from './support/schemas.ts';

const walker = 'mm/walker.c:sample_change_protection';

describe('lazy-mmu simulate --against', () => {
  let repository: Repository;

  beforeEach(() => {
    repository = newRepository({ 'include/linux/mm.h': '', 'mm/walker.c': sample, 'mm/other.c': 'int x;\n' });
  });

  afterEach(() => repository.remove());

  const simulate = (...words: string[]) => lazyMmu(['simulate', ...words], { cwd: repository.folder });

  it('says that nothing differs, and 0', async () => {
    const { code, stdout, stderr } = await simulate(walker, '--against');
    assert.equal(stderr, '');
    assert.match(
      stdout,
      /^mm\/walker\.c:10: sample_change_protection\(\) of working tree\nagainst .* of HEAD \(commit /,
    );
    assert.match(stdout, /^No count differs on these machines\.$/m);
    assert.equal(code, 0);
  });

  it('marks what differs on each machine, says it in words, and 1', async () => {
    repository.write('mm/walker.c', improved);
    const { code, stdout } = await simulate('--machine', 'all', '--against', 'HEAD', '--', walker);
    for (const machine of machineNames) assert.match(stdout, new RegExp(`^${machine} +as written +HEAD `, 'm'));
    assert.match(stdout, /^ +working tree +1\* +256 .* IPTE 256 times fewer$/m);
    assert.equal(stdout.split('*').length, 2);
    assert.match(stdout, /^s390-ipte-range, as written: 256 → 1 IPTE, 256 times fewer\.$/m);
    assert.equal(code, 1);
  });

  it('compares commits further back, with the walker behind the option', async () => {
    repository.write('mm/walker.c', improved);
    repository.commit('second');
    assert.equal((await simulate('--against', walker)).code, 0);
    assert.equal((await simulate(walker, '--against', 'HEAD~1')).code, 1);
  });

  it('reads the headers of each side', async () => {
    repository.write('include/linux/mm.h', '#define LEFT_ALONE 0\n');
    repository.write('mm/walker.c', sample.replace('if (!pte_present', 'if (LEFT_ALONE || !pte_present'));
    repository.commit('second');
    repository.write('include/linux/mm.h', '#define LEFT_ALONE 1\n');
    const { stdout } = await simulate(walker, '--against', '--json', '--machine', 's390');
    const { runs, assumptions } = parseComparison(stdout);
    assert.deepEqual(assumptions, []);
    assert.deepEqual([runs[0].before?.ipte, runs[0].after?.ipte], [256, 0]);
  });

  it('prints JSON by its schema', async () => {
    repository.write('mm/walker.c', `\n${improved}`);
    const words = [walker, '--against', 'main', '--json', '--machine', 's390-ipte-range', '--compare'];
    const { code, stdout } = await simulate(...words);
    const { commit, before, after, runs } = parseComparison(stdout);
    assert.equal(commit, repository.git('rev-parse', 'HEAD').trim());
    const file = { file: 'mm/walker.c', function: 'sample_change_protection' };
    assert.deepEqual(before, { label: 'main', ...file, line: 10 });
    assert.deepEqual(after, { label: 'working tree', ...file, line: 11 });
    assert.deepEqual(
      runs.map(({ variant, changes }) => [variant, changes.map(({ event }) => event)]),
      [
        ['as-written', ['ipte', 'ipte_global']],
        ['no-lazy-mode', []],
        ['with-range', []],
      ],
    );
    assert.equal(code, 1);
  });

  it('lists findings of the sanitizer that are new or gone', async () => {
    repository.write('mm/walker.c', improved.replace('pte_present(ptep_get(pte))', 'pte_present(*pte)'));
    const words = ['--machine', 's390-ipte-range', '--against'];
    const { stdout } = await simulate(...words, walker);
    assert.match(stdout, /^ {2}new: mm\/walker\.c:25: error: .* \[bypassing-dereference\] on s390-ipte-range$/m);
    repository.commit('second');
    repository.write('mm/walker.c', improved);
    assert.match((await simulate(...words, walker)).stdout, /^ {2}gone: mm\/walker\.c:25: /m);
  });

  it('finds a walker that had another file and name', async () => {
    repository.git('mv', 'mm/walker.c', 'mm/moved.c');
    writeFileSync(join(repository.folder, 'mm/moved.c'), sample.replace('sample_change_', 'changed_'));
    const { code, stdout } = await simulate('mm/moved.c:changed_protection', '--against', '--against-walker', walker);
    assert.match(stdout, /against mm\/walker\.c:10: sample_change_protection\(\) of HEAD/);
    assert.equal(code, 0);
  });

  it('works on a file outside of any kernel tree', async () => {
    const plain = newRepository({ 'src/walker.c': sample });
    writeFileSync(join(plain.folder, 'src/walker.c'), improved);
    const target = 'src/walker.c:sample_change_protection';
    assert.equal((await lazyMmu(['simulate', target, '--against'], { cwd: plain.folder })).code, 1);
    plain.remove();
  });

  describe('with bad input says what is wrong and 2', () => {
    async function failure(words: readonly string[], options = {}): Promise<string> {
      const { code, stdout, stderr } = await lazyMmu(['simulate', ...words], { cwd: repository.folder, ...options });
      assert.equal(stdout, '');
      assert.equal(code, 2);
      return stderr;
    }

    it('an unknown revision', async () =>
      assert.match(
        await failure([walker, '--against', 'v99']),
        /^lazy-mmu: v99: no such revision in .*; name a commit/,
      ));

    it('a file that was not there', async () => {
      writeFileSync(join(repository.folder, 'mm/new.c'), sample);
      const said = await failure(['mm/new.c:sample_change_protection', '--against']);
      assert.equal(
        said,
        'lazy-mmu: mm/new.c: not in HEAD; if it had another name there, say --against-walker FILE:FUNCTION\n',
      );
    });

    it('a function that had another name', async () => {
      repository.write('mm/walker.c', sample.replace('sample_change_protection', 'sample_change_protections'));
      const said = await failure(['mm/walker.c:sample_change_protections', '--against']);
      assert.match(
        said,
        /^lazy-mmu: HEAD: mm\/walker\.c has no function .*; did you mean sample_change_protection\?\n$/,
      );
    });

    it('a folder that is in no repository', async () => {
      const plain = layOut({ 'include/linux/mm.h': '', 'mm/walker.c': sample });
      assert.match(
        await failure([walker, '--against'], { cwd: plain }),
        /: not in a git repository, so there is no HEAD/,
      );
      rmSync(plain, { recursive: true });
    });

    it('a machine without git', async () =>
      assert.match(
        await failure([walker, '--against'], { environment: { PATH: '/nowhere' } }),
        /^lazy-mmu: git is not installed, or not in PATH/,
      ));

    it('all walkers at once', async () =>
      assert.match(await failure(['--all', '--against']), /^lazy-mmu: --against: --all takes every walker as it is/));
  });
});
