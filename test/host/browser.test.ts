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

    it('says over a walker and in it what it costs, and marks both ends of a section', async () => {
      await workbench().withSettings({ 'lazyMmu.inlayHints.enabled': true }, async () => {
        const editor = await workbench().open('protect.c');
        await editor.locator('.codelens-decoration', { hasText: 's390 256 IPTE' }).waitFor();
        await editor
          .locator('.view-line', { hasText: 'lazy_mmu_mode_enable' })
          .filter({ hasText: '256 IPTE' })
          .waitFor();
        // An editor opens where its file was left, and marks nothing there before the cursor moves.
        await workbench().goTo(1);
        await workbench().goTo(17, 5);
        await editor.locator('.wordHighlight, .wordHighlightText').nth(1).waitFor();
      });
    });

    it('lists the walkers of open files, and checks those', async () => {
      const editor = await workbench().open('leak.c');
      await expectPainted(editor, { underlined: [20] });
      await workbench().run('Explorer: Focus on Lazy MMU Walkers View');
      const view = workbench().page.locator('[id="workbench.view.explorer"] .pane', { hasText: 'Lazy MMU Walkers' });
      await view.locator('.monaco-list-row', { hasText: /age_range.*1 finding/ }).waitFor();
      await workbench().run('Lazy MMU: Check the Whole Tree');
      await workbench().page.locator('.notification-toast', { hasText: 'Only open files were checked' }).waitFor();
      await workbench().run('Notifications: Clear All Notifications');
      await workbench().run('View: Hide Panel');
    });

    it('replays a run step by step', async () => {
      const editor = await workbench().open('protect.c');
      await workbench().clickLens(editor);
      const panel = workbench().panel();
      await panel.locator('.slider:enabled').waitFor();
      await panel.getByRole('button', { name: 'To the beginning' }).click();
      await panel.getByText(/^0 \/ \d+$/).waitFor();
      await panel.getByRole('button', { name: 'Step forward' }).click();
      await panel.getByText(/^1 \/ \d+$/).waitFor();
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

    it('simulates the walker of an open file', async () => {
      const editor = await workbench().open('protect.c');
      await workbench().clickLens(editor);
      const counts = await predictions(workbench().panel(), 'protect_range');
      assert.equal(counts['s390 with range IPTE']?.['IPTE']?.['as written'], '256');
      assert.equal(counts['s390 with range IPTE']?.['IPTE']?.['with range'], '1');
      await workbench().screenshot('browser');
    });

    it('calls a simulation off, and goes on with the next', async () => {
      await workbench().open('endless.c');
      await workbench().runToList('Lazy MMU: Simulate Walker', 'read_for_ever');
      await workbench().choose('read_for_ever');
      const panel = workbench().panel();
      await panel.locator('h1', { hasText: 'read_for_ever' }).waitFor();
      await panel.locator('summary', { hasText: 'entries from' }).click();
      await panel.getByRole('textbox', { name: 'Entries' }).fill('200000');
      await panel.getByRole('button', { name: 'Simulate' }).click();
      await panel.getByRole('progressbar').first().waitFor();
      await panel.getByRole('button', { name: 'Cancel' }).click();
      await panel.locator('.notice', { hasText: 'ancelled' }).waitFor();

      await workbench().open('two_walkers.c');
      await workbench().runToList('Lazy MMU: Simulate Walker', 'fill_range');
      await workbench().choose('fill_range');
      await predictions(workbench().panel(), 'fill_range');
    });
  },
  { place: 'browser' },
);
