import { spawnSync } from 'node:child_process';
import { alternate, milliseconds, type Row, time } from './measure.ts';

function runs(program: string, words: readonly string[]): void {
  const { status, error, stderr } = spawnSync(program, words, {
    encoding: 'utf8',
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  if (error) throw error;
  if (status === 2 || status === null) throw new Error(`${program} ${words.join(' ')}: ${stderr}`);
}

/** `lazy-mmu check` over a whole tree, beside the least that must be done: looking for the name in all of it. */
export async function treeRow(version: string, tree: string): Promise<Row> {
  const [check, grep] = await alternate(9, 2, [
    () => time(() => runs(process.execPath, ['dist/cli.cjs', 'check', '--tree', tree])),
    () => time(() => runs('grep', ['-rl', 'lazy_mmu', tree])),
  ]);
  return {
    what: `check of a ${version} tree, beside \`grep -rl lazy_mmu\``,
    measured: milliseconds(check),
    baseline: milliseconds(grep),
    ratio: `${(check / grep).toFixed(1)}×`,
  };
}
