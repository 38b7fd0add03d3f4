import { machineNames, usualMachines } from '../core/simulator/arch/names.ts';
import { presetFor, scenarioOf } from '../core/simulator/choices.ts';
import type { SimulationReport } from '../core/simulator/report.ts';
import type { Scenario, Variant } from '../core/simulator/scenario.ts';
import { readMachineName, readScenario, variants } from '../core/simulator/scenario-input.ts';
import { simulate } from '../core/simulator/simulate.ts';
import { SimulationError } from '../core/simulator/simulation-error.ts';
import type { FunctionEntry } from '../core/syntax/source-file.ts';
import { CannotRun, type ExitCode, exitCodes } from './exit.ts';
import { simulationJson } from './format/simulation-json.ts';
import { simulationText } from './format/simulation-text.ts';
import { readScenarioFile } from './scenario-file.ts';
import { openTarget } from './simulation-target.ts';
import { entriesOfSize } from './size.ts';
import type { Terminal } from './terminal.ts';

export interface SimulateOptions {
  readonly tree?: string;
  readonly all?: boolean;
  readonly machine?: readonly string[];
  readonly compare?: boolean;
  /** Revision to compare with; true for the one that is meant when none is named. */
  readonly against?: string | true;
  /** The walker in that revision, as FILE:FUNCTION, where it is another. */
  readonly againstWalker?: string;
  readonly json?: boolean;
  /** What to vary, as AXIS=FROM..TO. */
  readonly sweep?: string;
  /** CPUs that run the walker at the same time, with one lock for all. */
  readonly locks?: number;
  /** What one run does step by step: how the walker is run. */
  readonly replay?: Variant;
  /** Nanoseconds by name. */
  readonly cost?: Readonly<Record<string, number>>;
  /** Number of CPUs that the memory of batching is told for. */
  readonly softwareCost?: number | true;
  readonly preset?: string;
  readonly scenario?: string;
  readonly entries?: number;
  /** Bytes that they map, in their place. */
  readonly size?: number;
  readonly everyTable?: boolean;
  readonly start?: number;
  readonly pattern?: string;
  readonly folioOrder?: number;
  readonly cpus?: number;
  readonly maskCpus?: number;
  readonly fullmm?: boolean;
  readonly argument?: Readonly<Record<string, string>>;
  readonly assume?: Scenario['assume'];
  readonly config?: Readonly<Record<string, boolean>>;
  readonly limit?: Readonly<Record<string, number>>;
  readonly interrupt?: readonly unknown[];
  readonly preempt?: readonly unknown[];
  readonly option?: Readonly<Record<string, boolean | string>>;
  readonly destinationStart?: number;
  readonly otherPages?: number;
}

/** Properties that the command line gives; they win over the scenario file, which wins over the preset. */
export function givenScenario(options: SimulateOptions): Partial<Record<keyof Scenario, unknown>> {
  const given = {
    ...(options.scenario === undefined ? {} : readScenarioFile(options.scenario)),
    ...(options.cpus === undefined ? {} : { maskCpus: undefined }),
  };
  const machine: Readonly<Record<string, unknown>> = { ...given.machine, ...options.option };
  const overrides = {
    preset: options.preset,
    entries: options.entries ?? (options.size && entriesOfSize(options.size, machine['pageSize'])),
    start: options.start,
    population: options.pattern,
    folioOrder: options.folioOrder,
    attachedCpus: options.cpus,
    maskCpus: options.maskCpus ?? options.cpus,
    fullmm: options.fullmm,
    arguments: options.argument && { ...given.arguments, ...options.argument },
    assume: options.assume && { ...given.assume, ...options.assume },
    config: options.config && { ...given.config, ...options.config },
    interruptions:
      (options.interrupt || options.preempt) &&
      [given.interruptions, options.interrupt, options.preempt].flatMap((each) => each ?? []),
    destinationStart: options.destinationStart,
    otherPages: options.otherPages,
    machine: options.option && machine,
    limits: options.limit && { ...given.limits, ...options.limit },
  };
  return { ...given, ...Object.fromEntries(Object.entries(overrides).filter(([, value]) => value !== undefined)) };
}

/** The scenario for a walker: its preset, over it the file, over it the options. */
export function chooseScenario(entry: FunctionEntry, options: SimulateOptions): Scenario {
  const given = givenScenario(options);
  const named = typeof given.preset === 'string' ? given.preset : undefined;
  const base = scenarioOf(presetFor(entry.definition(), named));
  return readScenario(given, base);
}

/** The machines that were named, or all. Throws a SimulationError for one that is not known. */
export function chooseMachines(names: readonly string[] | undefined) {
  const named = names?.flatMap((name) => name.split(',')).filter((name) => name !== '');
  if (named === undefined) return usualMachines;
  return named.includes('all') ? machineNames : named.map(readMachineName);
}

async function runWalker(target: string, options: SimulateOptions, terminal: Terminal) {
  const machines = chooseMachines(options.machine);
  const opened = await openTarget(target, options.tree);
  const { file, entry, environment } = opened;
  const report = simulate(
    {
      file,
      function: entry.name,
      machines,
      variants: options.compare ? variants : ['as-written'],
      scenario: chooseScenario(entry, options),
    },
    environment,
    {
      everyTable: options.everyTable,
      progress: (_, message) => terminal.progress(`simulating ${entry.name}: ${message}`),
      clock: () => performance.now(),
    },
  );
  return { report, path: opened.spelled };
}

/** CPUs that memory is told for when the user names no number: the example of the review that asked for it. */
const manyCpus = 512;

function softwareCostCpus({ softwareCost }: SimulateOptions): number | undefined {
  return softwareCost === true ? manyCpus : softwareCost;
}

function print(report: SimulationReport, path: string, options: SimulateOptions, terminal: Terminal): ExitCode {
  terminal.progress(undefined);
  terminal.print(
    options.json ? simulationJson(report) : simulationText(report, path, terminal, softwareCostCpus(options)),
  );
  for (const { machine, variant, reason, file, line } of report.failures)
    terminal.say(`lazy-mmu: ${file}${line > 0 ? `:${line}` : ''}: ${machine}, ${variant}: ${reason}`);
  return report.failures.length > 0 ? exitCodes.couldNotRun : exitCodes.clean;
}

/** Simulates one walker and prints what it costs. The exit code is 2 when any run could not be finished. */
export async function simulateWalker(target: string, options: SimulateOptions, terminal: Terminal): Promise<ExitCode> {
  try {
    const { report, path } = await runWalker(target, options, terminal);
    return print(report, path, options, terminal);
  } catch (error) {
    if (error instanceof SimulationError) throw new CannotRun(error.message);
    throw error;
  }
}
