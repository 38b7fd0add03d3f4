import assert from 'node:assert/strict';
import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { predictions } from './predictions.ts';
import { describeHost } from './session.ts';

const squiggle = '.squiggly-warning, .squiggly-error';

const file = 'two_pages.lazymmu-scenario.json';

describeHost('a scenario file', (workbench) => {
  // Only here: where a workspace has scenario files, the other tests would be asked for one.
  const path = () => join(workbench().workspace, file);
  before(() => writeFileSync(path(), '{\n  "preset": "mprotect",\n  "entries": 2\n}\n'));
  after(() => rmSync(path(), { force: true }));
  afterEach(() => workbench().closeEditors());

  it('is completed and checked by its schema', async () => {
    const editor = await workbench().open(file);
    const { keyboard } = workbench().page;
    await workbench().goTo(3, 4);
    await keyboard.press('Home');
    await keyboard.type('"entires": 3, ');
    await editor.locator(squiggle).first().waitFor();
    await workbench().screenshot('scenario-typo');

    await workbench().goTo(2, 15);
    await keyboard.press('Control+Space');
    const offered = workbench().page.locator('.suggest-widget.visible .monaco-list-row');
    await offered.filter({ hasText: 'madvise-cold' }).first().waitFor();
    await workbench().screenshot('scenario-completion');
    await keyboard.press('Escape');
    await workbench().run('View: Revert and Close Editor');
  });

  it('is begun by a command', async () => {
    await workbench().runToList('Lazy MMU: New Scenario', 'New Scenario');
    await workbench().page.keyboard.press('Enter');
    const editor = workbench().page.locator('.editor-instance .monaco-editor', { hasText: 'all_present' });
    await editor.waitFor();
    await workbench().screenshot('scenario-new');
    await workbench().run('View: Revert and Close Editor');
  });

  it('is offered for a walker, and is what the panel begins with', async () => {
    await workbench().open('protect.c');
    await workbench().goTo(20);
    await workbench().runToList('Lazy MMU: Simulate Walker', 'protect_range');
    await workbench()
      .page.locator('.quick-input-widget:visible .monaco-list-row', { hasText: 'protect_range' })
      .click();
    const offered = workbench().page.locator('.quick-input-widget:visible .monaco-list-row', { hasText: 'two_pages' });
    await offered.waitFor();
    await workbench().screenshot('scenario-picker');
    await offered.click();
    const counts = await predictions(workbench().panel(), 'protect_range');
    assert.equal(counts['s390']?.['IPTE']?.['as written'], '2');
  });
});
