import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { messages, type RegionsParams, type SimulateResult } from '../../server/lsp/protocol.ts';
import { Editor, insertion, rangeOfText, sample } from './support/editor.ts';

const walker = sample('range_available.c');
const nestable = 'void lazy_mmu_mode_enable(void);\n';
const ranged = `${nestable}void lazy_mmu_mode_enable_with_ptes(struct mm_struct *mm);\n`;
const header = 'include/linux/pgtable.h';

describe('documents of a kernel tree', function () {
  this.timeout(60_000);
  let root: string;
  let editor: Editor;

  beforeEach(async () => {
    root = realpathSync(mkdtempSync(join(tmpdir(), 'lazy-mmu-lsp-')));
    write(header, nestable);
    write('mm/walker.c', walker);
    editor = await Editor.start({ pull: true, settings: null, features: { simulation: true, regions: true } });
  });

  afterEach(async () => {
    assert.equal(await editor.quit(), 0);
    rmSync(root, { recursive: true });
  });

  function write(path: string, text: string): void {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text);
  }

  function uriIn(path: string): string {
    return pathToFileURL(join(root, path)).href;
  }

  /** The name that the range fix gives to the call. */
  async function rangeName(uri: string): Promise<string | undefined> {
    const actions = await editor.codeActions(uri, rangeOfText(walker, 'lazy_mmu_mode_enable()'));
    return /lazy_mmu_mode_enable_\w+/.exec(JSON.stringify(actions.map(({ edit }) => edit)))?.[0];
  }

  it('are read in the dialect of their tree, as it is on disk after a save', async () => {
    const uri = uriIn('mm/walker.c');
    await editor.open(uri, walker);
    assert.equal(await rangeName(uri), 'lazy_mmu_mode_enable_for_pte_range');
    write(header, ranged);
    await editor.connection.sendNotification('textDocument/didSave', { textDocument: { uri: uriIn(header) } });
    await editor.change(uri, 2, insertion(walker, 'int pages', '\n'));
    await editor.change(uri, 3, { text: walker });
    assert.equal(await rangeName(uri), 'lazy_mmu_mode_enable_with_ptes');
  });

  it('are told apart by the version of their kernel and by its API', async () => {
    write('Makefile', '# SPDX\nVERSION = 7\nPATCHLEVEL = 3\nSUBLEVEL = 0\nEXTRAVERSION = -rc7\nNAME = Some\n');
    const uri = uriIn('mm/walker.c');
    await editor.open(uri, walker);
    const heard = (document: string) =>
      editor.heard('lazyMmu/regions', ({ uri: told }: RegionsParams) => told === document);
    assert.deepEqual((await heard(uri)).kernel, { version: '7.3.0-rc7', api: 'nestable' });
    const loose = 'file:///nowhere/walker.c';
    await editor.open(loose, walker);
    assert.equal((await heard(loose)).kernel, undefined);
  });

  it('take open documents before the disk', async () => {
    await editor.open(uriIn(header), ranged);
    const uri = uriIn('mm/walker.c');
    await editor.open(uri, walker);
    assert.equal(await rangeName(uri), 'lazy_mmu_mode_enable_with_ptes');
    await editor.close(uriIn(header));
    await editor.change(uri, 2, { text: `${walker}\n` });
    assert.equal(await rangeName(uri), 'lazy_mmu_mode_enable_for_pte_range');
  });

  it('are given the name of the settings before that of the tree', async () => {
    write(header, ranged);
    await editor.configure({ rangeCallName: 'lazy_mmu_mode_enable_my_range' });
    const uri = uriIn('mm/walker.c');
    await editor.open(uri, walker);
    assert.equal(await rangeName(uri), 'lazy_mmu_mode_enable_my_range');
  });

  it('are simulated with the headers of the tree, open ones first', async () => {
    const uses = `#include <linux/count.h>
void protect_some(struct mm_struct *mm, pte_t *pte, unsigned long addr, unsigned long end)
{
	int left = count_of_entries();

	lazy_mmu_mode_enable();
	for (; left; left--, pte++, addr += PAGE_SIZE)
		ptep_set_wrprotect(mm, addr, pte);
	lazy_mmu_mode_disable();
}
`;
    const helper = (count: number) => `static inline int count_of_entries(void) { return ${count}; }\n`;
    write(header, `${nestable}${helper(3)}`);
    const uri = uriIn('mm/uses.c');
    await editor.open(uri, uses);
    const ipte = async () => {
      const params = { uri, function: 'protect_some', machines: ['s390'], variants: ['as-written'] };
      const result: SimulateResult = await editor.connection.sendRequest(messages.simulate, params);
      assert.ok('report' in result, JSON.stringify(result));
      assert.deepEqual(result.report.failures, []);
      assert.equal(result.report.file, 'mm/uses.c');
      return result.report.results[0].counts.ipte;
    };
    assert.equal(await ipte(), 3);
    await editor.open(uriIn(header), `${nestable}${helper(5)}`);
    assert.equal(await ipte(), 5);
    await editor.close(uriIn(header));
    assert.equal(await ipte(), 3);
    write(header, `${nestable}${helper(7)}`);
    await editor.connection.sendNotification('workspace/didChangeWatchedFiles', {
      changes: [{ uri: uriIn(header), type: 2 }],
    });
    assert.equal(await ipte(), 7);
  });
});
