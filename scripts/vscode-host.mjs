// A real VS Code in the browser, for the tests and for `npm start`.
import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { rmSync } from 'node:fs';
import { mkdir, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { install, own } from './vscode-install.mjs';

const quietSettings = {
  'chat.disableAIFeatures': true,
  'extensions.autoCheckUpdates': false,
  'extensions.ignoreRecommendations': true,
  'git.openRepositoryInParentFolders': 'never',
  'security.workspace.trust.banner': 'never',
  'security.workspace.trust.startupPrompt': 'never',
  'security.workspace.trust.untrustedFiles': 'open',
  'telemetry.telemetryLevel': 'off',
  'update.mode': 'none',
  'workbench.enableExperiments': false,
  'workbench.secondarySideBar.defaultVisibility': 'hidden',
  'workbench.startupEditor': 'none',
  'workbench.tips.enabled': false,
};

/**
 * Starts VS Code on a folder, at 127.0.0.1 only, with settings and extensions of its own that vanish with it.
 * The address holds a secret: whoever has it can act as this user.
 * @param {object} options
 * @param {string} options.workspace folder to open
 * @param {string} [options.version] of VS Code; the newest that runs with this Node when absent
 * @param {readonly string[]} [options.extensions] .vsix files, or folders of unpacked extensions
 * @param {number} [options.port] a free one when absent
 * @param {string} [options.open] file to show, as `path` or `path:line`
 * @param {Record<string, unknown>} [options.settings] user settings
 * @param {(message: string) => void} [options.log] told about slow steps
 * @returns {Promise<{ url: string, version: string, extensionsDir: string, stop: () => Promise<void> }>}
 * @throws when VS Code cannot be installed or does not come up
 */
export async function start({ workspace, version = own, extensions = [], port = 0, open, settings = {}, log }) {
  const { main, node } = await install(version, log);
  const home = await mkdtemp(join(tmpdir(), 'lazy-mmu-lens-'));
  const extensionsDir = join(home, 'extensions');
  await mkdir(extensionsDir);
  await mkdir(join(home, 'user/User'), { recursive: true });
  await writeFile(join(home, 'user/User/settings.json'), JSON.stringify({ ...quietSettings, ...settings }, null, 2));
  const packages = extensions.filter((extension) => extension.endsWith('.vsix')).map((file) => resolve(file));
  for (const folder of extensions.filter((extension) => !extension.endsWith('.vsix')))
    await linkExtension(resolve(folder), extensionsDir);

  const token = randomBytes(16).toString('hex');
  const child = spawn(
    node,
    [
      main,
      '--start-server',
      ...['--host', '127.0.0.1', '--port', String(port), '--connection-token', token],
      ...['--accept-server-license-terms', '--telemetry-level', 'off'],
      ...['--extensions-dir', extensionsDir],
      ...['--server-data-dir', join(home, 'server'), '--user-data-dir', join(home, 'user')],
      ...packages.flatMap((file) => ['--install-extension', file]),
    ],
    // A group of its own, so that stopping reaches the extension hosts and what they started.
    { detached: true, stdio: ['ignore', 'pipe', 'pipe'], env: environment() },
  );
  const stop = stopper(child, home);
  try {
    const bound = await listening(child);
    const query = new URLSearchParams({ tkn: token, folder: resolve(workspace) });
    if (open) query.set('payload', JSON.stringify(openFile(resolve(workspace, open), bound)));
    return { url: `http://127.0.0.1:${bound}/?${query}`, version, extensionsDir, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

function openFile(file, port) {
  return [
    ['openFile', `vscode-remote://127.0.0.1:${port}${file}`],
    ['gotoLineMode', 'true'],
  ];
}

/** The port, once the server answers on it. */
function listening(child) {
  return new Promise((fulfil, reject) => {
    let output = '';
    const read = (chunk) => {
      output += chunk;
      const port = /Extension host agent listening on (\d+)/.exec(output)?.[1];
      if (port) fulfil(Number(port));
      // The server itself would stay, without a port.
      const taken = /EADDRINUSE: .*/.exec(output)?.[0];
      if (taken) reject(new Error(`VS Code's port is in use; give another one, or none for a free one (${taken})`));
    };
    child.stdout.on('data', read);
    child.stderr.on('data', read);
    child.once('error', reject);
    child.once('exit', (code) => reject(new Error(`VS Code ended with ${code} before it was up:\n${tail(output)}`)));
  });
}

/** Ends the server and everything it started, however this process ends, and removes its data. Safe to call again. */
function stopper(child, home) {
  const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'];
  const kill = (signal) => {
    try {
      process.kill(-child.pid, signal);
    } catch {
      // The whole group has ended.
    }
  };
  const onExit = () => {
    kill('SIGKILL');
    rmSync(home, { recursive: true, force: true });
  };
  const onSignal = (signal) => stop().then(() => process.kill(process.pid, signal));
  let stopped;
  const stop = () => {
    stopped ??= end();
    return stopped;
  };
  const end = async () => {
    const running = child.exitCode === null && child.signalCode === null;
    const ended = running ? new Promise((fulfil) => child.once('exit', fulfil)) : undefined;
    kill('SIGTERM');
    await ended;
    kill('SIGKILL');
    process.off('exit', onExit);
    for (const signal of signals) process.off(signal, onSignal);
    await rm(home, { recursive: true, force: true, maxRetries: 5 });
  };
  process.once('exit', onExit);
  for (const signal of signals) process.once(signal, onSignal);
  return stop;
}

/** What an outer VS Code sets for its terminals would make the inner one talk to it. */
function environment() {
  return Object.fromEntries(Object.entries(process.env).filter(([name]) => !/^(VSCODE|ELECTRON)_/.test(name)));
}

async function linkExtension(folder, extensionsDir) {
  const { publisher, name, version } = JSON.parse(await readFile(join(folder, 'package.json'), 'utf8'));
  await symlink(folder, join(extensionsDir, `${publisher}.${name}-${version}`));
}

function tail(output) {
  return output.trimEnd().split('\n').slice(-15).join('\n');
}
