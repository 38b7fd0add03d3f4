import assert from 'node:assert/strict';
import { expectPainted, painted } from './painted.ts';
import { describeHost } from './session.ts';

describeHost('an editor with a walker', (workbench) => {
  afterEach(() => workbench().closeEditors());

  it('tints the region and brackets it in the margin', async () => {
    const editor = await workbench().open('protect.c');
    const region = [17, 18, 19, 20, 21, 22, 23, 24, 25, 26];
    await expectPainted(editor, { lazy: region, bracket: region, paused: [] });
    assert.equal((await painted(editor)).background, 'rgba(58, 155, 217, 0.08)');
    await workbench().screenshot('region');
  });

  it('tints what runs while the mode is paused in a colour of its own', async () => {
    const editor = await workbench().open('two_walkers.c');
    await expectPainted(editor, {
      lazy: [8, 9, 10, 11, 17, 18, 19, 22, 23],
      paused: [20, 21],
      bracket: [8, 9, 10, 11, 17, 18, 19, 20, 21, 22, 23],
    });
    await workbench().screenshot('paused');
  });

  it('says in the hover of an enable what it does here', async () => {
    const editor = await workbench().open('protect.c');
    await expectPainted(editor, { underlined: [] });
    await workbench().goTo(17, 5);
    await workbench().run('Show or Focus Hover');
    const hover = workbench().page.locator('.monaco-hover:visible .hover-contents', {
      hasText: 'lazy_mmu_mode_enable',
    });
    await hover.first().waitFor();
    await workbench().screenshot('hover');
    await workbench().page.keyboard.press('Escape');
  });

  it('shows a finding, and one key takes its fix', async () => {
    const editor = await workbench().open('leak.c');
    await expectPainted(editor, { underlined: [20] });
    await workbench().goTo(20, 6);
    await workbench().run('Show or Focus Hover');
    const hover = workbench().page.locator('.monaco-hover:visible .hover-contents', { hasText: 'return-in-section' });
    await hover.first().waitFor();
    await workbench().screenshot('finding');
    await workbench().page.keyboard.press('Escape');

    await workbench().page.keyboard.press('Control+Period');
    const fix = workbench().page.locator('.action-widget .monaco-list-row', { hasText: 'lazy_mmu_mode_disable()' });
    await fix.first().waitFor();
    await workbench().screenshot('fix');
    await workbench().page.keyboard.press('Enter');
    await expectPainted(editor, { underlined: [] });
    await editor
      .locator('.view-line', { hasText: /^\s*lazy_mmu_mode_disable\(\);$/ })
      .nth(1)
      .waitFor();
    await workbench().screenshot('fixed');
    await workbench().run('File: Revert File');
    await expectPainted(editor, { underlined: [20] });
  });

  it('lists the finding among the problems, with both ends of the path', async () => {
    await workbench().open('leak.c');
    await workbench().run('Problems: Focus on Problems View');
    const problems = workbench().page.locator('.markers-panel .monaco-list-row');
    await problems.filter({ hasText: 'return-in-section' }).first().waitFor();
    await problems.filter({ hasText: 'leak.c[Ln 16' }).first().waitFor();
    await workbench().screenshot('problems');
    await workbench().run('View: Hide Panel');
  });

  it('follows the settings of the workspace', async () => {
    const editor = await workbench().open('leak.c');
    await expectPainted(editor, { lazy: [16, 17, 18, 19, 20, 21, 22, 23, 24], underlined: [20] });
    await workbench().withSettings(
      {
        'lazyMmu.regions.enabled': false,
        'lazyMmu.rules': { 'return-in-section': 'off' },
        'lazyMmu.codeLens.enabled': false,
      },
      async () => {
        await expectPainted(editor, { lazy: [], bracket: [], underlined: [] });
        await editor.locator('.codelens-decoration a').first().waitFor({ state: 'hidden' });
      },
    );
    await expectPainted(editor, { lazy: [16, 17, 18, 19, 20, 21, 22, 23, 24], underlined: [20] });
    await editor.locator('.codelens-decoration a', { hasText: 'Simulate' }).waitFor();
  });
});
