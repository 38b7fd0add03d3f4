import assert from 'node:assert/strict';
import { rmSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { batchAnswers, gitTree } from '../../../server/host/git/git-tree.ts';
import { GitFailure, openRevision } from '../../../server/host/git/revision.ts';
import { revisionTree } from '../../../server/host/git/revision-tree.ts';
import { recordingTree } from '../../../server/host/recording-tree.ts';
import { diskTree } from '../../../server/host/source-tree.ts';
import { layOut } from '../../support/lay-out.ts';
import { newRepository, type Repository } from '../../support/repository.ts';

describe('tree of a git revision', () => {
  let repository: Repository;

  beforeEach(() => {
    repository = newRepository({
      'kernel/include/linux/mm.h': 'old header\n',
      'kernel/mm/walker.c': 'old text without end of line',
      'kernel/mm/empty.c': '',
      'kernel/mm/umlaut.c': '/* ÄÖÜ → */\n',
      'outside.c': 'outside\n',
    });
    symlinkSync('../mm/walker.c', join(repository.folder, 'kernel/include/link.c'));
    repository.commit('with a link');
    repository.write('kernel/mm/walker.c', 'new text\n');
  });

  afterEach(() => repository.remove());

  const open = (name = 'HEAD', folder = 'kernel') => openRevision(join(repository.folder, folder), name);

  it('reads files as they were, by paths of the folder', () => {
    const tree = gitTree(open());
    assert.equal(tree.read('mm/walker.c'), 'old text without end of line');
    assert.equal(tree.read('./mm/../mm//walker.c'), 'old text without end of line');
    assert.equal(tree.read('mm/empty.c'), '');
    assert.equal(tree.read('mm/umlaut.c'), '/* ÄÖÜ → */\n');
    assert.equal(tree.read('include/link.c'), 'old text without end of line');
  });

  it('has no answer for what is not there, is no file, or lies outside', () => {
    const tree = gitTree(open());
    for (const path of ['mm/gone.c', 'mm', '', '../outside.c', '/etc/passwd', 'mm/a\nb.c', 'mm/walker.c/x'])
      assert.equal(tree.read(path), undefined, path);
  });

  it('reads many files at once and keeps what it has read', () => {
    const tree = gitTree(open());
    tree.prefetch(['mm/walker.c', 'mm/gone.c', 'mm/empty.c', 'include/linux/mm.h']);
    rmSync(join(repository.folder, '.git'), { recursive: true });
    assert.equal(tree.read('mm/walker.c'), 'old text without end of line');
    assert.equal(tree.read('mm/gone.c'), undefined);
    assert.equal(tree.read('include/linux/mm.h'), 'old header\n');
  });

  it('reads ahead what was asked of another tree', () => {
    const asked = recordingTree(diskTree(join(repository.folder, 'kernel')));
    assert.equal(asked.read('mm/walker.c'), 'new text\n');
    asked.read('include/linux/mm.h');
    const tree = revisionTree(open(), asked);
    assert.equal(tree.read('mm/empty.c'), '');
    rmSync(join(repository.folder, '.git'), { recursive: true });
    assert.equal(tree.read('mm/walker.c'), 'old text without end of line');
    assert.equal(tree.read('include/linux/mm.h'), 'old header\n');
  });

  it('lists folders', () => {
    const tree = gitTree(open());
    assert.deepEqual(tree.list('mm'), ['empty.c', 'umlaut.c', 'walker.c']);
    assert.deepEqual(tree.list(''), ['include/', 'mm/']);
    assert.deepEqual(tree.list('gone'), []);
  });

  it('knows a revision by any of its names', () => {
    repository.git('tag', '--annotate', '--message', 'x', 'v1');
    const commit = repository.git('rev-parse', 'HEAD').trim();
    for (const name of ['HEAD', 'main', 'v1', commit.slice(0, 10)])
      assert.deepEqual(open(name), { name, commit, folder: join(repository.folder, 'kernel'), prefix: 'kernel/' });
  });

  it('says what is wrong', () => {
    assert.throws(() => open('nope'), { name: 'GitFailure', message: /^nope: no such revision in .*kernel; name a / });
    assert.throws(() => open('HEAD:kernel'), GitFailure);
    assert.throws(() => open('--all'), GitFailure);
    const elsewhere = layOut({ 'a.c': '' });
    assert.throws(() => openRevision(elsewhere, 'HEAD'), { message: /: not in a git repository, so there is no HEAD/ });
    rmSync(elsewhere, { recursive: true });
  });

  it('reads back every text that a batch of git holds', () => {
    const text = fc.string({ unit: 'grapheme' }).filter((each) => !each.includes('\0'));
    fc.assert(
      fc.property(fc.array(fc.option(text, { nil: undefined })), (texts) => {
        const output = texts.map((each) =>
          each === undefined ? 'abc:a name missing\n' : `0123abcd blob ${Buffer.byteLength(each)}\n${each}\n`,
        );
        assert.deepEqual([...batchAnswers(Buffer.from(output.join('')))], texts);
      }),
    );
  });
});
