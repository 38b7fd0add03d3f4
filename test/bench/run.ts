// What `npm run bench [-- TREE] [--part NAME]` runs: how long the things take that people wait for, beside the least that they could
// take. Every number is a median over rounds in which both sides take turns. Needs `npm run build` first, and a kernel tree:
// the one given, or Linux 7.2 as the tests find it.
import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { kernelTree } from '../support/kernels.ts';
import { activationRows } from './activation.ts';
import { cancellingRows } from './cancelling.ts';
import { keystrokeRows } from './keystroke.ts';
import { markdown, type Row } from './measure.ts';
import { scrubRows } from './scrub.ts';
import { simulationRows } from './simulation.ts';
import { treeRows } from './tree.ts';

const version = '7.2';

/** What can be measured by itself. */
const parts: Readonly<Record<string, (tree: string) => readonly Row[] | Promise<readonly Row[]>>> = {
  keystroke: (tree) => keystrokeRows(version, tree),
  check: treeRows,
  simulation: (tree) => simulationRows(version, tree),
  cancelling: (tree) => cancellingRows(version, tree),
  activation: activationRows,
  scrub: scrubRows,
};

const { values, positionals } = parseArgs({
  options: { part: { type: 'string', multiple: true, default: Object.keys(parts) } },
  allowPositionals: true,
});
const unknown = values.part.find((name) => !Object.hasOwn(parts, name));
const tree = positionals.length === 0 ? kernelTree(version) : { directory: resolve(positionals[0]) };

if (unknown !== undefined) {
  console.error(`no such part: ${unknown}; there are ${Object.keys(parts).join(', ')}`);
  process.exitCode = 2;
} else if ('missing' in tree) {
  console.error(`there is no kernel tree to measure on: ${tree.missing}`);
  process.exitCode = 2;
} else if (!existsSync('dist/cli.cjs')) {
  console.error('dist/cli.cjs is missing: run npm run build first');
  process.exitCode = 2;
} else measure(tree.directory, values.part);

async function measure(directory: string, names: readonly string[]): Promise<void> {
  const rows: Row[] = [];
  for (const name of names) rows.push(...(await parts[name](directory)));
  console.log(markdown(rows));
}
