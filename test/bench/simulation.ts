import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { MachineName } from '../../server/core/simulator/arch/names.ts';
import { ProgramRun } from '../../server/core/simulator/interpreter/run.ts';
import type { RunResult } from '../../server/core/simulator/report.ts';
import type { Variant } from '../../server/core/simulator/scenario.ts';
import { defaultScenario } from '../../server/core/simulator/scenario-input.ts';
import { type SimulationEnvironment, simulate } from '../../server/core/simulator/simulate.ts';
import { inlineRows } from '../../server/host/inlining.ts';
import { loadKernelParser } from '../../server/host/parser.ts';
import { diskTree } from '../../server/host/source-tree.ts';
import { alternate, milliseconds, type Row } from './measure.ts';

const file = 'mm/mprotect.c';
const walker = 'change_pte_range';

/** One page table, which is what people look at, and a range of 256 MiB. */
const sizes = [
  { entries: 256, repetitions: 40 },
  { entries: 65_536, repetitions: 1 },
] as const;

/** Entries of a range whose tables are all walked, whatever they hold. */
const smallRange = sizes[0].entries;

/** Rounds that are not counted: V8 takes a few dozen runs until it has compiled all that is hot. */
const warmUp = 30;

interface Contender {
  readonly machine: MachineName;
  readonly variant: Variant;
}

/** Machines that the native loop knows too. */
const contenders: readonly Contender[] = [
  { machine: 's390-ipte-range', variant: 'with-range' },
  { machine: 's390', variant: 'as-written' },
  { machine: 'arm64', variant: 'as-written' },
  { machine: 'xen-pv', variant: 'as-written' },
];

/** Counts that both sides print; they must agree, or the two do not do the same work. */
const sharedEvents = ['ptep_get', 'ipte', 'ipte_entries', 'hypercalls', 'mmu_update_entries'] as const;

type NativeResult = Readonly<
  Record<(typeof sharedEvents)[number] | 'taken' | 'passed' | 'runs' | 'nanoseconds', number>
>;

/** Compiles the native loop; undefined without gcc. */
function compileNative(folder: string): string | undefined {
  const program = join(folder, 'native');
  const { status, error } = spawnSync('gcc', ['-O2', '-o', program, 'test/bench/native.c'], { stdio: 'inherit' });
  return status === 0 && !error ? program : undefined;
}

/** One round of the native loop takes microseconds, so many are run for each of ours. */
function runNative(program: string, { machine }: Contender, entries: number): NativeResult {
  const rounds = Math.ceil(4_000_000 / entries);
  const { stdout } = spawnSync(program, [machine, `${entries}`, `${rounds}`], { encoding: 'utf8' });
  return JSON.parse(stdout);
}

/** Processor time of all threads, in nanoseconds. */
function processorTime(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) * 1000;
}

/** Nanoseconds that calls from the simulator into C have taken: the walker, and all that its C reaches. */
let spentInC = 0;
/** Looking at the clock before and behind every call takes time of its own: whole runs are measured without. */
let isWatching = false;

/** Has the time of every entry into C added up while that is asked for. */
function watchCalls(): void {
  const { call } = ProgramRun.prototype;
  ProgramRun.prototype.call = function (this: ProgramRun, ...given) {
    if (!isWatching) return call.apply(this, given);
    const start = processorTime();
    const returned = call.apply(this, given);
    spentInC += processorTime() - start;
    return returned;
  };
}

function runOurs(
  { machine, variant }: Contender,
  entries: number,
  environment: SimulationEnvironment,
  everyTable = true,
): RunResult {
  // Another CPU has the mm loaded, so that s390 invalidates every entry at once.
  const scenario = { ...defaultScenario, entries, preset: 'mprotect', attachedCpus: 2, maskCpus: 2 };
  const request = { file, function: walker, machines: [machine], variants: [variant], scenario };
  const { results, failures } = simulate(request, environment, { everyTable });
  if (results.length !== 1) throw new Error(`${walker} was not simulated on ${machine}: ${failures[0]?.reason}`);
  return results[0];
}

function compareCounts(ours: RunResult, native: NativeResult): void {
  const { machine, counts, batch = { taken: 0, passed: 0 }, runs } = ours;
  const counted: Partial<NativeResult> = { ...counts, taken: batch.taken, passed: batch.passed, runs: runs.length };
  for (const name of [...sharedEvents, 'taken', 'passed', 'runs'] as const) {
    if (counted[name] === native[name]) continue;
    throw new Error(`${machine}: ${counted[name]} ${name}, but ${native[name]} in the native loop`);
  }
}

/** A row with nothing to compare it with. */
const alone = { baseline: '', ratio: '' };

function nanoseconds(value: number): string {
  return `${value.toFixed(value < 100 ? 1 : 0)} ns`;
}

/**
 * Nanoseconds per entry of mprotect's walker, run from its own C, beside a loop that gcc has compiled. Processor time, of all
 * threads, so that other work on the machine counts little and garbage collection counts in full.
 */
export async function simulationRows(version: string, tree: string): Promise<readonly Row[]> {
  const parser = await loadKernelParser();
  const environment = { parser, tree: diskTree(tree), text: readFileSync(join(tree, file), 'utf8') };
  inlineRows();
  watchCalls();
  const folder = mkdtempSync(join(tmpdir(), 'lazy-mmu-bench-'));
  try {
    const native = compileNative(folder);
    const rows: Row[] = [];
    for (const contender of contenders) {
      for (const { entries, repetitions } of sizes) {
        const title = `${version} ${walker}, ${contender.machine}, ${contender.variant}, ${entries} entries`;
        const ours =
          (times: number, everyTable = true) =>
          () => {
            const start = processorTime();
            for (let i = 0; i < times; i++) runOurs(contender, entries, environment, everyTable);
            return (processorTime() - start) / (times * entries);
          };
        const inC = () => {
          spentInC = 0;
          isWatching = true;
          ours(repetitions)();
          isWatching = false;
          return spentInC / (repetitions * entries);
        };
        const theirs = () => (native ? runNative(native, contender, entries).nanoseconds : 0);
        const first = ours(1)();
        if (native) compareCounts(runOurs(contender, entries, environment), runNative(native, contender, entries));
        // Starting a process has the kernel copy every page that this one writes to next: a run that is not counted bears that.
        const turns = [theirs, ours(repetitions), ours(repetitions), inC, ours(repetitions, false)];
        const [baseline, , warm, cAlone, counted] = await alternate(9, warmUp, turns, (times) => Math.min(...times));
        const beside = (what: string, measured: number): Row => ({
          what,
          measured: nanoseconds(measured),
          baseline: native ? nanoseconds(baseline) : 'gcc is not installed',
          ratio: native ? `${(measured / baseline).toFixed(1)}×` : '',
        });
        rows.push(beside(`an entry of ${title}`, warm));
        rows.push(beside(`an entry of ${title}, the C alone`, cAlone));
        if (entries > smallRange) rows.push(beside(`an entry of ${title}, equal tables walked once`, counted));
        rows.push({ what: `${title}, the first run`, measured: milliseconds((first * entries) / 1e6), ...alone });
      }
    }
    return rows;
  } finally {
    rmSync(folder, { recursive: true });
  }
}
