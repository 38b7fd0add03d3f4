// Runs the tests: all of them, or the levels named, as in `node scripts/test.mjs unit golden -- --grep zap`.
import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';

/** Cheap levels first: a break shows where it is smallest. */
const levels = ['unit', 'cli', 'lsp', 'golden', 'corpus', 'mutation', 'fuzz', 'editors', 'host'];

const split = process.argv.indexOf('--');
const named = process.argv.slice(2, split < 0 ? undefined : split);
const passed = split < 0 ? [] : process.argv.slice(split + 1);
const unknown = named.filter((level) => !levels.includes(level));
if (unknown.length > 0) {
  console.error(`no such level of tests: ${unknown.join(', ')}; there are ${levels.join(', ')}`);
  process.exit(2);
}

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
  { stdio: 'inherit' },
);
process.exit(status ?? 1);
