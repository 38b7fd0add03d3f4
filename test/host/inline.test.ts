import assert from 'node:assert/strict';
import type { Locator } from 'playwright-core';
import { expectPainted } from './painted.ts';
import { describeHost } from './session.ts';

describeHost('what is said between the lines', (workbench) => {
  afterEach(() => workbench().closeEditors());

  const lenses = (editor: Locator) => editor.locator('.codelens-decoration');
  const counted = 's390 256 IPTE → 1 with the range call · Xen 9 hypercalls';

  it('is a lens over a walker with its counts, which takes to the panel', async () => {
    const editor = await workbench().open('protect.c');
    const lens = lenses(editor).filter({ hasText: counted });
    await lens.waitFor();
    assert.equal((await lens.textContent())?.replace(/\s/g, ' '), `${counted} | Simulate`);
    await workbench().screenshot('lens');
  });

  it('is a lens that says how many findings there are, and goes to the first', async () => {
    const editor = await workbench().open('leak.c');
    await lenses(editor).locator('a', { hasText: '1 finding' }).click();
    await workbench().atLine(20);
    const zone = editor.locator('.marker-widget', { hasText: 'return-in-section' });
    await zone.waitFor();
    await workbench().screenshot('finding-zone');
    await workbench().page.keyboard.press('Escape');
    await zone.waitFor({ state: 'hidden' });
  });

  it('is a hint at each enable and disable where the settings ask for them', async () => {
    await workbench().withSettings({ 'lazyMmu.inlayHints.enabled': true }, async () => {
      const editor = await workbench().open('protect.c');
      const line = (code: string) => editor.locator('.view-line', { hasText: code });
      await line('lazy_mmu_mode_enable').filter({ hasText: 's390 256 IPTE · Xen 9 hypercalls' }).waitFor();
      await line('lazy_mmu_mode_disable').filter({ hasText: 'Xen 1 hypercall' }).waitFor();
      await workbench().screenshot('hints');
    });
  });

  it('is the cost of each line after a simulation, until it is cleared or the function is edited', async () => {
    const editor = await workbench().open('protect.c');
    const isShown = async () => (await afterLines(editor)).join('\n');
    await workbench().clickLens(editor);
    await workbench().panel().locator('.headline').first().waitFor();
    await until(isShown, /s390 256 IPTE/);
    await until(() => marginNumbers(editor), /^256( \d+)*$/);
    await workbench().screenshot('line-counts');
    await expectPainted(editor, { bracket: [17, 18, 19, 20, 21, 22, 23, 24, 25, 26] });
    await workbench().run('Lazy MMU: Clear the Counts of Lines');
    await until(isShown, /^$/);
    await until(() => marginNumbers(editor), /^$/);
    await expectPainted(editor, { bracket: [17, 18, 19, 20, 21, 22, 23, 24, 25, 26] });
    await workbench().panel().getByRole('button', { name: 'Simulate' }).click();
    await until(isShown, /s390 256 IPTE/);
    await editor.click();
    await workbench().goTo(24);
    await workbench().page.keyboard.type('\n');
    await until(isShown, /^$/);
    await until(() => marginNumbers(editor), /^$/);
    await workbench().run('File: Revert File');
  });

  it('says the cost of a line once, where hints are shown and lines have counts', async () => {
    await workbench().withSettings({ 'lazyMmu.inlayHints.enabled': true }, async () => {
      const editor = await workbench().open('protect.c');
      const line = (code: string) => editor.locator('.view-line', { hasText: code });
      const cost = 'Xen 1 hypercall';
      await line('lazy_mmu_mode_disable').filter({ hasText: cost }).waitFor();
      await workbench().clickLens(editor);
      await until(async () => (await afterLines(editor)).join('\n'), new RegExp(cost));
      await line('lazy_mmu_mode_disable').filter({ hasNotText: cost }).waitFor();
      await line('lazy_mmu_mode_enable').filter({ hasText: 's390 256 IPTE' }).waitFor();
      await workbench().run('Lazy MMU: Clear the Counts of Lines');
      await line('lazy_mmu_mode_disable').filter({ hasText: cost }).waitFor();
    });
  });

  it('is what a call of the API costs under the mouse, with links to where it ends', async () => {
    const editor = await workbench().open('protect.c');
    await lenses(editor).filter({ hasText: counted }).waitFor();
    await workbench().goTo(17, 5);
    const hover = workbench().page.locator('.monaco-hover:visible .hover-contents');
    const calls = hover.filter({ hasText: 'Opens a section' });
    // A lens shows what the editor remembers of an earlier time, until the walker has been counted.
    do {
      await workbench().page.keyboard.press('Escape');
      await workbench().run('Show or Focus Hover');
      await calls.first().waitFor();
    } while ((await calls.filter({ hasText: 'With the range call' }).count()) === 0);
    await workbench().screenshot('hover-cost');
    await hover
      .locator('a', { hasText: /^line \d+$/ })
      .first()
      .click();
    await workbench().atLine(26);
  });

  it('says the way to a finding once, with the finding', async () => {
    const leak = await workbench().open('leak.c');
    await expectPainted(leak, { underlined: [20] });
    await workbench().goTo(20, 6);
    await workbench().run('Show or Focus Hover');
    const hover = workbench().page.locator('.monaco-hover:visible .hover-contents', { hasText: 'return-in-section' });
    await hover.first().waitFor();
    assert.equal(await hover.locator('a', { hasText: 'leak.c(16, 2)' }).count(), 1);
    assert.equal(await workbench().page.locator('.monaco-hover:visible', { hasText: 'The way to' }).count(), 0);
    await workbench().page.keyboard.press('Escape');
  });

  it('takes the reason of a suppression from whoever types it', async () => {
    const editor = await workbench().open('leak.c');
    await expectPainted(editor, { underlined: [20] });
    await workbench().goTo(20, 6);
    await workbench().page.keyboard.press('Control+Period');
    const rows = workbench().page.locator('.action-widget .monaco-list-row');
    await rows.filter({ hasText: 'Suppress return-in-section' }).waitFor();
    await workbench().page.keyboard.press('ArrowDown');
    await workbench().page.locator('.action-widget .monaco-list-row.focused', { hasText: 'Suppress' }).waitFor();
    await workbench().page.keyboard.press('Enter');
    await editor.locator('.view-line', { hasText: 'say here why it is right' }).waitFor();
    await workbench().page.keyboard.type('the caller leaves the mode');
    const comment = 'lazy-mmu: allow(return-in-section) the caller leaves the mode */';
    await editor.locator('.view-line', { hasText: comment }).waitFor();
    await expectPainted(editor, { underlined: [] });
    await workbench().page.keyboard.press('Escape');
    await workbench().run('File: Revert File');
    await expectPainted(editor, { underlined: [20] });
  });

  /** What stands behind the code at the ends of lines. */
  function afterLines(editor: Locator): Promise<string[]> {
    return editor.evaluate((element) =>
      [...element.querySelectorAll('.view-line span')]
        .map((span) => getComputedStyle(span, '::after').content)
        .filter((content) => content !== 'none' && content !== 'normal' && content !== '""'),
    );
  }

  /** The numbers in the margin, from the top. */
  function marginNumbers(editor: Locator): Promise<string> {
    return editor.evaluate((element) =>
      [...element.querySelectorAll('.glyph-margin-widgets .cgmr')]
        .sort((a, b) => a.getBoundingClientRect().top - b.getBoundingClientRect().top)
        .map((glyph) => decodeURIComponent(getComputedStyle(glyph).backgroundImage))
        .flatMap((image) => />(\w[\w.]*)<\/text>/.exec(image)?.[1] ?? [])
        .join(' '),
    );
  }

  async function until(read: () => Promise<string>, wanted: RegExp): Promise<void> {
    while (!wanted.test(await read())) await workbench().page.evaluate(() => new Promise(requestAnimationFrame));
  }
});
