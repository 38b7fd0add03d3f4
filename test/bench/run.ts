// `npm run bench [-- TREE]`: how long the things take that people wait for, beside the least that they could take.
// Every number is a median over rounds in which both sides take turns. Needs `npm run build` first, and a kernel tree:
// the one given, or Linux 7.2 as the tests find it.
import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { kernelTree } from '../support/kernels.ts';
import { keystrokeRows } from './keystroke.ts';
import { markdown } from './measure.ts';
import { simulationRows } from './simulation.ts';
import { treeRow } from './tree.ts';

const version = '7.2';
const given = process.argv[2];
const tree = given === undefined ? kernelTree(version) : { directory: resolve(given) };

if ('missing' in tree) {
  console.error(`there is no kernel tree to measure on: ${tree.missing}`);
  process.exitCode = 2;
} else if (!existsSync('dist/cli.cjs')) {
  console.error('dist/cli.cjs is missing: run npm run build first');
  process.exitCode = 2;
} else {
  const rows = [
    ...(await keystrokeRows(version, tree.directory)),
    await treeRow(version, tree.directory),
    ...(await simulationRows(version, tree.directory)),
  ];
  console.log(markdown(rows));
}
