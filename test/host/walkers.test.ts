import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expectPainted } from './painted.ts';
import { predictions } from './predictions.ts';
import { describeHost } from './session.ts';

describeHost('the view of walkers', (workbench) => {
  const rows = () =>
    workbench()
      .page.locator('[id="workbench.view.explorer"] .pane', { hasText: 'Lazy MMU Walkers' })
      .locator('.monaco-list-row');
  const row = (text: string | RegExp) => rows().filter({ hasText: text });
  const leak = () => join(workbench().workspace, 'leak.c');

  /** Gives the view the room of the folders, or gives it back: only rows that are seen are there. */
  const toggleFolders = () => workbench().page.locator('.explorer-viewlet .pane-header').first().click();

  before(async () => {
    const editor = await workbench().open('protect.c');
    await expectPainted(editor, { lazy: [17, 18, 19, 20, 21, 22, 23, 24, 25, 26] });
    await workbench().run('Explorer: Focus on Lazy MMU Walkers View');
    await toggleFolders();
    await row('unmatched_disable.c').waitFor();
  });
  after(async () => {
    await workbench().closeEditors();
    await toggleFolders();
  });

  it('lists the walkers of all files, with their findings', async () => {
    await workbench().screenshot('walkers');
    await row('two_walkers.c').waitFor();
    await row(/age_range.*1 finding/).waitFor();
  });

  it('goes to a walker, and simulates it', async () => {
    await row('age_range').click();
    const editor = workbench().editor('leak.c');
    await editor.waitFor();
    await workbench().atLine(5);
    await row('age_range').hover();
    await row('age_range').getByRole('button', { name: 'Simulate Walker' }).click();
    await predictions(workbench().panel(), 'age_range');
  });

  it('simulates a walker from its menu too, which keys reach', async () => {
    await workbench().fromMenu(row('protect_range'), 'Simulate Walker');
    await predictions(workbench().panel(), 'protect_range');
  });

  it('follows files as they change', async () => {
    const text = readFileSync(leak(), 'utf8');
    try {
      writeFileSync(leak(), text.replace('\t\t\tpte_unmap', '\t\t\tlazy_mmu_mode_disable();\n\t\t\tpte_unmap'));
      await row(/age_range.*finding/).waitFor({ state: 'detached' });
    } finally {
      writeFileSync(leak(), text);
    }
    await row(/age_range.*1 finding/).waitFor();
  });

  it('lists the findings of the whole tree among the problems, and each once', async () => {
    await workbench().run('Lazy MMU: Check the Whole Tree');
    const problems = workbench().page.locator('.markers-panel .monaco-list-row');
    await problems.filter({ hasText: 'early_return.c' }).first().waitFor();
    await workbench().screenshot('walkers-problems');
    const editor = await workbench().open('leak.c');
    await expectPainted(editor, { underlined: [20] });
    const inSection = problems.filter({ hasText: 'return-in-section' });
    const all = await inSection.allTextContents();
    assert.equal(all.filter((text) => /Ln 20/.test(text)).length, 1, all.join('\n'));
  });

  it('lists them also for a file that is open while no editor shows it', async () => {
    const problems = workbench().page.locator('#status\\.problems');
    const all = (await problems.textContent()) ?? '';
    const editor = await workbench().open('early_return.c');
    await expectPainted(editor, { underlined: [25] });
    await workbench().run('View: Close Editor');
    await editor.waitFor({ state: 'detached' });
    await row('sample_count_young').hover();
    await row('sample_count_young').getByRole('button', { name: 'Simulate Walker' }).click();
    await predictions(workbench().panel(), 'sample_count_young');
    assert.equal(await problems.textContent(), all);
    await workbench().run('View: Hide Panel');
  });
});
