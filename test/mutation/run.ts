// `npm run mutants [-- KIND [VERSION]]`: breaks every walker of the kernels in every way, or in those whose name holds
// KIND, and prints what became of the mutants; those that are missed are listed below the table.
import { loadKernelParser } from '../../server/host/parser.ts';
import { kernelTree } from '../support/kernels.ts';
import { seedTree } from './seed-tree.ts';
import { tableOf } from './table.ts';

const [kind, only] = process.argv.slice(2);
const parser = await loadKernelParser();
const versions = ['6.12', '7.2', '7.3'].filter((version) => only === undefined || version === only);
const outcomes = versions.flatMap((version) => {
  const tree = kernelTree(version);
  if ('missing' in tree) throw new Error(`Linux ${version} cannot be had: ${tree.missing}`);
  return seedTree(tree.directory, { parser, seed: 1, kind }).map((each) => ({ ...each, version }));
});
console.log(`\n${tableOf(outcomes)}`);
const bad = outcomes.filter(({ verdict }) => verdict !== 'caught' && verdict !== 'equivalent');
for (const { version, where, verdict, remark } of bad) console.log(`${version} ${where}: ${verdict}; ${remark}`);
process.exitCode = bad.length > 0 ? 1 : 0;
