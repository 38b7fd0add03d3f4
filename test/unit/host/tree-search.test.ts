import assert from 'node:assert/strict';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { TreeSearch } from '../../../server/host/search/tree-search.ts';
import { layOut } from '../../support/lay-out.ts';

const lazy = 'int walk(void)\n{\n\tlazy_mmu_mode_enable();\n}\n';
const other = 'int helper(void)\n{\n}\n';

describe('search of a tree in threads', () => {
  let root: string;

  before(() => {
    root = layOut({
      'include/linux/mm.h': 'static inline int inlined(void)\n{\n}\n',
      'mm/memory.c': lazy,
      'mm/deep/deeper/walk.c': lazy,
      'mm/other.c': other,
      'drivers/gpu/drm/walk.c': lazy,
      'drivers/gpu/drm/other.c': other,
      'walk.c': lazy,
      'walk.txt': lazy,
    });
  });

  after(() => rmSync(root, { recursive: true }));

  async function run(folders: readonly string[], tree?: string) {
    const search = new TreeSearch(
      folders.map((folder) => join(root, folder)),
      tree,
    );
    const found: string[] = [];
    for await (const path of search.found()) found.push(path.slice(root.length + 1));
    const names = [...(await search.names)].sort();
    await search.end();
    return { found: found.sort(), names, search };
  }

  it('finds files that lazy MMU mode concerns, and the names of the index, in one go', async () => {
    const { found, names, search } = await run([''], root);
    assert.deepEqual(found, ['drivers/gpu/drm/walk.c', 'mm/deep/deeper/walk.c', 'mm/memory.c', 'walk.c']);
    assert.deepEqual(names, [
      ['include/linux/mm.h', ['inlined']],
      ['mm/deep/deeper/walk.c', ['lazy_mmu', 'walk']],
      ['mm/memory.c', ['lazy_mmu', 'walk']],
      ['mm/other.c', ['helper']],
    ]);
    assert.equal(search.looked, 7);
    assert.deepEqual(search.unreadable, []);
  });

  it('has the names of the whole index when only a folder is searched, or none', async () => {
    const { names } = await run([''], root);
    const part = await run(['drivers'], root);
    assert.deepEqual([part.found, part.names], [['drivers/gpu/drm/walk.c'], names]);
    const none = await run([], root);
    assert.deepEqual([none.found, none.names], [[], names]);
  });

  it('knows no names without a tree, and needs no thread for nothing', async () => {
    assert.deepEqual((await run(['mm'])).names, []);
    assert.deepEqual((await run([])).found, []);
  });

  it('tells what it could not read', async () => {
    const { search } = await run(['gone']);
    assert.deepEqual(search.unreadable, [{ path: join(root, 'gone'), reason: 'no such file' }]);
  });

  it('can be ended at any time', async () => {
    const search = new TreeSearch([root], root);
    await search.end();
    for await (const path of search.found()) assert.ok(path.startsWith(root));
  });
});
