import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import packageJson from '../../package.json' with { type: 'json' };
import { lazyMmu, projectRoot } from './support/run-cli.ts';

const commands = ['check', 'simulate', 'explain', 'server'];

describe('lazy-mmu', () => {
  it('prints its version', async () => {
    assert.deepEqual(await lazyMmu(['--version']), { code: 0, stdout: `${packageJson.version}\n`, stderr: '' });
  });

  it('runs from source as it does when built, and through npm', async () => {
    const words = ['check', 'samples', '--hints'];
    const built = await lazyMmu(words);
    assert.equal(built.code, 1);
    assert.deepEqual(await lazyMmu(words, { fromSource: true }), built);
    const npm = spawnSync('npm', ['exec', '--offline', '--', 'lazy-mmu', ...words], {
      cwd: projectRoot,
      encoding: 'utf8',
      shell: process.platform === 'win32',
    });
    assert.equal(npm.stdout, built.stdout);
    assert.equal(npm.status, built.code);
  });

  it('explains itself and each command, with examples', async () => {
    const { code, stdout } = await lazyMmu(['--help']);
    assert.equal(code, 0);
    for (const command of commands) assert.match(stdout, new RegExp(`^ {2}${command} `, 'm'));
    for (const command of ['check', 'simulate']) {
      const help = await lazyMmu([command, '--help']);
      assert.equal(help.code, 0);
      assert.match(help.stdout, new RegExp(`^Examples:\n {2}lazy-mmu ${command}`, 'm'));
      assert.match(help.stdout, /Exit code: 0/);
    }
  });

  it('shows the help on standard error, and says 2, without a command', async () => {
    const { code, stdout, stderr } = await lazyMmu([]);
    assert.equal(code, 2);
    assert.equal(stdout, '');
    assert.match(stderr, /^Usage: lazy-mmu /);
  });

  it('says 2 and what was meant for a command that is none', async () => {
    const { code, stderr } = await lazyMmu(['chekc']);
    assert.deepEqual(
      { code, stderr },
      { code: 2, stderr: "lazy-mmu: unknown command 'chekc' (Did you mean check?)\n" },
    );
  });

  it('needs to be told how to serve', async () => {
    const { code, stderr } = await lazyMmu(['server']);
    assert.deepEqual({ code, stderr }, { code: 2, stderr: "lazy-mmu: required option '--stdio' not specified\n" });
  });
});
