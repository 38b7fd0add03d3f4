// `npm start`: builds, prints what the command line finds and predicts for the samples, then opens them in a VS Code with
// the extension on: a desktop one when `code` is on the path, else one in the browser, whose address is printed.
// `npm start -- --no-open` only prints. Without the network a browser VS Code cannot be fetched: that is said, with the
// remedy, and the exit code stays 0, since everything that needs no network was shown.
import { spawn, spawnSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { start } from './vscode-host.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));
const samples = join(root, 'samples');
const cli = join(root, 'dist/cli.cjs');

/** Runs a script of ours in the project's folder; its output goes to ours unless it is asked for. */
function node(words, stdout = 'inherit') {
  return spawnSync(process.execPath, words, { cwd: root, stdio: ['ignore', stdout, 'inherit'], encoding: 'utf8' });
}

/** The walker of each sample: the last function that its file defines. */
function walkers() {
  return readdirSync(samples)
    .filter((file) => file.endsWith('.c'))
    .sort()
    .map((file) => {
      const names = [...readFileSync(join(samples, file), 'utf8').matchAll(/^\w[^\n;]*\b(sample_\w+)\(/gm)];
      return `samples/${file}:${names.at(-1)[1]}`;
    });
}

const costs = [
  ['ipte', 'IPTE'],
  ['idte', 'IDTE'],
  ['dsb_ishst', 'DSB'],
  ['isb', 'ISB'],
  ['hypercalls', 'hypercalls'],
  ['ptwr_emul', 'traps'],
];

/** What a run makes the machine wait for, in a few words. */
function costText({ counts }) {
  const events = costs.filter(([event]) => counts[event] > 0).map(([event, title]) => `${counts[event]} ${title}`);
  return events.join(', ') || '-';
}

/** Prints the predicted counts of each walker as it is written: a row each, a column for each machine. */
function predict(targets) {
  const reports = targets.map((target) => {
    const { status, stdout } = node([cli, 'simulate', target, '--json'], 'pipe');
    if (status !== 0) process.exit(1);
    return JSON.parse(stdout);
  });
  const rows = [
    ['', ...reports[0].results.map(({ machine }) => machine)],
    ...reports.map(({ function: walker, results }) => [walker, ...results.map(costText)]),
  ];
  const widths = rows[0].map((_, column) => Math.max(...rows.map((row) => row[column].length)));
  for (const row of rows)
    console.log(
      row
        .map((cell, column) => cell.padEnd(widths[column]))
        .join('  ')
        .trimEnd(),
    );
}

function onPath(program) {
  const names = process.platform === 'win32' ? [`${program}.cmd`, `${program}.exe`] : [program];
  return (process.env.PATH ?? '')
    .split(delimiter)
    .some((folder) => names.some((name) => existsSync(join(folder, name))));
}

function openDesktop() {
  console.log('\nOpening VS Code…');
  const code = spawn('code', [`--extensionDevelopmentPath=${root}`, samples], {
    stdio: 'inherit',
    shell: process.platform === 'win32',
  });
  code.once('error', (error) => console.error(`VS Code did not start: ${error.message}`));
}

async function serveBrowser() {
  try {
    const { url } = await start({
      workspace: samples,
      extensions: [root],
      open: 'range_available.c',
      log: console.log,
    });
    console.log(`\nVS Code with the samples: ${url}\nCtrl-C stops it.`);
  } catch (error) {
    console.error(`\n${error.message}\nThe findings above need no network; so does npm start -- --no-open.`);
  }
}

if (node(['scripts/build.mjs']).status !== 0) process.exit(1);
console.log('Findings in the samples (lazy-mmu check --hints samples):\n');
if (node([cli, 'check', '--hints', 'samples']).status === 2) process.exit(1);
console.log('\nPredicted counts for 256 entries and two CPUs (lazy-mmu simulate FILE:FUNCTION):\n');
predict(walkers());
console.log('\nWhat the range call would save (lazy-mmu simulate … --compare):\n');
node([cli, 'simulate', 'samples/range_available.c:sample_change_protection', '--compare']);

if (!process.argv.includes('--no-open')) {
  if (onPath('code')) openDesktop();
  else await serveBrowser();
}
