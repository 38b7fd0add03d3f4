import assert from 'node:assert/strict';
import { expectPainted } from './painted.ts';
import { predictions } from './predictions.ts';
import { describeHost } from './session.ts';

describeHost('a virtual workspace', (workbench) => {
  before(() => workbench().openFolder('vscode-vfs://tests/'));
  after(() => workbench().openFolder(workbench().workspace));
  afterEach(() => workbench().closeEditors());

  async function open(file: string) {
    await workbench().page.locator('.explorer-viewlet .monaco-list-row', { hasText: file }).dblclick();
    const editor = workbench().editor(file);
    await editor.waitFor();
    return editor;
  }

  it('has regions and findings of the files that are open', async () => {
    const editor = await open('leak.c');
    await expectPainted(editor, { lazy: [16, 17, 18, 19, 20, 21, 22, 23, 24], underlined: [20] });
    await workbench().languageStatus(/1 lazy MMU region/);
  });

  it('simulates the walker of an open file', async () => {
    const editor = await open('protect.c');
    await workbench().clickLens(editor);
    const counts = await predictions(workbench().panel(), 'protect_range');
    assert.equal(counts['s390 with range IPTE']?.['IPTE']?.['with range'], '1');
    await workbench().screenshot('virtual');
  });

  it('says that only open files are checked', async () => {
    await open('leak.c');
    await workbench().run('Lazy MMU: Check the Whole Tree');
    await workbench().page.locator('.notification-toast', { hasText: 'Only open files were checked' }).waitFor();
    const problems = workbench().page.locator('.markers-panel .monaco-list-row');
    await problems.filter({ hasText: 'return-in-section' }).first().waitFor();
    await workbench().run('Notifications: Clear All Notifications');
    await workbench().run('View: Hide Panel');
  });
});
