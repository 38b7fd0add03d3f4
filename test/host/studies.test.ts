import assert from 'node:assert/strict';
import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { predictions } from './predictions.ts';
import { describeHost } from './session.ts';

describeHost('studies of a walker', (workbench) => {
  afterEach(() => workbench().closeEditors());

  async function openPanel() {
    const editor = await workbench().open('protect.c');
    await workbench().clickLens(editor);
    const panel = workbench().panel();
    await predictions(panel, 'protect_range');
    return panel;
  }

  it('draw how the counts grow, without being asked', async () => {
    const panel = await openPanel();
    const laws = panel.getByRole('list', { name: 'Laws of growth' }).getByRole('listitem');
    await laws.first().waitFor();
    const [written, range] = await laws.allInnerTexts();
    assert.match(written ?? '', /as written and no lazy mode: 1 per entry; exact at all/);
    assert.match(range ?? '', /with range: 1 per table of 256; exact at all/);
    await workbench().screenshot('panel-growth');
  });

  it('run on one lock for many CPUs', async () => {
    const panel = await openPanel();
    const section = panel.getByRole('region', { name: 'One lock around the sections' });
    await section.getByText('One lock around the sections').click();
    await section.getByRole('button', { name: 'Run' }).click();
    await section.getByText(/64 CPUs do [\d.]+ times as much as one with the lock/).waitFor();
    await workbench().screenshot('panel-locks');
  });

  it('run no git in a workspace that is not trusted', async () => {
    const panel = await openPanel();
    await panel.getByRole('button', { name: 'Compare with HEAD' }).click();
    await panel.locator('.notice-error', { hasText: 'trust the workspace first' }).waitFor();
  });

  it('are copied for a mail, and their scenario is opened as a file to save', async () => {
    const panel = await openPanel();
    await workbench().page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
    await panel.getByRole('button', { name: 'Copy for mail' }).click();
    await panel.getByRole('button', { name: 'Copied ✓' }).waitFor();
    await panel.locator('summary', { hasText: 'entries from' }).click();
    await panel.getByRole('textbox', { name: 'Entries' }).fill('31');
    await panel.getByRole('button', { name: 'Save as file…' }).click();
    const file = workbench().editor('protect_range.lazymmu-scenario.json');
    await file.waitFor();
    await file.locator('.view-line', { hasText: '"entries": 31' }).waitFor();
    await workbench().screenshot('scenario-saved');
    await workbench().run('View: Revert and Close Editor');
    // What closes takes the keyboard along, and the list of commands with it.
    await file.waitFor({ state: 'detached' });
  });

  it('are saved as a scenario file, which the panel opens by the dialog', async () => {
    const name = 'protect_range.lazymmu-scenario.json';
    const path = join(workbench().workspace, name);
    try {
      const panel = await openPanel();
      await panel.locator('summary', { hasText: 'entries from' }).click();
      await panel.getByRole('textbox', { name: 'Entries' }).fill('31');
      await panel.getByRole('button', { name: 'Save as file…' }).click();
      await workbench().editor(name).locator('.view-line', { hasText: '"entries": 31' }).waitFor();
      await workbench().run('File: Save');
      await workbench().page.locator('.tab', { hasText: name }).and(workbench().page.locator(':not(.dirty)')).waitFor();
      assert.deepEqual(JSON.parse(readFileSync(path, 'utf8')), { entries: 31, preset: 'mprotect' });
      await workbench().run('View: Close Editor');
      await panel.getByRole('textbox', { name: 'Entries' }).fill('40');
      await panel.getByRole('button', { name: 'Open file…' }).click();
      const dialog = workbench().page.locator('.quick-input-widget:visible', { hasText: 'Open a Scenario' });
      await dialog.locator('.monaco-list-row', { hasText: name }).waitFor();
      await workbench().screenshot('scenario-dialog');
      await dialog.locator('input:visible').fill(path);
      await dialog.getByRole('button', { name: 'OK' }).click();
      const preset = panel.getByRole('combobox', { name: 'Preset' });
      await preset.filter({ hasText: name }).waitFor();
      const counts = await predictions(panel, 'protect_range');
      assert.equal(counts['s390']?.['IPTE']?.['as written'], '31');
    } finally {
      rmSync(path, { force: true });
    }
  });

  it('are asked for as before when the window has been reloaded', async () => {
    const panel = await openPanel();
    const locks = panel.getByRole('region', { name: 'One lock around the sections' });
    await locks.getByText('One lock around the sections').click();
    await locks.getByRole('textbox', { name: 'CPUs' }).fill('6');
    await locks.getByRole('button', { name: 'Run' }).click();
    await locks.getByText('6 CPUs do').waitFor();
    await panel.getByRole('checkbox', { name: 'Log y axis' }).click();
    await panel.getByText('What these words mean').click();
    await workbench().remembered(/meanings\W+true/);
    // Not the address of the window: another test may have left one there that opens a file.
    await workbench().openFolder(workbench().workspace);
    await predictions(panel, 'protect_range');
    await locks.getByText('6 CPUs do').waitFor();
    assert.equal(await panel.getByRole('checkbox', { name: 'Log y axis' }).isChecked(), false);
    await panel.getByText('the function as its file has it').waitFor();
  });
});
