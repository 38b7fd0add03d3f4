import { analyseFile } from '../../../analyse.ts';
import { machineOf } from '../../arch/machines.ts';
import type { MachineName } from '../../arch/names.ts';
import type { Assumption, RunFailure, RunResult, SimulationReport } from '../../report.ts';
import type { Scenario, SimulationRequest, Variant } from '../../scenario.ts';
import { SimulationCancelled, type SimulationControl, type SimulationEnvironment, simulate } from '../../simulate.ts';
import { SimulationError } from '../../simulation-error.ts';
import { simulateContention } from './contention.ts';
import { type Cost, type CostName, costsWith } from './costs.ts';
import { type CostPart, type SectionCost, sectionCost } from './critical-section.ts';
import { fixedThroughput, repairmanThroughput, saturation, unsharedThroughput } from './queueing.ts';

/** Version of the study's shape, published in schemas/simulation-locks.schema.json. */
export const lockStudyVersion = 1;

/** More would only repeat what the first few hundred show. */
const mostCpus = 1024;
/** Up to so many CPUs each number of them is a point; beyond, every doubling. */
const denseCpus = 16;
const seed = 1;

export interface LockRequest extends SimulationRequest {
  /** CPUs that map at the same time, each its own range. */
  readonly cpus: number;
  /** Nanoseconds by name, over those that are assumed. */
  readonly costs: Readonly<Record<string, number>>;
}

/** Throughputs in entries per microsecond. */
export interface LockPoint {
  readonly cpus: number;
  /** Each CPU for itself. */
  readonly withoutLock: number;
  /** One lock around every section, all equally long, with pauses that vary: simulated event by event. */
  readonly withLock: number;
  /** The closed form where sections vary as well as pauses: the machine repairman model. */
  readonly repairman: number;
  /** The closed form where nothing varies, which no lock can exceed. */
  readonly bound: number;
  /** Share of the time in which the lock is held, and mean nanoseconds of waiting for it, as simulated. */
  readonly busy: number;
  readonly waiting: number;
}

export interface LockCurve {
  readonly machine: MachineName;
  readonly variant: Variant;
  /** Nanoseconds of a critical section and between two of one CPU, and the entries of one. */
  readonly section: number;
  readonly outside: number;
  readonly entries: number;
  readonly parts: readonly CostPart[];
  /** CPUs beyond which the lock gains nothing. */
  readonly saturation: number;
  readonly points: readonly LockPoint[];
}

/** What one lock around the sections of a walker costs when many CPUs run it. */
export interface LockStudy {
  readonly version: typeof lockStudyVersion;
  readonly file: string;
  readonly function: string;
  readonly line: number;
  readonly scenario: Scenario;
  readonly cpus: number;
  /** Of the names that the curves rest on. */
  readonly costs: readonly (Cost & { readonly name: CostName })[];
  readonly curves: readonly LockCurve[];
  readonly failures: readonly RunFailure[];
  readonly assumptions: readonly Assumption[];
}

/**
 * Many CPUs run a walker at the same time, with and without one lock for all of them around its lazy MMU sections, such as
 * init_mm.page_table_lock. The critical section's length follows from the simulated counts and a table of costs.
 *
 * Throws a SimulationError when the request makes no sense, and a SimulationCancelled.
 */
export function studyLocks(
  request: LockRequest,
  environment: SimulationEnvironment,
  control: SimulationControl = {},
): LockStudy {
  const { cpus } = request;
  if (!Number.isInteger(cpus) || cpus < 1 || cpus > mostCpus)
    throw new SimulationError(`locks: the number of CPUs must be a whole number from 1 to ${mostCpus}, not ${cpus}`);
  const costs = costsWith(request.costs);
  const report = simulate(request, environment, control);
  const isHeld = heldLines(report, environment);
  const curves = report.results.map((result) => {
    const { entries } = report.scenario;
    const tables = tablesOf(report.scenario, result.machine);
    const cost = sectionCost({ lines: result.lines, entries, tables, isHeld }, costs);
    return curveOf(result, cost, cpus, control.shouldStop ?? (() => false));
  });
  const used = new Set(curves.flatMap(({ parts }) => parts.map(({ name }) => name)));
  return {
    version: lockStudyVersion,
    file: report.file,
    function: report.function,
    line: report.line,
    scenario: report.scenario,
    cpus,
    costs: (Object.keys(costs) as CostName[])
      .filter((name) => used.has(name))
      .map((name) => ({ name, ...costs[name] })),
    curves,
    failures: report.failures,
    assumptions: report.assumptions.filter(({ decisive }) => decisive),
  };
}

function tablesOf({ start, entries, machine: options }: Scenario, machine: MachineName): number {
  const { entriesPerTable } = machineOf(machine, options);
  return Math.ceil(((start % entriesPerTable) + entries) / entriesPerTable);
}

/** Lines from each enable to its last disable; of a walker that enters no section itself, all lines. */
function heldLines(report: SimulationReport, { parser, text }: SimulationEnvironment): (line: number) => boolean {
  const source = parser.parse(report.file, text);
  const sections = analyseFile(source).functions.find(({ name }) => name === report.function)?.sections ?? [];
  const lineAt = (offset: number) => source.lines.lineOf(offset);
  const stretches = sections.map(({ enable, disables, ranges }) => {
    const ends = [...ranges.map(({ end }) => end), ...disables.map(({ range }) => range.end)];
    return { from: lineAt(enable.range.start), to: Math.max(...ends.map(lineAt)) };
  });
  source.dispose();
  return (line) => stretches.length === 0 || stretches.some(({ from, to }) => line >= from && line <= to);
}

function curveOf(
  { machine, variant }: RunResult,
  cost: SectionCost,
  cpus: number,
  shouldStop: () => boolean,
): LockCurve {
  const { section, outside, entries, parts } = cost;
  if (section === 0)
    throw new SimulationError(`locks: on ${machine} a critical section takes no time at all; give "lock" a cost`);
  return {
    machine,
    variant,
    section,
    outside,
    entries,
    parts,
    saturation: saturation(cost),
    points: cpuNumbers(cpus).map((number) => {
      if (shouldStop()) throw new SimulationCancelled();
      return pointOf(number, cost);
    }),
  };
}

function cpuNumbers(cpus: number): readonly number[] {
  const numbers: number[] = [];
  for (let number = 1; number < cpus; number = number < denseCpus ? number + 1 : number * 2) numbers.push(number);
  return [...numbers, cpus];
}

function pointOf(cpus: number, cost: SectionCost): LockPoint {
  const entriesPerMicrosecond = 1000 * cost.entries;
  const { throughput, busy, waiting } = simulateContention({
    ...cost,
    cpus,
    sections: 'fixed',
    pauses: 'exponential',
    seed,
  });
  return {
    cpus,
    withoutLock: entriesPerMicrosecond * unsharedThroughput(cpus, { ...cost, section: cost.section - cost.lock }),
    withLock: entriesPerMicrosecond * throughput,
    repairman: entriesPerMicrosecond * repairmanThroughput(cpus, cost),
    bound: entriesPerMicrosecond * fixedThroughput(cpus, cost),
    busy,
    waiting,
  };
}
