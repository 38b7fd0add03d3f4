import assert from 'node:assert/strict';
import { join } from 'node:path';
import { expectPainted } from './painted.ts';
import { describeHost } from './session.ts';

const region = [17, 18, 19, 20, 21, 22, 23, 24, 25, 26];

describeHost('the server', (workbench) => {
  afterEach(() => workbench().closeEditors());

  it('is not started for C that has nothing to do with lazy MMU mode, and is for the first file that has', async () => {
    const { page } = workbench();
    await workbench().openFolder(join(workbench().workspace, 'quiet'));
    await workbench().waitForServer((servers) => servers.length === 0);
    try {
      const plain = await workbench().open('plain.c');
      await workbench().activated('Lazy MMU Lens');
      // Newer versions show that list over the editors.
      await page.keyboard.press('Escape');
      await page.locator('.tab', { hasText: 'plain.c' }).click();
      assert.deepEqual(workbench().servers(), []);
      for (const status of await workbench().languageStatuses()) assert.doesNotMatch(status, /Lazy MMU/);
      assert.equal(await plain.locator('.codelens-decoration').count(), 0);
      assert.equal(await page.locator('.pane-header', { hasText: 'Lazy MMU Walkers' }).count(), 0);
      const editor = await workbench().open('clear.c');
      await expectPainted(editor, { lazy: [8, 9, 10, 11] });
      await workbench().languageStatus(/1 lazy MMU region/);
      await page.locator('.pane-header', { hasText: 'Lazy MMU Walkers' }).waitFor();
      assert.equal(workbench().servers().length, 1);
    } finally {
      await workbench().openFolder(workbench().workspace);
    }
  });

  it('stops where the settings say never, and takes its paint along', async () => {
    const editor = await workbench().open('protect.c');
    await expectPainted(editor, { lazy: region });
    await workbench().withSettings({ 'lazyMmu.enable': 'never' }, async () => {
      await expectPainted(editor, { lazy: [], bracket: [] });
      await workbench().waitForServer((servers) => servers.length === 0);
    });
    await expectPainted(editor, { lazy: region });
  });

  it('may be slow: paint goes along with the text, until there is an answer for it', async () => {
    const editor = await workbench().open('protect.c');
    await expectPainted(editor, { lazy: region });
    const [server] = workbench().servers();
    assert.ok(server !== undefined, 'no server is running');
    const below = region.map((line) => line + 1);
    process.kill(server, 'SIGSTOP');
    try {
      await workbench().goTo(1);
      await workbench().page.keyboard.type('\n');
      await expectPainted(editor, { lazy: below });
      await workbench().goTo(18);
      await workbench().page.keyboard.type('//');
      await editor.locator('.view-line', { hasText: /^\/\/\s*lazy_mmu_mode_enable/ }).waitFor();
      await expectPainted(editor, { lazy: below });
    } finally {
      process.kill(server, 'SIGCONT');
    }
    await expectPainted(editor, { lazy: [], bracket: [] });
    await workbench().run('File: Revert File');
    await expectPainted(editor, { lazy: region });
  });

  it('is another one after the restart command', async () => {
    const editor = await workbench().open('leak.c');
    await expectPainted(editor, { underlined: [20] });
    const before = workbench().servers();
    await workbench().run('Lazy MMU: Restart the Server');
    await workbench().waitForServer((servers) => servers.length === 1 && servers[0] !== before[0]);
    await expectPainted(editor, { lazy: [16, 17, 18, 19, 20, 21, 22, 23, 24], underlined: [20] });
  });

  it('comes back by itself when it is killed', async () => {
    const editor = await workbench().open('leak.c');
    await expectPainted(editor, { underlined: [20] });
    const [before] = workbench().servers();
    assert.ok(before !== undefined, 'no server is running');
    process.kill(before, 'SIGKILL');
    await workbench().waitForServer((servers) => servers.length === 1 && servers[0] !== before);
    await expectPainted(editor, { lazy: [16, 17, 18, 19, 20, 21, 22, 23, 24], underlined: [20] });
  });
});
