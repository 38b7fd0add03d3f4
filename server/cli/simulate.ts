import { statSync } from 'node:fs';
import { analyseFile } from '../core/analyse.ts';
import { machineNames, usualMachines } from '../core/simulator/arch/names.ts';
import { presetFor, scenarioOf } from '../core/simulator/choices.ts';
import type { SimulationReport } from '../core/simulator/report.ts';
import type { Scenario } from '../core/simulator/scenario.ts';
import { readMachineName, readScenario, variants } from '../core/simulator/scenario-input.ts';
import { simulate } from '../core/simulator/simulate.ts';
import { SimulationError, suggestion } from '../core/simulator/simulation-error.ts';
import type { FunctionEntry, SourceFile } from '../core/syntax/source-file.ts';
import { loadKernelParser } from '../host/parser.ts';
import { readSourceText, UnreadableSource } from '../host/source-text.ts';
import { CannotRun, type ExitCode, exitCodes } from './exit.ts';
import { simulationJson } from './format/simulation-json.ts';
import { simulationText } from './format/simulation-text.ts';
import { readScenarioFile } from './scenario-file.ts';
import type { Terminal } from './terminal.ts';
import { locate, openWorkspace, spell, treeWith } from './workspace.ts';

export interface SimulateOptions {
  readonly tree?: string;
  readonly all?: boolean;
  readonly machine?: readonly string[];
  readonly compare?: boolean;
  readonly json?: boolean;
  /** Number of CPUs that the memory of batching is told for. */
  readonly softwareCost?: number | true;
  readonly preset?: string;
  readonly scenario?: string;
  readonly entries?: number;
  readonly start?: number;
  readonly pattern?: string;
  readonly folioOrder?: number;
  readonly cpus?: number;
  readonly maskCpus?: number;
  readonly fullmm?: boolean;
  readonly argument?: Readonly<Record<string, string>>;
  readonly assume?: Readonly<Record<string, number>>;
  readonly config?: Readonly<Record<string, boolean>>;
  readonly option?: Readonly<Record<string, boolean | string>>;
}

const example = 'mm/mprotect.c:change_pte_range';

function splitTarget(target: string): { path: string; walker: string } {
  const colon = target.lastIndexOf(':');
  const walker = target.slice(colon + 1);
  if (colon < 1 || !/^\w+$/.test(walker))
    throw new CannotRun(
      `${target === '' ? '' : `${target}: `}say which file and which function of it, as in ${example}`,
    );
  return { path: target.slice(0, colon), walker };
}

function readText(path: string, absolute: string): string {
  if (statSync(absolute, { throwIfNoEntry: false })?.isDirectory())
    throw new CannotRun(`${path}: is a folder; name a file of it and a function, as in ${example}`);
  try {
    return readSourceText(absolute);
  } catch (error) {
    if (error instanceof UnreadableSource) throw new CannotRun(`${path}: ${error.message}`);
    throw error;
  }
}

function findWalker(path: string, walker: string, source: SourceFile): FunctionEntry {
  const entry = source.functions.find(({ name }) => name === walker);
  if (entry !== undefined && entry.problems.length === 0) return entry;
  if (entry !== undefined) {
    const [{ start, reason }] = entry.problems;
    throw new CannotRun(`${path}:${source.lines.lineOf(start)}: ${walker}() cannot be read: ${reason}`);
  }
  const near = suggestion(
    walker,
    source.functions.map(({ name }) => name),
  );
  const withSections = analyseFile(source)
    .functions.filter(({ sections }) => sections.length > 0)
    .map(({ name }) => name);
  const others = withSections.length > 0 ? `; functions with lazy MMU sections: ${withSections.join(', ')}` : '';
  throw new CannotRun(`${path}: there is no function ${walker}${near}${others}`);
}

/** Properties that the command line gives; they win over the scenario file, which wins over the preset. */
function givenScenario(options: SimulateOptions): Partial<Record<keyof Scenario, unknown>> {
  const given = {
    ...(options.scenario === undefined ? {} : readScenarioFile(options.scenario)),
    ...(options.cpus === undefined ? {} : { maskCpus: undefined }),
  };
  const overrides = {
    preset: options.preset,
    entries: options.entries,
    start: options.start,
    population: options.pattern,
    folioOrder: options.folioOrder,
    attachedCpus: options.cpus,
    maskCpus: options.maskCpus ?? options.cpus,
    fullmm: options.fullmm,
    arguments: options.argument && { ...given.arguments, ...options.argument },
    assume: options.assume && { ...given.assume, ...options.assume },
    config: options.config && { ...given.config, ...options.config },
    machine: options.option && { ...given.machine, ...options.option },
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
  const { path, walker } = splitTarget(target);
  const workspace = openWorkspace(options.tree, [path]);
  const absolute = locate(workspace, path);
  const text = readText(path, absolute);
  const machines = chooseMachines(options.machine);
  const parser = await loadKernelParser();
  const { tree, name } = treeWith(workspace, absolute, text);
  const source = parser.parse(name, text);
  try {
    const scenario = chooseScenario(findWalker(path, walker, source), options);
    const report = simulate(
      { file: name, function: walker, machines, variants: options.compare ? variants : ['as-written'], scenario },
      { parser, tree, text },
      { progress: (_, message) => terminal.progress(`simulating ${walker}: ${message}`) },
    );
    return { report, path: spell(workspace, name) };
  } finally {
    source.dispose();
  }
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
