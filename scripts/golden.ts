import { existsSync, readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { loadKernelParser } from '../server/host/parser.ts';
import { compareRow, type Difference, describe, GoldenTree } from '../test/golden/compare.ts';
import { BadRows, type GoldenRow, readRows } from '../test/golden/rows.ts';
import { kernelTree } from '../test/support/kernels.ts';

const usage = `npm run golden -- [--rows FILE.csv] [--tree KERNEL=DIRECTORY]... [--walker NAME]... [--first N]

Simulates every row and compares all events but ptep_get. KERNEL is the name in the rows, such as 7.3-rc7.
Without --tree, kernels come from where the tests find them. Exits 1 on a difference, 2 on bad input.`;

/** Bad input: exit code 2. */
class BadInput extends Error {}

interface Options {
  readonly rows: string;
  readonly trees: ReadonlyMap<string, string>;
  readonly walkers: readonly string[];
  readonly first: number;
}

function readOptions(): Options {
  try {
    const { values } = parseArgs({
      options: {
        rows: { type: 'string', default: 'test/golden/walkers.csv' },
        tree: { type: 'string', multiple: true, default: [] },
        walker: { type: 'string', multiple: true, default: [] },
        first: { type: 'string', default: '10' },
      },
    });
    const first = Number(values.first);
    if (!Number.isInteger(first) || first < 0)
      throw new BadInput(`--first must be a number of rows, not ${values.first}`);
    return { rows: values.rows, trees: new Map(values.tree.map(readTree)), walkers: values.walker, first };
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

function load(file: string): readonly GoldenRow[] {
  try {
    return readRows(file, readFileSync(file, 'utf8'));
  } catch (error) {
    if (error instanceof BadRows) throw new BadInput(error.message);
    throw new BadInput(`${file} cannot be read: ${error instanceof Error ? error.message : String(error)}`);
  }
}

async function main(): Promise<number> {
  const options = readOptions();
  const all = load(options.rows);
  const rows = all.filter(({ walker }) => options.walkers.length === 0 || options.walkers.includes(walker));
  if (rows.length === 0)
    throw new BadInput(`${options.rows} has no row of ${options.walkers.join(', ') || 'any walker'}`);
  const trees = new Map<string, GoldenTree>();
  for (const { kernel } of rows) {
    if (!trees.has(kernel)) trees.set(kernel, new GoldenTree(directoryOf(kernel, options.trees)));
  }
  const parser = await loadKernelParser();
  const differences: Difference[] = [];
  for (const row of rows) {
    const tree = trees.get(row.kernel);
    const difference = tree && compareRow(row, tree, parser);
    if (difference) differences.push(difference);
  }
  for (const difference of differences.slice(0, options.first)) console.log(describe(difference));
  report(rows, differences, all.length - rows.length);
  return differences.length > 0 ? 1 : 0;
}

function report(rows: readonly GoldenRow[], differences: readonly Difference[], filtered: number): void {
  const different = new Map<string, number>();
  for (const { row } of differences) {
    const key = `${row.walker} ${row.kernel}`;
    different.set(key, (different.get(key) ?? 0) + 1);
  }
  for (const key of new Set(rows.map((row) => `${row.walker} ${row.kernel}`))) {
    const total = rows.filter((row) => `${row.walker} ${row.kernel}` === key).length;
    const wrong = different.get(key) ?? 0;
    console.log(`${key}: ${total - wrong} equal, ${wrong} different`);
  }
  console.log(`rows: ${rows.length}, equal: ${rows.length - differences.length}, different: ${differences.length}`);
  if (filtered > 0) console.log(`skipped: ${filtered}, because --walker names others`);
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
