import assert from 'node:assert/strict';
import { expectPainted } from './painted.ts';
import { predictions } from './predictions.ts';
import { describeHost } from './session.ts';

describeHost(
  'the extension in a browser',
  (workbench) => {
    afterEach(async () => {
      await workbench().closeEditors();
      // Everything came from workers of the page.
      assert.deepEqual(workbench().servers(), []);
    });

    it('tints regions, and says on hover what a call does', async () => {
      const editor = await workbench().open('protect.c');
      await expectPainted(editor, { lazy: [17, 18, 19, 20, 21, 22, 23, 24, 25, 26] });
      await workbench().goTo(17, 5);
      await workbench().run('Show or Focus Hover');
      const hover = workbench().page.locator('.monaco-hover:visible .hover-contents', {
        hasText: 'lazy_mmu_mode_enable',
      });
      await hover.first().waitFor();
      await workbench().page.keyboard.press('Escape');
    });

    it('shows a finding, and one key takes its fix', async () => {
      const editor = await workbench().open('leak.c');
      await expectPainted(editor, { underlined: [20] });
      await workbench().goTo(20, 6);
      await workbench().page.keyboard.press('Control+Period');
      const fix = workbench().page.locator('.action-widget .monaco-list-row', { hasText: 'lazy_mmu_mode_disable()' });
      await fix.first().waitFor();
      await workbench().page.keyboard.press('Enter');
      await expectPainted(editor, { underlined: [] });
      await workbench().run('File: Revert File');
      await expectPainted(editor, { underlined: [20] });
    });

    it('simulates the walker of an open file, and can be called off', async () => {
      const editor = await workbench().open('protect.c');
      await workbench().clickLens(editor);
      const counts = await predictions(workbench().panel(), 'protect_range');
      assert.equal(counts['s390 with range IPTE']?.['IPTE']?.['as written'], '256');
      assert.equal(counts['s390 with range IPTE']?.['IPTE']?.['with range'], '1');
      await workbench().screenshot('browser');

      const endless = await workbench().open('endless.c');
      await workbench().clickLens(endless);
      const panel = workbench().panel();
      await panel.getByRole('button', { name: 'Cancel' }).click();
      await panel.getByText('Cancelled').first().waitFor();
    });
  },
  'browser',
);
