import assert from 'node:assert/strict';
import { improved, newWalkerRepository } from '../support/improved-walker.ts';
import type { Repository } from '../support/repository.ts';
import { predictions } from './predictions.ts';
import { describeHost } from './session.ts';

describeHost(
  'a comparison with a revision, in a folder that is trusted',
  (workbench) => {
    let repository: Repository;

    before(async () => {
      repository = newWalkerRepository();
      repository.write('mm/walker.c', improved);
      await workbench().openFolder(repository.folder);
    });
    after(async () => {
      await workbench().closeEditors();
      await workbench().openFolder(workbench().workspace);
      repository.remove();
    });

    it('shows what has changed since, and says of another revision that there is none', async () => {
      const editor = await workbench().open('walker.c');
      await workbench().clickLens(editor);
      const panel = workbench().panel();
      await predictions(panel, 'sample_change_protection');
      await panel.getByRole('button', { name: 'Compare with HEAD' }).click();
      const section = panel.getByRole('region', { name: 'Compared with a revision' });
      const row = section.getByRole('row', { name: /s390 with range IPTE, as written/ });
      await row.waitFor();
      const [cells] = await row.allInnerTexts();
      assert.deepEqual(cells?.split('\t').slice(1), ['IPTE', '256', '1', '256 times fewer']);
      assert.match((await section.allInnerTexts()).join(), /Against HEAD \([\da-f]{12}\), \d of \d+ runs differ\./);
      await workbench().screenshot('panel-compared');
      await section.getByRole('textbox', { name: 'Revision' }).fill('no-such-branch');
      await section.getByRole('button', { name: 'Compare', exact: true }).click();
      await section.locator('.notice-error', { hasText: 'no-such-branch: no such revision' }).waitFor();
    });
  },
  { place: 'trusted' },
);
