import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { predictions } from './predictions.ts';
import { describeHost } from './session.ts';

const file = 'moving.c';

describeHost('a panel whose source changes', (workbench) => {
  const path = () => join(workbench().workspace, file);
  const walker = (name: string) => `#include <linux/mm.h>

static void ${name}(struct mm_struct *mm, unsigned long addr, unsigned long end, pte_t *pte)
{
\tlazy_mmu_mode_enable();
\tdo {
\t\tset_pte_at(mm, addr, pte, pte_mkold(ptep_get(pte)));
\t} while (pte++, addr += PAGE_SIZE, addr != end);
\tlazy_mmu_mode_disable();
}
`;

  beforeEach(() => writeFileSync(path(), walker('age')));
  afterEach(async () => {
    await workbench().closeEditors();
    rmSync(path(), { force: true });
  });

  async function openPanel() {
    const editor = await workbench().open(file);
    await workbench().clickLens(editor);
    const panel = workbench().panel();
    await predictions(panel, 'age');
    return panel;
  }

  it('says so, and counts the new text when it is asked', async () => {
    const panel = await openPanel();
    await workbench().goTo(7, 3);
    await workbench().page.keyboard.type('ptep_get(pte); ');
    // An editor with changes could not be closed without a question.
    await workbench().run('File: Save');
    await panel.locator('.notice', { hasText: 'The source has changed since' }).waitFor();
    await workbench().screenshot('panel-source-changed');
    await panel.getByRole('button', { name: 'Simulate' }).click();
    await panel.locator('.notice').waitFor({ state: 'detached' });
  });

  it('keeps the counts when the walker has another name, or its file is gone', async () => {
    const panel = await openPanel();
    writeFileSync(path(), walker('grow_old'));
    await workbench().editor(file).locator('.view-line', { hasText: 'grow_old' }).waitFor();
    await panel.getByRole('button', { name: 'Simulate' }).click();
    await panel.locator('.notice-error', { hasText: `${file} has no function age` }).waitFor();
    await panel.getByText('The counts below are of the run before').waitFor();
    await predictions(panel, 'age');
  });

  it('goes on with the next server when one was restarted', async () => {
    const panel = await openPanel();
    await workbench().run('Lazy MMU: Restart the Server');
    await panel.getByRole('button', { name: 'Simulate' }).click();
    await panel.locator('.notice').waitFor({ state: 'detached' });
    await predictions(panel, 'age');
  });
});
