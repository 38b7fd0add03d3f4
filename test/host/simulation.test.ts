import assert from 'node:assert/strict';
import { join } from 'node:path';
import { describeKernel } from '../support/kernels.ts';
import { expectPainted, paintedWhen } from './painted.ts';
import { predictions } from './predictions.ts';
import { describeHost } from './session.ts';

/** A whole page table of an s390, written by the process, its protection changed on a machine where two CPUs may see it. */
async function assertProtectionCounts(counts: Awaited<ReturnType<typeof predictions>>): Promise<void> {
  assert.deepEqual(counts['s390']?.['IPTE'], { 'as written': '256', 'no lazy mode': '256', 'with range': '256' });
  assert.deepEqual(counts['s390 with range IPTE']?.['IPTE'], {
    'as written': '256',
    'no lazy mode': '256',
    'with range': '1',
  });
  assert.equal(counts['arm64']?.['DSB ISHST'], undefined);
  assert.equal(counts['arm64']?.['ISB'], undefined);
  // Each hypercall carries 31 updates, and 256 / 31 is 9 when rounded up.
  assert.deepEqual(counts['Xen PV guest']?.['Hypercalls'], {
    'as written': '9',
    'no lazy mode': '256',
    'with range': '9',
  });
}

describeHost('the simulator', (workbench) => {
  afterEach(() => workbench().closeEditors());

  it('opens from the lens over a function, and its links lead into the editor', async () => {
    const editor = await workbench().open('protect.c');
    await workbench().clickLens(editor);
    const panel = workbench().panel();
    await assertProtectionCounts(await predictions(panel, 'protect_range'));
    await workbench().screenshot('panel');

    await panel.locator('#lines-title').scrollIntoViewIfNeeded();
    await panel.getByRole('region', { name: 'By source line' }).getByText('21', { exact: true }).click();
    await workbench().atLine(21);
    await workbench().screenshot('panel-link');
  });

  it('opens from the palette, with the function nearest to the cursor first', async () => {
    await workbench().open('two_walkers.c');
    await workbench().goTo(20);
    await workbench().runToList('Lazy MMU: Simulate Walker', 'line 17');
    const rows = workbench().page.locator('.quick-input-widget:visible .monaco-list-row .label-name');
    assert.deepEqual(await rows.allTextContents(), ['fill_range', 'clear_range']);
    await workbench().screenshot('picker');
    await workbench().choose('clear_range');
    const counts = await predictions(workbench().panel(), 'clear_range');
    assert.equal(counts['s390 with range IPTE']?.['IPTE']?.['as written'], '256');
  });

  it('opens from the context menu for the region that was clicked on, in the panel that is there', async () => {
    const editor = await workbench().open('two_walkers.c');
    await expectPainted(editor, { paused: [20, 21] });
    for (const [call, walker] of [
      ['set_pte_at', 'fill_range'],
      ['ptep_get_and_clear', 'clear_range'],
    ] as const) {
      const code = editor.locator('.view-line', { hasText: call }).locator('span span').first();
      await workbench().fromMenu(code, 'Simulate Walker');
      await predictions(workbench().panel(), walker);
    }
    assert.equal(await workbench().page.locator('.tab', { hasText: 'Simulation of' }).count(), 1);
  });

  it('is there again, with the same numbers, when the window has been reloaded', async () => {
    const editor = await workbench().open('leak.c');
    await workbench().clickLens(editor);
    const before = await predictions(workbench().panel(), 'age_range');
    // What the panel saved, in the quotes of whatever it is saved within.
    await workbench().remembered(/function\W+age_range/);
    await workbench().reload();
    assert.deepEqual(await predictions(workbench().panel(), 'age_range'), before);
    await workbench().screenshot('panel-reloaded');
  });

  it('can be cancelled', async () => {
    const editor = await workbench().open('endless.c');
    await workbench().clickLens(editor);
    const panel = workbench().panel();
    await panel.locator('summary', { hasText: 'entries from' }).click();
    // The more entries, the more steps a run may take: what was asked for must outlast a screenshot on any machine.
    await panel.getByRole('textbox', { name: 'Entries' }).fill('200000');
    await panel.getByRole('button', { name: 'Simulate' }).click();
    await panel.getByRole('progressbar').first().waitFor();
    await workbench().screenshot('panel-running');
    await panel.getByRole('button', { name: 'Cancel' }).click();
    await panel.locator('.notice', { hasText: 'ancelled' }).waitFor();
  });

  it('says why a function cannot be simulated', async () => {
    await workbench().open('protect.c');
    await workbench().runToList('Lazy MMU: Simulate Walker', 'protect_range');
    await workbench().page.locator('.quick-input-widget input:visible').fill('no_such_walker');
    await workbench().choose('no_such_walker');
    await workbench().panel().locator('.notice-error', { hasText: 'no_such_walker' }).waitFor();
    await workbench().screenshot('panel-error');
  });

  describeKernel('7.2', 'its own walkers in VS Code', (tree) => {
    it('have their regions painted and their counts predicted', async () => {
      const editor = await workbench().openElsewhere(join(tree(), 'mm/mprotect.c'));
      await workbench().goTo(345);
      const { bracket: top } = await paintedWhen(editor, ({ bracket }) => bracket.includes(345));
      assert.equal(top[0], 340);
      await workbench().screenshot('kernel');
      await workbench().goTo(410);
      const { bracket: bottom } = await paintedWhen(editor, ({ bracket }) => bracket.includes(410));
      assert.equal(bottom.at(-1), 412);
      await workbench().runToList('Lazy MMU: Simulate Walker', 'change_pte_range');
      await workbench().choose('change_pte_range');
      await assertProtectionCounts(await predictions(workbench().panel(), 'change_pte_range'));
      await workbench().screenshot('kernel-panel');
    });
  });
});
