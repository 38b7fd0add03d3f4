import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { ExecuteCommandRequest, type TextDocumentEdit } from 'vscode-languageserver/node';
import { applyChange, Editor, insertion, sample, uriOf, withoutHints } from './support/editor.ts';

const legacy = sample('legacy_api.c');

describe('fixing a tree', function () {
  this.timeout(60_000);
  let root: string;
  let editor: Editor;

  beforeEach(async () => {
    root = realpathSync(mkdtempSync(join(tmpdir(), 'lazy-mmu-fix-')));
    write('include/linux/pgtable.h', 'void lazy_mmu_mode_enable(void);\n');
    await begin('Apply');
  });

  afterEach(async () => {
    assert.equal(await editor.quit(), 0);
    rmSync(root, { recursive: true });
  });

  async function begin(chooses: string): Promise<void> {
    editor = await Editor.start({ pull: true, settings: withoutHints, editsWithCare: true, chooses });
  }

  function write(path: string, text: string): void {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text);
  }

  const uriIn = (path: string) => pathToFileURL(join(root, path)).href;

  async function fixTree(uri: string): Promise<readonly TextDocumentEdit[]> {
    const before = editor.told('workspace/applyEdit').length;
    await editor.connection.sendRequest(ExecuteCommandRequest.type, { command: 'lazyMmu.fixTree', arguments: [uri] });
    const [told] = editor.told('workspace/applyEdit').slice(before);
    return (told?.edit.documentChanges ?? []) as TextDocumentEdit[];
  }

  function applied(text: string, { edits }: TextDocumentEdit): string {
    return edits.toReversed().reduce((result, edit) => {
      assert.ok('newText' in edit);
      return applyChange(result, edit.range, edit.newText);
    }, text);
  }

  it('takes the safe fixes of all files, open ones as they are in the editor, and then finds nothing more', async () => {
    write('mm/closed.c', legacy);
    write('mm/open.c', 'int unrelated;\n');
    write('mm/quiet.c', 'int quiet;\n');
    const uri = uriIn('mm/open.c');
    await editor.open(uri, legacy);
    await editor.change(uri, 2, insertion(legacy, '#include', '\n'));
    const edits = await fixTree(uri);
    assert.deepEqual(
      edits.map(({ textDocument }) => textDocument).sort((a, b) => a.uri.localeCompare(b.uri)),
      [
        { uri: uriIn('mm/closed.c'), version: null },
        { uri, version: 2 },
      ],
    );
    const closed = edits.find(({ textDocument }) => textDocument.version === null);
    assert.ok(closed);
    const fixed = applied(legacy, closed);
    assert.ok(!fixed.includes('arch_enter_lazy_mmu_mode') && fixed.includes('lazy_mmu_mode_enable'));
    write('mm/closed.c', fixed);
    await editor.change(uri, 3, { text: fixed });
    await editor.connection.sendNotification('textDocument/didSave', { textDocument: { uri: uriIn('mm/closed.c') } });
    assert.deepEqual(await fixTree(uri), []);
    const { message } = await editor.heard('window/showMessage', ({ message: said }) => said.startsWith('Nothing in'));
    assert.ok(message.includes(root));
  });

  for (const [chosen, isMade, isShown] of [
    ['Apply', true, false],
    ['Preview', true, true],
    ['nothing', false, false],
  ] as const)
    it(`asks first: ${chosen}`, async () => {
      assert.equal(await editor.quit(), 0);
      await begin(chosen);
      write('mm/closed.c', legacy);
      await fixTree(uriIn('mm/closed.c'));
      const [{ message }] = editor.told('window/showMessageRequest');
      assert.equal(message, '2 places in 1 file can be fixed safely.');
      const [made] = editor.told('workspace/applyEdit');
      assert.equal(made !== undefined, isMade);
      const annotations = Object.values(made?.edit.changeAnnotations ?? {});
      assert.equal(
        annotations.some(({ needsConfirmation }) => needsConfirmation),
        isShown,
      );
    });

  it('says what to do for a file that lies in none', async () => {
    assert.deepEqual(await fixTree(uriOf('samples/legacy_api.c')), []);
    await editor.heard('window/showMessage', ({ message }) =>
      message.startsWith('Open a C file of a kernel tree first'),
    );
  });
});
