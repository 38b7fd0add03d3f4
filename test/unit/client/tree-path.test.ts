import assert from 'node:assert/strict';
import { pathInTree } from '../../../client/panel/tree-path.ts';

describe('the file of a report line', () => {
  const document = '/src/linux/mm/mprotect.c';

  it('is the document itself', () => {
    assert.equal(pathInTree(document, 'mm/mprotect.c', 'mm/mprotect.c'), document);
  });

  it('is another file of the same tree', () => {
    assert.equal(
      pathInTree(document, 'mm/mprotect.c', 'include/linux/pgtable.h'),
      '/src/linux/include/linux/pgtable.h',
    );
  });

  it('is never outside the tree', () => {
    for (const file of ['../secret', 'mm/../../secret', '/etc/passwd', 'mm//mprotect.c', ''])
      assert.equal(pathInTree(document, 'mm/mprotect.c', file), undefined);
  });

  it('is unknown when the document is not the one that was simulated', () => {
    assert.equal(pathInTree('/src/other.c', 'mm/mprotect.c', 'mm/memory.c'), undefined);
  });
});
