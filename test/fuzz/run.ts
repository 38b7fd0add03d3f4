// Simulates mutants of walkers and tells of those that show a fault: `npm run fuzz -- [--first N] [--count N]`.
// Kernel walkers are among them where their trees are in .kernels (npm run kernels).
import { parseArgs } from 'node:util';
import { describeFault, fuzz } from './fuzz.ts';
import { kernelRoots } from './kernel-roots.ts';

const { values } = parseArgs({ options: { first: { type: 'string' }, count: { type: 'string' } } });
const first = Number(values.first ?? 0);
const count = Number(values.count ?? 10_000);
const began = performance.now();
const { endings, faults } = await fuzz({ first, end: first + count, roots: kernelRoots });
for (const fault of faults) console.log(`${await describeFault(fault, kernelRoots)}\n`);
const seconds = Math.round((performance.now() - began) / 1000);
const { finished, stopped, refused } = endings;
console.log(
  `${count} mutants from ${first} in ${seconds} s: ${finished} finished, ${stopped} stopped, ${refused} refused, ${faults.length} faults`,
);
process.exitCode = faults.length > 0 ? 1 : 0;
