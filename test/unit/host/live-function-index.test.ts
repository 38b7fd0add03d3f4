import assert from 'node:assert/strict';
import type { KernelParser } from '../../../server/core/syntax/source-file.ts';
import { definedNames } from '../../../server/host/defined-names.ts';
import { LiveFunctionIndex } from '../../../server/host/live-function-index.ts';
import { loadKernelParser } from '../../../server/host/parser.ts';
import type { DiskTree } from '../../../server/host/source-tree.ts';

const one = 'void one(void)\n{\n}\n';
const two = 'void two(void)\n{\n}\n';

describe('the index of a tree that is worked on', () => {
  let parser: KernelParser;
  let files: Map<string, string>;
  let index: LiveFunctionIndex;

  before(async () => {
    parser = await loadKernelParser();
  });

  beforeEach(() => {
    files = new Map([
      ['mm/one.c', one],
      ['include/linux/two.h', `static inline ${two}`],
      ['lib/two.c', two],
    ]);
    const disk: DiskTree = { root: '/', read: (path) => files.get(path), list: () => [], forget: () => {} };
    const names = [...files].map(([path, text]) => [path, definedNames(path, text)] as const);
    index = new LiveFunctionIndex(disk, parser, names);
  });

  const pathOf = (name: string, from = 'mm/from.c') => index.find(name, from)?.file.path;
  const namesSince = (version: number) => [...(index.changesSince(version)?.names ?? ['everything'])].sort();

  it('finds a definition as C does: headers first, and never in the file that asks', () => {
    assert.equal(pathOf('one'), 'mm/one.c');
    assert.equal(pathOf('one', 'mm/one.c'), undefined);
    assert.equal(pathOf('two'), 'include/linux/two.h');
    assert.equal(pathOf('two', 'include/linux/two.h'), 'lib/two.c');
    assert.equal(pathOf('three'), undefined);
  });

  it('takes open documents before the disk, until they are closed', () => {
    const start = index.version;
    index.opened(parser.parse('mm/one.c', `${one}void three(void)\n{\n}\n`));
    assert.equal(pathOf('three'), 'mm/one.c');
    index.opened(parser.parse('mm/one.c', two));
    assert.equal(pathOf('one'), undefined);
    assert.equal(pathOf('three'), undefined);
    index.closed('mm/one.c');
    assert.equal(pathOf('one'), 'mm/one.c');
    assert.deepEqual(namesSince(start), ['one', 'three', 'two']);
  });

  it('reads a file again that has changed on disk, has come or has gone', () => {
    assert.equal(pathOf('one'), 'mm/one.c');
    files.set('mm/one.c', two);
    index.changedOnDisk('mm/one.c');
    assert.equal(pathOf('one'), undefined);
    files.set('kernel/new.c', one);
    index.changedOnDisk('kernel/new.c');
    assert.equal(pathOf('one'), 'kernel/new.c');
    files.delete('kernel/new.c');
    index.changedOnDisk('kernel/new.c');
    assert.equal(pathOf('one'), undefined);
  });

  it('does not name a function whose body alone has changed', () => {
    index.opened(parser.parse('mm/one.c', one));
    const { version } = index;
    index.opened(parser.parse('mm/one.c', one.replace('{\n', '{\n\tcalm();\n')));
    assert.ok(index.version > version);
    assert.deepEqual(namesSince(version), []);
    index.opened(parser.parse('mm/one.c', `static ${one}`));
    assert.deepEqual(namesSince(version), ['one']);
    assert.equal(pathOf('one'), undefined);
  });

  it('is not changed by files that are not of the index, nor by texts that are the same', () => {
    const { version } = index;
    index.opened(parser.parse('drivers/one.c', two));
    index.changedOnDisk('drivers/two.c');
    assert.equal(index.version, version);
    index.opened(parser.parse('mm/one.c', one));
    const opened = index.version;
    index.opened(parser.parse('mm/one.c', one));
    assert.equal(index.version, opened);
  });

  it('says that it does not know any more what has changed long ago', () => {
    const { version } = index;
    for (let line = 1; line < 100; line++) index.opened(parser.parse('mm/one.c', `${'\n'.repeat(line)}${one}`));
    assert.equal(index.changesSince(version), undefined);
    assert.deepEqual(namesSince(index.version), []);
  });
});
