import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { MachineName } from '../../server/core/simulator/arch/names.ts';
import type { Variant } from '../../server/core/simulator/scenario.ts';
import { defaultScenario } from '../../server/core/simulator/scenario-input.ts';
import { simulate } from '../../server/core/simulator/simulate.ts';
import { loadKernelParser } from '../../server/host/parser.ts';
import { diskTree } from '../../server/host/source-tree.ts';
import { alternate, type Row, time } from './measure.ts';

const file = 'mm/mprotect.c';
const walker = 'change_pte_range';
/** One page table, which is what people look at; and a range so long that setting up a run costs nothing beside it. */
const sizes = [
  { entries: 256, repetitions: 40 },
  { entries: 65_536, repetitions: 1 },
] as const;

const contenders: readonly { readonly machine: MachineName; readonly variant: Variant }[] = [
  { machine: 's390', variant: 'as-written' },
  { machine: 's390-ipte-range', variant: 'with-range' },
  { machine: 'xen-pv', variant: 'as-written' },
];

/** Compiles the native loop; undefined without gcc. */
function compileNative(folder: string): string | undefined {
  const program = join(folder, 'native');
  const { status, error } = spawnSync('gcc', ['-O2', '-o', program, 'test/bench/native.c'], { stdio: 'inherit' });
  return status === 0 && !error ? program : undefined;
}

/** Nanoseconds per entry of the native loop. */
function runNative(program: string, machine: string): number {
  return Number(spawnSync(program, [machine], { encoding: 'utf8' }).stdout);
}

function millions(perSecond: number): string {
  return `${(perSecond / 1e6).toFixed(perSecond < 1e7 ? 2 : 0)} M entries/s`;
}

/** Entries per second of mprotect's walker, run from its own C, beside a compiled loop that only counts. */
export async function simulationRows(version: string, tree: string): Promise<readonly Row[]> {
  const parser = await loadKernelParser();
  const environment = { parser, tree: diskTree(tree), text: readFileSync(join(tree, file), 'utf8') };
  const folder = mkdtempSync(join(tmpdir(), 'lazy-mmu-bench-'));
  try {
    const native = compileNative(folder);
    const rows: Row[] = [];
    for (const { machine, variant, entries, repetitions } of contenders.flatMap((each) =>
      sizes.map((size) => ({ ...each, ...size })),
    )) {
      const scenario = { ...defaultScenario, entries, preset: 'mprotect' };
      const request = { file, function: walker, machines: [machine], variants: [variant], scenario };
      const simulated = () =>
        time(() => {
          for (let i = 0; i < repetitions; i++) simulate(request, environment);
        });
      const [ours, baseline] = await alternate(7, 2, [simulated, () => (native ? runNative(native, machine) : 0)]);
      const perSecond = (entries * repetitions * 1000) / ours;
      rows.push({
        what: `simulated ${version} ${walker}, ${machine}, ${variant}, ${entries} entries, beside a native loop`,
        measured: millions(perSecond),
        baseline: native ? millions(1e9 / baseline) : 'gcc is not installed',
        ratio: native ? `1/${(1e9 / baseline / perSecond).toFixed(0)}` : '',
      });
    }
    return rows;
  } finally {
    rmSync(folder, { recursive: true });
  }
}
