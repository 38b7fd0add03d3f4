import { spawnSync } from 'node:child_process';
import { alternate, milliseconds, type Row, time } from './measure.ts';

/** Has a process, and each of its threads, say at the end how much memory the process held at most, in KiB. */
const tellMemory = 'data:text/javascript,process.on("exit",()=>console.error(process.resourceUsage().maxRSS));';

function run(program: string, words: readonly string[]): { readonly stdout: string; readonly stderr: string } {
  const { status, error, stdout, stderr } = spawnSync(program, words, { encoding: 'utf8', maxBuffer: 1 << 28 });
  if (error) throw error;
  if (status === 2 || status === null) throw new Error(`${program} ${words.join(' ')}: ${stderr}`);
  return { stdout, stderr };
}

/** The kernel's version and how many files a tree has, in words. */
function describe(tree: string): string {
  const files = run('find', [tree, '-type', 'f']).stdout.split('\n').length - 1;
  const [, version, patch] = /VERSION = (\d+)\nPATCHLEVEL = (\d+)/.exec(run('cat', [`${tree}/Makefile`]).stdout) ?? [];
  return `Linux ${version}.${patch} (${files.toLocaleString('en-US')} files)`;
}

/** `lazy-mmu check` over a whole tree, beside the least that must be done: looking for the name in all of it. */
export async function treeRows(tree: string): Promise<readonly Row[]> {
  const words = ['dist/cli.cjs', 'check', '--tree', tree];
  const [check, grep, node] = await alternate(9, 2, [
    () => time(() => run(process.execPath, words)),
    () => time(() => run('grep', ['-rl', 'lazy_mmu', tree])),
    () => time(() => run(process.execPath, ['-e', '0'])),
  ]);
  const told = run(process.execPath, ['--import', tellMemory, ...words]).stderr.split('\n');
  const memory = Math.max(...told.map(Number).filter(Number.isFinite));
  const what = describe(tree);
  return [
    {
      what: `check of ${what}, beside \`grep -rl lazy_mmu\``,
      measured: milliseconds(check),
      baseline: milliseconds(grep),
      ratio: `${(check / grep).toFixed(1)}×`,
    },
    {
      what: 'the same, beside starting Node and that grep',
      measured: milliseconds(check),
      baseline: milliseconds(node + grep),
      ratio: `${(check / (node + grep)).toFixed(1)}×`,
    },
    {
      what: `memory that a check of ${what} holds at most`,
      measured: `${(memory / 1024).toFixed(0)} MiB`,
      baseline: '',
      ratio: '',
    },
  ];
}
