// Fetches kernel sources through apt, for the corpus and golden tests: `npm run kernels -- 6.12 [DIR]`.
import { spawnSync } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';

const usage = `Usage: npm run kernels -- VERSION [DIR] [--full]
       npm run kernels -- --list
VERSION  such as 6.12: any linux-source-VERSION that a Debian suite offers; Debian drops old ones
DIR      where to put it; without one .kernels/VERSION, where the tests look
--full   the whole tree, and not only the parts that hold page-table code
--list   say what is offered`;

/** Debian's suites by age; the first that offers a version provides it. */
const suites = ['stable', 'stable-backports', 'testing', 'sid', 'experimental'];

/** What of a tree holds page-table code, and what a kernel tree is recognised by. */
const pageTableParts = [
  ...['MAINTAINERS', 'Makefile', 'Kbuild', 'Kconfig', 'mm', 'fs/proc', 'kernel', 'include'],
  ...['arch/*/include', 'arch/*/mm', 'arch/x86/xen', 'arch/s390/kernel'],
];

const project = fileURLToPath(new URL('..', import.meta.url));

/** Ends the script with a reason that a person can act on. */
class Failure extends Error {}

try {
  main();
} catch (error) {
  if (!(error instanceof Failure)) throw error;
  console.error(`kernels: ${error.message}`);
  process.exitCode = 2;
}

function main() {
  const { values, positionals } = readArguments();
  if (values.help) {
    console.log(usage);
    return;
  }
  if (values.list) {
    withApt((apt) => list(apt));
    return;
  }
  const [version, directory = join(project, '.kernels', version ?? '')] = positionals;
  if (!/^\d+\.\d+$/.test(version ?? '')) throw new Failure(`'${version ?? ''}' is no version such as 6.12\n${usage}`);
  fetchKernel(version, resolve(directory), values.full);
  console.log(resolve(directory));
}

function readArguments() {
  try {
    return parseArgs({
      allowPositionals: true,
      options: {
        full: { type: 'boolean', default: false },
        help: { type: 'boolean', default: false },
        list: { type: 'boolean', default: false },
      },
    });
  } catch (error) {
    throw new Failure(`${error.message}\n${usage}`);
  }
}

function fetchKernel(version, directory, full) {
  const extent = full ? 'full' : 'page tables';
  const mark = join(directory, '.complete');
  if (existsSync(mark) && (!full || readFileSync(mark, 'utf8').trim() === 'full')) return;
  if (existsSync(directory) && !existsSync(mark) && readdirSync(directory).length > 0) {
    throw new Failure(`${directory} holds something that is no finished download: remove it or name another directory`);
  }
  withApt((apt) => {
    const { suite, file } = download(apt, version);
    console.error(`kernels: ${file.split('/').at(-1)} from ${suite}; unpacking`);
    const fresh = `${directory}.${process.pid}`;
    mkdirSync(fresh, { recursive: true });
    unpack(file, fresh, full);
    writeFileSync(join(fresh, '.complete'), `${extent}\n`);
    rmSync(directory, { recursive: true, force: true });
    renameSync(fresh, directory);
  });
}

function list(apt) {
  let offered = 0;
  for (const suite of suites) {
    apt.use(suite);
    const { stdout } = apt.run('apt-cache', ['search', '--names-only', '^linux-source-[0-9.]+$']);
    const versions = [...stdout.matchAll(/^linux-source-(\S+)/gm)].map((match) => match[1]).sort();
    offered += versions.length;
    console.log(`${suite}: ${versions.join(' ') || 'none'}`);
  }
  if (offered === 0) throw new Failure('no suite could be read: is there a network?');
}

function download(apt, version) {
  const seen = [];
  for (const suite of suites) {
    apt.use(suite);
    apt.run('apt-get', ['download', `linux-source-${version}`]);
    const file = readdirSync(apt.directory).find((name) => name.startsWith(`linux-source-${version}_`));
    if (file) return { suite, file: join(apt.directory, file) };
    seen.push(suite);
  }
  throw new Failure(
    `linux-source-${version} is not offered by ${seen.join(', ')}, or there is no network. ` +
      '`npm run kernels -- --list` says what is offered; Debian keeps a version only while a suite ships it.',
  );
}

/** Runs `body` with an apt of its own: the machine's lists, sources and cache stay as they are. */
function withApt(body) {
  for (const tool of ['apt-get', 'dpkg-deb', 'tar', 'xz']) {
    if (spawnSync(tool, ['--version']).error) throw new Failure(`${tool} is missing: kernels come as Debian packages`);
  }
  const uri = debianUri();
  const directory = mkdtempSync(join(tmpdir(), 'kernels-'));
  try {
    for (const part of ['lists/partial', 'cache/archives/partial', 'sources.d']) {
      mkdirSync(join(directory, part), { recursive: true });
    }
    const sources = join(directory, 'sources.list');
    const settings = [
      `Dir::State::Lists=${directory}/lists`,
      `Dir::Cache=${directory}/cache`,
      `Dir::Etc::SourceParts=${directory}/sources.d`,
      `Dir::Etc::SourceList=${sources}`,
      'APT::Sandbox::User=root',
      'APT::Architecture=amd64',
      'APT::Architectures=amd64',
    ].flatMap((setting) => ['-o', setting]);
    const run = (tool, args) =>
      spawnSync(tool, [...settings, '-qq', ...args], { cwd: directory, encoding: 'utf8', maxBuffer: 1 << 26 });
    const use = (suite) => {
      const keyring = '/usr/share/keyrings/debian-archive-keyring.gpg';
      writeFileSync(sources, `deb [signed-by=${keyring}] ${uri} ${suite} main\n`);
      run('apt-get', ['update']);
    };
    body({ directory, run, use });
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}

/** The Debian archive that this machine is configured to use. */
function debianUri() {
  const parts = '/etc/apt/sources.list.d';
  const listed = existsSync(parts) ? readdirSync(parts).map((name) => join(parts, name)) : [];
  const files = ['/etc/apt/sources.list', ...listed].filter((file) => existsSync(file));
  const text = files.map((file) => readFileSync(file, 'utf8')).join('\n');
  const uri = /(?:https?|mirror[+a-z]*):\/\/\S+\/debian\/?(?=\s|$)/.exec(text)?.[0];
  if (!uri) throw new Failure('apt has no Debian archive configured on this machine');
  return uri;
}

function unpack(file, directory, full) {
  const patterns = (full ? ['*'] : pageTableParts).map((part) => `linux-source-*/${part}`);
  const script = `dpkg-deb --fsys-tarfile "$1" | tar -xO --wildcards '*.tar.xz' | xz -dc -T0 |
    { directory=$2; shift 2
      tar -x -C "$directory" --strip-components=1 --wildcards --anchored --no-wildcards-match-slash "$@"; }`;
  const { status, stderr } = spawnSync(
    'bash',
    ['-o', 'pipefail', '-c', script, 'unpack', file, directory, ...patterns],
    {
      encoding: 'utf8',
    },
  );
  // A part that a version does not have makes tar complain after it has unpacked the others.
  if (status !== 0 && !existsSync(join(directory, 'mm'))) throw new Failure(`unpacking failed: ${stderr.trim()}`);
}
