import assert from 'node:assert/strict';
import { expectPainted } from './painted.ts';
import { predictions } from './predictions.ts';
import { describeHost } from './session.ts';

const region = [17, 18, 19, 20, 21, 22, 23, 24, 25, 26];

/** How often the client library starts a server again that crashes within three minutes. */
const restarts = 4;

describeHost('manners', (workbench) => {
  afterEach(() => workbench().closeEditors());

  it('leave the words of C to the editor, which marks where they are', async () => {
    const editor = await workbench().open('protect.c');
    await expectPainted(editor, { lazy: region });
    const marked = editor.locator('.wordHighlight, .wordHighlightText');
    // An editor opens where its file was left, and marks nothing there before the cursor moves.
    await workbench().goTo(1);
    await workbench().goTo(17, 5);
    await marked.nth(1).waitFor();
    assert.equal(await marked.count(), 2);
    await workbench().goTo(21, 4);
    await marked.nth(2).waitFor();
  });

  it('tell what is wrong with a setting, and what was meant', async () => {
    await workbench().open('protect.c');
    await workbench().withSettings({ 'lazyMmu.rules': { 'return-in-secton': 'off' } }, () =>
      workbench()
        .page.locator('.notification-toast', {
          hasText: "'return-in-secton', which is not a rule; did you mean return-in-section?",
        })
        .waitFor(),
    );
    await workbench().run('Notifications: Clear All Notifications');
  });

  it('keep panel and lens over a restart of the server', async () => {
    const editor = await workbench().open('protect.c');
    await workbench().clickLens(editor);
    const before = await predictions(workbench().panel(), 'protect_range');
    const [server] = workbench().servers();
    await workbench().run('Lazy MMU: Restart the Server');
    await workbench().waitForServer((servers) => servers.length === 1 && servers[0] !== server);
    await expectPainted(editor, { lazy: region });
    await editor.locator('.codelens-decoration a', { hasText: 'Simulate' }).waitFor();
    const panel = workbench().panel();
    await panel.locator('summary', { hasText: 'entries from' }).click();
    await panel.getByRole('textbox', { name: 'Entries' }).fill('31');
    await panel.getByRole('button', { name: 'Simulate' }).click();
    await panel.locator('summary', { hasText: '31 entries from' }).waitFor();
    const after = await predictions(panel, 'protect_range');
    assert.notDeepEqual(after, before);
    assert.equal(after['s390 with range IPTE']?.['IPTE']?.['as written'], '31');
  });

  it('say when the server has crashed too often, and start it when asked', async () => {
    const { page } = workbench();
    let editor = await workbench().open('protect.c');
    let [server] = workbench().servers();
    /** Once another server runs and has answered: paint of the last one may still be seen, but not in a new editor. */
    const another = async () => {
      await workbench().waitForServer((servers) => servers.length === 1 && servers[0] !== server);
      [server] = workbench().servers();
      await workbench().closeEditors();
      editor = await workbench().open('protect.c');
      await expectPainted(editor, { lazy: region });
    };
    const kill = () => {
      assert.ok(server !== undefined, 'no server is running');
      process.kill(server, 'SIGKILL');
    };
    await workbench().run('Lazy MMU: Restart the Server');
    await another();
    for (let crash = 0; crash < restarts; crash++) {
      kill();
      await another();
    }
    kill();
    await page.locator('.notification-toast', { hasText: `crashed ${restarts + 1} times` }).waitFor();
    assert.equal(workbench().errors.take().length, 1);
    await workbench().languageStatus(/The server has stopped.*Restart/);
    await workbench().screenshot('server-stopped');
    await expectPainted(editor, { lazy: [], bracket: [] });
    await workbench().run('Notifications: Clear All Notifications');
    await workbench().clickLanguageStatus('Restart');
    await expectPainted(editor, { lazy: region });
  });
});

describeHost(
  'the log of the extension',
  (workbench) => {
    afterEach(() => workbench().closeEditors());

    it('says why the server was started, and has its messages while a setting asks for them', async () => {
      const { page } = workbench();
      const editor = await workbench().open('protect.c');
      await expectPainted(editor, { lazy: region });
      await workbench().run('Lazy MMU: Show the Log');
      const lines = page.locator('.part.panel .view-line');
      await lines.filter({ hasText: /\[info\].*protect\.c.mentions/ }).waitFor();
      await workbench().withSettings({ 'lazyMmu.trace.server': 'messages' }, async () => {
        await editor.locator('.view-lines').click({ position: { x: 4, y: 4 } });
        await workbench().goTo(17, 5);
        await lines
          .filter({ hasText: /Sending.request/ })
          .first()
          .waitFor();
      });
      await workbench().screenshot('log-trace');
      await workbench().run('View: Hide Panel');
    });
  },
  { place: 'browser' },
);
