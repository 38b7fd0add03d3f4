// Runs the tests: all of them, or the levels named, as in `node scripts/test.mjs unit golden -- --grep zap`. The level
// `host` runs in the VS Code that `--vscode` names, as in `node scripts/test.mjs host --vscode 1.139`; without it in each
// under CI=true, and elsewhere in the newest that runs with this Node.
import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { own, versions } from './vscode-install.mjs';

/** Cheap levels first: a break shows where it is smallest. */
const levels = ['unit', 'cli', 'lsp', 'golden', 'corpus', 'mutation', 'fuzz', 'editors', 'host'];

const split = process.argv.indexOf('--');
const { positionals: named, values } = parseArgs({
  args: process.argv.slice(2, split < 0 ? undefined : split),
  options: { vscode: { type: 'string', multiple: true, default: process.env.CI === 'true' ? versions : [own] } },
  allowPositionals: true,
});
const passed = split < 0 ? [] : process.argv.slice(split + 1);
refuseUnknown('level of tests', named, levels);
refuseUnknown('VS Code', values.vscode, versions);

const chosen = (named.length > 0 ? named : levels).filter((level) => existsSync(`test/${level}`));
const specs = chosen.flatMap((level) =>
  readdirSync(`test/${level}`, { recursive: true })
    .filter((file) => file.endsWith('.test.ts'))
    .sort()
    .map((file) => `test/${level}/${file}`),
);
const { status } = spawnSync(
  process.execPath,
  [
    '--import',
    'tsx',
    'node_modules/mocha/bin/mocha.js',
    '--reporter',
    './test/support/reporter.mjs',
    '--timeout',
    '600000',
    ...passed,
    ...specs,
  ],
  { stdio: 'inherit', env: { ...process.env, VSCODE_HOSTS: values.vscode.join() } },
);
process.exit(status ?? 1);

function refuseUnknown(what, words, known) {
  const unknown = words.filter((word) => !known.includes(word));
  if (unknown.length === 0) return;
  console.error(`no such ${what}: ${unknown.join(', ')}; there are ${known.join(', ')}`);
  process.exit(2);
}
