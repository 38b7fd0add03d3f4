import assert from 'node:assert/strict';
import { rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { emptyTree, overlayTree } from '../../../server/host/overlay-tree.ts';
import { diskTree, findTreeRoot } from '../../../server/host/source-tree.ts';
import { layOut } from '../../support/lay-out.ts';

describe('source tree on disk', () => {
  let outer: string;
  let root: string;

  beforeEach(() => {
    outer = layOut({
      'secret.c': 'secret',
      'linux/Kbuild': '',
      'linux/Kconfig': '',
      'linux/MAINTAINERS': '',
      'linux/mm/walker.c': 'int walker;\n',
      'linux/mm/internal.h': '',
      'linux/include/linux/pgtable.h': 'pgtable',
      'sparse/include/linux/pgtable.h': '',
      'sparse/mm/walker.c': '',
      'project/include/linux/if.h': '',
    });
    root = join(outer, 'linux');
  });

  afterEach(() => rmSync(outer, { recursive: true }));

  it('finds the root upwards from a file, a folder and the root itself', () => {
    for (const path of ['mm/walker.c', 'mm', 'include/linux', '', 'mm/not-there-yet.c'])
      assert.equal(findTreeRoot(join(root, path)), root, path);
  });

  it('takes a sparse checkout with include/linux and mm, and nothing less', () => {
    assert.equal(findTreeRoot(join(outer, 'sparse/mm/walker.c')), join(outer, 'sparse'));
    assert.equal(findTreeRoot(join(outer, 'project/include/linux/if.h')), undefined);
    assert.equal(findTreeRoot(join(outer, 'secret.c')), undefined);
  });

  it('reads files and lists folders by paths of the tree', () => {
    const tree = diskTree(root);
    assert.equal(tree.read('mm/walker.c'), 'int walker;\n');
    assert.equal(tree.read('./mm/../mm//walker.c'), 'int walker;\n');
    assert.deepEqual(tree.list('mm'), ['internal.h', 'walker.c']);
    assert.deepEqual(tree.list('mm/'), ['internal.h', 'walker.c']);
    assert.deepEqual(tree.list(''), ['Kbuild', 'Kconfig', 'MAINTAINERS', 'include/', 'mm/']);
  });

  it('has no answer for what is not there', () => {
    const tree = diskTree(root);
    assert.equal(tree.read('mm/gone.c'), undefined);
    assert.equal(tree.read('mm'), undefined);
    assert.deepEqual(tree.list('gone'), []);
    assert.deepEqual(tree.list('mm/walker.c'), []);
    assert.equal(diskTree(join(outer, 'gone')).read('mm/walker.c'), undefined);
  });

  it('never leaves the root', () => {
    symlinkSync(join(outer, 'secret.c'), join(root, 'mm/link.c'));
    symlinkSync(outer, join(root, 'mm/out'));
    const tree = diskTree(root);
    for (const path of ['../secret.c', 'mm/../../secret.c', join(outer, 'secret.c'), 'mm/link.c', 'mm/out/secret.c'])
      assert.equal(tree.read(path), undefined, path);
    for (const path of ['..', '../', 'mm/../..', outer, 'mm/out']) assert.deepEqual(tree.list(path), [], path);
    assert.equal(tree.read('mm/walker.c\0.h'), undefined);
  });

  it('follows links that stay inside', () => {
    symlinkSync('../mm', join(root, 'include/alias'));
    const tree = diskTree(root);
    assert.equal(tree.read('include/alias/walker.c'), 'int walker;\n');
    assert.deepEqual(tree.list('include'), ['alias/', 'linux/']);
  });

  it('never answers with a text from outside, whatever the path', () => {
    const tree = diskTree(root);
    const part = fc.constantFrom('..', '.', '', 'mm', 'linux', 'secret.c', 'walker.c', '\\', '/');
    fc.assert(
      fc.property(fc.array(part, { maxLength: 8 }), (parts) => {
        assert.notEqual(tree.read(parts.join('/')), 'secret');
      }),
    );
  });

  it('remembers answers until told to forget', () => {
    const tree = diskTree(root);
    assert.equal(tree.read('mm/new.c'), undefined);
    assert.equal(tree.read('mm/walker.c'), 'int walker;\n');
    assert.deepEqual(tree.list('mm'), ['internal.h', 'walker.c']);
    writeFileSync(join(root, 'mm/new.c'), 'new');
    writeFileSync(join(root, 'mm/walker.c'), 'changed');
    assert.equal(tree.read('mm/new.c'), undefined);
    assert.equal(tree.read('mm/walker.c'), 'int walker;\n');
    tree.forget('mm/new.c');
    assert.equal(tree.read('mm/new.c'), 'new');
    assert.deepEqual(tree.list('mm'), ['internal.h', 'new.c', 'walker.c']);
    assert.equal(tree.read('mm/walker.c'), 'int walker;\n');
    tree.forget();
    assert.equal(tree.read('mm/walker.c'), 'changed');
  });
});

describe('source tree under open documents', () => {
  const base = {
    read: (path: string) => (path === 'mm/walker.c' ? 'on disk' : undefined),
    list: (path: string) => (path === 'mm' ? ['walker.c'] : path === '' ? ['mm/'] : []),
  };

  it('answers with the open text and falls through to the tree', () => {
    const texts = new Map([['mm/walker.c', 'open']]);
    const tree = overlayTree(base, texts);
    assert.equal(tree.read('mm/walker.c'), 'open');
    assert.equal(tree.read('./mm/walker.c'), 'open');
    texts.delete('mm/walker.c');
    assert.equal(tree.read('mm/walker.c'), 'on disk');
    assert.equal(tree.read('../mm/walker.c'), undefined);
  });

  it('keeps an open document that is empty', () => {
    assert.equal(overlayTree(base, new Map([['mm/walker.c', '']])).read('mm/walker.c'), '');
  });

  it('lists documents that are nowhere on disk, with their folders', () => {
    const tree = overlayTree(base, new Map(Object.entries({ 'mm/new.c': '', 'mm/kasan/shadow.c': '', 'fs/a.c': '' })));
    assert.deepEqual(tree.list('mm'), ['kasan/', 'new.c', 'walker.c']);
    assert.deepEqual(tree.list(''), ['fs/', 'mm/']);
    assert.deepEqual(tree.list('..'), []);
  });

  it('stands alone over the empty tree', () => {
    const tree = overlayTree(emptyTree, new Map([['walker.c', 'text']]));
    assert.equal(tree.read('walker.c'), 'text');
    assert.equal(tree.read('include/linux/mm.h'), undefined);
    assert.deepEqual(tree.list(''), ['walker.c']);
  });
});
