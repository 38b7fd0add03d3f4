import assert from 'node:assert/strict';
import { copyFileSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Locator } from 'playwright-core';
import { expectPainted } from './painted.ts';
import { describeHost } from './session.ts';

/** The branch has no braces: its fix touches three lines. */
const bareReturn = `int age_bare(struct mm_struct *mm, pte_t *pte, unsigned long addr, unsigned long end)
{
	lazy_mmu_mode_enable();
	for (; addr != end; pte++, addr += PAGE_SIZE) {
		if (pte_none(ptep_get(pte)))
			return -ENOENT;
		ptep_set_wrprotect(mm, addr, pte);
	}
	lazy_mmu_mode_disable();
	return 0;
}
`;
const title = 'bare_return.c: Insert the missing lazy_mmu_mode_disable()';

describeHost('a fix that touches more than a line', (workbench) => {
  const path = () => join(workbench().workspace, 'bare_return.c');
  const page = () => workbench().page;
  const tab = () => page().locator('.tab', { hasText: title });
  const menu = (text: string | RegExp) => page().locator('.action-widget .monaco-list-row', { hasText: text });
  let editor: Locator;

  beforeEach(async () => {
    writeFileSync(path(), bareReturn);
    editor = await workbench().open('bare_return.c');
    await expectPainted(editor, { underlined: [6] });
    await workbench().goTo(6, 5);
  });
  afterEach(async () => {
    await workbench().run('File: Revert File');
    await workbench().closeEditors();
    rmSync(path());
  });

  /** Two keys from the finding to the preview. */
  async function preview(): Promise<void> {
    await page().keyboard.press('Control+Period');
    await menu('Insert the missing lazy_mmu_mode_disable()…').waitFor();
    await workbench().screenshot('fix-menu');
    await page().keyboard.press('Enter');
    await tab().waitFor();
    await page().locator('.monaco-diff-editor .line-insert').first().waitFor();
  }

  it('is shown first, and made by one more key', async () => {
    await preview();
    await workbench().screenshot('fix-preview');
    await page().keyboard.press('Control+Enter');
    await tab().waitFor({ state: 'detached' });
    await expectPainted(editor, { underlined: [] });
    await editor.locator('.view-line', { hasText: /^\s*if\s\(pte_none\(ptep_get\(pte\)\)\)\s\{$/ }).waitFor();
    await workbench().screenshot('fix-applied');
  });

  it('leaves the text alone when it is discarded', async () => {
    await preview();
    await page().keyboard.press('Escape');
    await tab().waitFor({ state: 'detached' });
    await expectPainted(editor, { underlined: [6] });
    assert.equal(await page().locator('.tab.dirty').count(), 0);
  });

  it('is not shown any more once the text is another, and nothing is done', async () => {
    await preview();
    writeFileSync(path(), `/* Written by somebody else meanwhile. */\n${bareReturn}`);
    await tab().waitFor({ state: 'detached' });
    await page().locator('.notification-toast', { hasText: 'ask for it again' }).waitFor();
    await workbench().screenshot('fix-outdated');
    await workbench().run('Notifications: Clear All Notifications');
    await expectPainted(editor, { underlined: [7] });
    assert.equal(await page().locator('.tab.dirty').count(), 0);
  });

  it('is made at once where the settings want it so', async () => {
    const settings = { 'lazyMmu.fixPreview.enabled': false, 'lazyMmu.regions.enabled': false };
    await workbench().withSettings(settings, async () => {
      await expectPainted(editor, { lazy: [] });
      await page().keyboard.press('Control+Period');
      await menu(/lazy_mmu_mode_disable\(\)$/).waitFor();
      await page().keyboard.press('Enter');
      await expectPainted(editor, { underlined: [] });
    });
  });
});

describeHost('fixing a whole tree', (workbench) => {
  const files = ['mm/first_legacy.c', 'mm/second_legacy.c'];
  const folder = (name = '') => join(workbench().workspace, 'legacy-tree', name);
  const page = () => workbench().page;

  before(() => {
    for (const part of ['include/linux', 'mm']) mkdirSync(folder(part), { recursive: true });
    for (const name of files) copyFileSync(join(workbench().workspace, 'legacy_api.c'), folder(name));
  });
  after(() => rmSync(folder(), { recursive: true, force: true }));
  afterEach(() => workbench().closeEditors());

  it('shows all of it before, and makes all of it', async () => {
    await expectPainted(await workbench().open('first_legacy.c'), { underlined: [30, 35] });
    await workbench().run('Lazy MMU: Fix All Findings of the Tree That Can Be Fixed Safely');
    const asked = page().locator('.notification-toast', { hasText: 'can be fixed safely' });
    await asked.getByRole('button', { name: 'Preview' }).click();
    await page().locator('.multiDiffEntry .line-insert').first().waitFor();
    await workbench().screenshot('fix-tree-preview');
    await page().locator('.editor-actions').getByRole('button', { name: 'Apply the Fix' }).click();
    await page().locator('.multiDiffEntry').first().waitFor({ state: 'detached' });
    await page().locator('.tab.dirty').nth(1).waitFor();
    await workbench().run('File: Save All Files');
    await page().locator('.tab.dirty').first().waitFor({ state: 'detached' });
    for (const name of files) assert.ok(!readFileSync(folder(name), 'utf8').includes('arch_'), name);
  });
});

for (const place of ['process', 'browser'] as const)
  describeHost(
    `the page of a rule${place === 'browser' ? ', in a browser' : ''}`,
    (workbench) => {
      afterEach(() => workbench().closeEditors());

      it('is shown beside the code, without a network', async () => {
        const editor = await workbench().open('leak.c');
        await expectPainted(editor, { underlined: [20] });
        await workbench().goTo(20, 6);
        await workbench().page.keyboard.press('Control+Period');
        const row = (text: string) => workbench().page.locator('.action-widget .monaco-list-row', { hasText: text });
        await row('Insert the missing').and(workbench().page.locator('.focused')).waitFor();
        await workbench().page.keyboard.press('ArrowDown');
        await workbench().page.keyboard.press('ArrowDown');
        await row('Open the page of').and(workbench().page.locator('.focused')).waitFor();
        await workbench().page.keyboard.press('Enter');
        await workbench().page.locator('.tab', { hasText: 'Preview return-in-section.md' }).waitFor();
        await workbench().panel().getByRole('heading', { name: 'return-in-section (LM001)' }).waitFor();
        await workbench().screenshot(`rule-page-${place}`);
      });
    },
    { place },
  );
