import { existsSync, readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { loadKernelParser } from '../server/host/parser.ts';
import { type ComparableRow, readAnyRows } from '../test/golden/any-rows.ts';
import { GoldenTree } from '../test/golden/compare.ts';
import { BadRows } from '../test/golden/csv.ts';
import { kernelTree } from '../test/support/kernels.ts';

const usage = `npm run golden -- [FILE.csv]... [--tree KERNEL=DIRECTORY]... [--walker NAME]... [--first N]

Simulates every row and compares what it counts. A file holds rows of walkers (all events but ptep_get are compared) or of
what kernels executed during system calls: its header tells. Without files, those of test/golden. --rows FILE.csv names a
file as well. NAME is a walker or an operation, KERNEL the name in the rows, such as 7.3-rc7. Without --tree, kernels come
from where the tests find them. Exits 1 on a difference, 2 on bad input.`;

const usualFiles = ['test/golden/walkers.csv', 'test/golden/measured.csv'];

/** Bad input: exit code 2. */
class BadInput extends Error {}

interface Options {
  readonly files: readonly string[];
  readonly trees: ReadonlyMap<string, string>;
  readonly walkers: readonly string[];
  readonly first: number;
}

function readOptions(): Options {
  try {
    const { values, positionals } = parseArgs({
      allowPositionals: true,
      options: {
        rows: { type: 'string', multiple: true, default: [] },
        tree: { type: 'string', multiple: true, default: [] },
        walker: { type: 'string', multiple: true, default: [] },
        first: { type: 'string', default: '10' },
      },
    });
    const first = Number(values.first);
    if (!Number.isInteger(first) || first < 0)
      throw new BadInput(`--first must be a number of rows, not ${values.first}`);
    const named = [...values.rows, ...positionals];
    const files = named.length > 0 ? named : usualFiles;
    return { files, trees: new Map(values.tree.map(readTree)), walkers: values.walker, first };
  } catch (error) {
    if (error instanceof BadInput) throw error;
    throw new BadInput(`${error instanceof Error ? error.message : String(error)}\n\n${usage}`);
  }
}

function readTree(argument: string): [string, string] {
  const [kernel, directory] = argument.split('=', 2);
  if (!directory) throw new BadInput(`--tree must be KERNEL=DIRECTORY, not ${argument}`);
  if (!existsSync(directory)) throw new BadInput(`--tree ${kernel}: there is no directory ${directory}`);
  return [kernel, directory];
}

/** The directory of a kernel: as given, else as the tests find it; a release candidate is that of its release. */
function directoryOf(kernel: string, given: ReadonlyMap<string, string>): string {
  const directory = given.get(kernel);
  if (directory !== undefined) return directory;
  const found = kernelTree(kernel.replace(/-rc\d+$/, ''));
  if ('directory' in found) return found.directory;
  throw new BadInput(`no tree for kernel ${kernel} (${found.missing}); give one with --tree ${kernel}=DIRECTORY`);
}

function load(file: string): readonly ComparableRow[] {
  try {
    return readAnyRows(file, readFileSync(file, 'utf8'));
  } catch (error) {
    if (error instanceof BadRows) throw new BadInput(error.message);
    throw new BadInput(`${file} cannot be read: ${error instanceof Error ? error.message : String(error)}`);
  }
}

async function main(): Promise<number> {
  const options = readOptions();
  const all = options.files.flatMap(load);
  const rows = all.filter(({ subject }) => options.walkers.length === 0 || options.walkers.includes(subject));
  if (rows.length === 0)
    throw new BadInput(`${options.files.join(', ')}: no row of ${options.walkers.join(', ') || 'any walker'}`);
  const trees = new Map<string, GoldenTree>();
  for (const { kernel } of rows) {
    if (!trees.has(kernel)) trees.set(kernel, new GoldenTree(directoryOf(kernel, options.trees)));
  }
  const parser = await loadKernelParser();
  const tally = new Tally();
  for (const row of rows) {
    const tree = trees.get(row.kernel);
    const difference = tree && row.compare(tree, parser);
    tally.add(row, difference);
    if (difference !== undefined && tally.different <= options.first) console.log(difference);
  }
  tally.print();
  if (all.length > rows.length) console.log(`skipped: ${all.length - rows.length}, because --walker names others`);
  return tally.different > 0 ? 1 : 0;
}

/** How many rows of each subject and kernel were equal. */
class Tally {
  readonly #counts = new Map<string, { equal: number; different: number }>();

  add({ subject, kernel }: ComparableRow, difference: string | undefined): void {
    const key = `${subject} ${kernel}`;
    const counts = this.#counts.get(key) ?? { equal: 0, different: 0 };
    this.#counts.set(key, counts);
    if (difference === undefined) counts.equal++;
    else counts.different++;
  }

  get different(): number {
    return [...this.#counts.values()].reduce((sum, { different }) => sum + different, 0);
  }

  print(): void {
    let equal = 0;
    for (const [key, counts] of this.#counts) {
      console.log(`${key}: ${counts.equal} equal, ${counts.different} different`);
      equal += counts.equal;
    }
    console.log(`rows: ${equal + this.different}, equal: ${equal}, different: ${this.different}`);
  }
}

main().then(
  (code) => {
    process.exitCode = code;
  },
  (error: unknown) => {
    if (!(error instanceof BadInput)) throw error;
    console.error(error.message);
    process.exitCode = 2;
  },
);
