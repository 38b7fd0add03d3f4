// A real VS Code in the browser, for the tests and for `npm start`: the web server that the npm package code-server
// carries, without code-server around it. Nothing is compiled; its complaints about native modules are harmless.
import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { existsSync, rmSync } from 'node:fs';
import { access, mkdir, mkdtemp, readdir, readFile, rename, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

/** Last release for Node 20; it carries VS Code 1.100.3. */
const release = '4.100.3';
const cache = fileURLToPath(new URL('../.vscode-test/', import.meta.url));
const installation = join(cache, `code-server-${release}`);
const server = 'node_modules/code-server/lib/vscode';

const quietSettings = {
  'extensions.autoCheckUpdates': false,
  'extensions.ignoreRecommendations': true,
  'git.openRepositoryInParentFolders': 'never',
  'security.workspace.trust.banner': 'never',
  'security.workspace.trust.startupPrompt': 'never',
  'security.workspace.trust.untrustedFiles': 'open',
  'telemetry.telemetryLevel': 'off',
  'update.mode': 'none',
  'workbench.enableExperiments': false,
  'workbench.startupEditor': 'none',
  'workbench.tips.enabled': false,
};

/**
 * Puts VS Code into `.vscode-test/`, once: about 300 MB, half a minute.
 * @param {(message: string) => void} log
 * @returns {Promise<string>} its server's main file
 * @throws when npm cannot fetch it
 */
export async function install(log = () => {}) {
  const main = join(installation, server, 'out/server-main.js');
  if (existsSync(main)) return main;
  log(`Fetching VS Code (code-server ${release}) into .vscode-test, once…`);
  await mkdir(cache, { recursive: true });
  // Only a finished installation gets the final name: one that was interrupted is never taken for whole.
  await removeAbandoned();
  const draft = await mkdtemp(join(cache, `unfinished-${process.pid}-`));
  try {
    await writeFile(join(draft, 'package.json'), JSON.stringify({ private: true }));
    await npmInstall(draft, `code-server@${release}`);
    await npmInstall(join(draft, server), '--omit=dev');
    await npmInstall(join(draft, server, 'extensions'), '--omit=dev');
    await linkRipgrep(join(draft, server, 'node_modules/@vscode/ripgrep/bin'), log);
    await rename(draft, installation).catch((error) => {
      // Someone else was quicker.
      if (!existsSync(main)) throw error;
    });
  } finally {
    await rm(draft, { recursive: true, force: true });
  }
  return main;
}

/**
 * Starts VS Code on a folder, at 127.0.0.1 only, with settings and extensions of its own that vanish with it.
 * The address holds a secret: whoever has it can act as this user.
 * @param {object} options
 * @param {string} options.workspace folder to open
 * @param {readonly string[]} [options.extensions] .vsix files, or folders of unpacked extensions
 * @param {number} [options.port] a free one when absent
 * @param {string} [options.open] file to show, as `path` or `path:line`
 * @param {Record<string, unknown>} [options.settings] user settings
 * @param {(message: string) => void} [options.log] told about slow steps
 * @returns {Promise<{ url: string, extensionsDir: string, stop: () => Promise<void> }>}
 * @throws when VS Code cannot be installed or does not come up
 */
export async function start({ workspace, extensions = [], port = 0, open, settings = {}, log }) {
  const main = await install(log);
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
    process.execPath,
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
    return { url: `http://127.0.0.1:${bound}/?${query}`, extensionsDir, stop };
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

/** Drafts of processes that were ended before they could tidy up. */
async function removeAbandoned() {
  for (const name of await readdir(cache)) {
    const pid = Number(/^unfinished-(\d+)-/.exec(name)?.[1]);
    if (!pid || isRunning(pid)) continue;
    await rm(join(cache, name), { recursive: true, force: true });
  }
}

function isRunning(pid) {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    return error.code === 'EPERM';
  }
}

/** File search and quick open use the ripgrep of the machine; without one they find nothing. */
async function linkRipgrep(folder, log) {
  for (const directory of (process.env.PATH ?? '').split(delimiter)) {
    const found = join(directory, 'rg');
    if (
      !(await access(found).then(
        () => true,
        () => false,
      ))
    )
      continue;
    await mkdir(folder, { recursive: true });
    await symlink(found, join(folder, 'rg'));
    return;
  }
  log('ripgrep (rg) is not installed: quick open and search will find nothing in this VS Code.');
}

function npmInstall(folder, ...what) {
  return new Promise((fulfil, reject) => {
    const npm = spawn(
      'npm',
      ['install', '--prefix', folder, '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel', 'error', ...what],
      { cwd: folder, stdio: ['ignore', 'ignore', 'pipe'] },
    );
    let output = '';
    npm.stderr.on('data', (chunk) => {
      output += chunk;
    });
    npm.once('error', reject);
    npm.once('exit', (code) => {
      if (code === 0) fulfil();
      else
        reject(
          new Error(
            `VS Code could not be fetched: npm ended with ${code}. It needs the network once; run it again when there is one.\n${tail(output)}`,
          ),
        );
    });
  });
}

function tail(output) {
  return output.trimEnd().split('\n').slice(-15).join('\n');
}
