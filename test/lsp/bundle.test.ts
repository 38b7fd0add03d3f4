import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { Editor, project, withoutHints } from './support/editor.ts';

const bundle = join(project, 'dist/server.cjs');

describe('the bundled server', function () {
  this.timeout(60_000);

  before(() => assert.ok(existsSync(bundle), 'dist/server.cjs is missing: run npm run build'));

  it('serves a session, started from anywhere', async () => {
    const editor = await Editor.start({
      pull: true,
      settings: withoutHints,
      command: [bundle, '--stdio'],
      folder: '/',
    });
    assert.equal(editor.offered.serverInfo?.name, 'Lazy MMU Lens');
    const uri = await editor.openSample('early_return.c');
    assert.deepEqual(
      (await editor.diagnostics(uri)).map(({ code }) => code),
      ['return-in-section'],
    );
    assert.equal(await editor.quit(), 0);
  });

  it('says how to start it when it is not told how to speak', () => {
    const { status, stderr, stdout } = spawnSync(process.execPath, [bundle], { encoding: 'utf8' });
    assert.equal(status, 2);
    assert.equal(stdout, '');
    assert.match(stderr, /lazy-mmu server --stdio/);
  });
});
