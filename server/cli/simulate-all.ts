import { resolve } from 'node:path';
import { kernelVersion } from '../core/kernel/kernel-version.ts';
import type { MachineName } from '../core/simulator/arch/names.ts';
import { type FoundWalker, findWalkers } from '../core/simulator/find-walkers.ts';
import type { Finding, RunResult, SimulationReport } from '../core/simulator/report.ts';
import { simulate } from '../core/simulator/simulate.ts';
import { SimulationError } from '../core/simulator/simulation-error.ts';
import { machinesFor, refusalReason, usualMachinesFor } from '../core/simulator/walkers.ts';
import type { KernelParser } from '../core/syntax/source-file.ts';
import { loadKernelParser } from '../host/parser.ts';
import { readSourceText, UnreadableSource } from '../host/source-text.ts';
import { CannotRun, defectText, type ExitCode, exitCodes } from './exit.ts';
import { surveyJson } from './format/survey-json.ts';
import { surveyText } from './format/survey-text.ts';
import { lazyFiles } from './lazy-files.ts';
import { chooseMachines, chooseScenario, type SimulateOptions } from './simulate.ts';
import type { Terminal } from './terminal.ts';
import { nameOf, openWorkspace, spell, type Workspace } from './workspace.ts';

/** A walker on a machine, as it is written. */
export interface SurveyRun {
  readonly walker: string;
  /** Relative to the tree. */
  readonly file: string;
  readonly line: number;
  readonly preset: string;
  readonly machine: MachineName;
  readonly counts: RunResult['counts'];
  /** Names of the assumptions that page-table events of the walker rest on. */
  readonly restsOn: readonly string[];
  /** What the sanitizer found in the run. */
  readonly findings: readonly SurveyFinding[];
}

export type SurveyFinding = Pick<Finding, 'id' | 'severity' | 'message' | 'file' | 'line' | 'times'>;

/** What a walker's runs took their C from, on all its machines. */
export interface SurveySources {
  readonly walker: string;
  readonly file: string;
  /** Functions whose own C was run besides the walker. */
  readonly executed: SimulationReport['executed'];
  /** Functions that a primitive of the machine or a model stood in for. */
  readonly modelled: SimulationReport['modelled'];
}

/** What was not run: a walker, one of its machines, or what a whole file holds. */
export interface SurveyRefusal {
  readonly walker?: string;
  readonly file: string;
  /** 0 where no line is known. */
  readonly line: number;
  readonly machine?: MachineName;
  readonly reason: string;
}

/** Every walker of a tree on every machine that can run it. */
export interface TreeSurvey {
  /** Root of the tree, as it was named. */
  readonly tree: string;
  /** Version of the kernel. */
  readonly kernel: string;
  readonly runs: SurveyRun[];
  readonly sources: SurveySources[];
  /** What should have run and could not. */
  readonly refusals: SurveyRefusal[];
  /** Functions with lazy MMU calls that are not walkers of page tables, or for other machines than were asked for. */
  readonly passedOver: SurveyRefusal[];
}

interface Walker extends FoundWalker {
  readonly file: string;
  readonly text: string;
}

/** Runs one walker on all its machines and adds what comes of it. */
function runWalker(
  { file, text, entry, line }: Walker,
  { tree }: Workspace,
  parser: KernelParser,
  options: SimulateOptions,
  { runs, sources, refusals, passedOver }: TreeSurvey,
): void {
  const walker = entry.name;
  const reason = refusalReason(walker);
  if (reason !== undefined) return void passedOver.push({ walker, file, line, reason });
  const machines = machinesOf(file, options);
  if (machines.length === 0) {
    const able = machinesFor(file);
    const why =
      able.length > 0 ? `its code runs on ${able.join(', ')} only` : 'no machine of its architecture is simulated';
    return void passedOver.push({ walker, file, line, reason: why });
  }
  const scenario = chooseScenario(entry, options);
  const request = { file, function: walker, machines, variants: ['as-written'], scenario } as const;
  const report = simulate(request, { parser, tree, text }, { clock: () => performance.now() });
  const restsOn = [...new Set(report.assumptions.filter(({ decisive }) => decisive).map(({ name }) => name))];
  const preset = report.scenario.preset ?? '';
  for (const { machine, counts } of report.results) {
    const findings = report.findings.filter((finding) => finding.machine === machine).map(inShort);
    runs.push({ walker, file, line, preset, machine, counts, restsOn, findings });
  }
  if (report.results.length > 0) sources.push({ walker, file, executed: report.executed, modelled: report.modelled });
  for (const failure of report.failures)
    refusals.push({ walker, file: failure.file, line: failure.line, machine: failure.machine, reason: failure.reason });
}

function inShort({ id, severity, message, file, line, times }: Finding): SurveyFinding {
  return { id, severity, message, file, line, times };
}

/** Machines that were named and run the code of a file, or the usual ones for it. */
function machinesOf(file: string, { machine }: SimulateOptions): readonly MachineName[] {
  if (machine === undefined || machine.length === 0) return usualMachinesFor(file);
  const chosen: readonly MachineName[] = chooseMachines(machine);
  return machinesFor(file).filter((name) => chosen.includes(name));
}

function surveyTree(
  workspace: Workspace,
  options: SimulateOptions,
  parser: KernelParser,
  terminal: Terminal,
): TreeSurvey {
  const kernel = kernelVersion(workspace.tree) ?? 'unknown';
  const survey: TreeSurvey = {
    tree: workspace.base,
    kernel,
    runs: [],
    sources: [],
    refusals: [],
    passedOver: [],
  };
  const unreadable = (path: string, reason: string) =>
    survey.refusals.push({ file: nameOf(workspace, path), line: 0, reason });
  const found = lazyFiles(workspace.base, ({ path, reason }) => unreadable(path, reason), terminal);
  const files = [...found].sort();
  for (const [index, path] of files.entries()) {
    const file = nameOf(workspace, path);
    try {
      const text = readSourceText(path);
      const source = parser.parse(file, text);
      const { walkers, unreadable: broken } = findWalkers(source);
      for (const { name: walker, line, reason } of broken) survey.refusals.push({ walker, file, line, reason });
      for (const walker of walkers) {
        terminal.progress(`simulating ${walker.entry.name} of ${kernel} (file ${index + 1} of ${files.length})`);
        runWalker({ ...walker, file, text }, workspace, parser, options, survey);
      }
      source.dispose();
    } catch (error) {
      if (error instanceof SimulationError) throw new CannotRun(error.message);
      unreadable(path, error instanceof UnreadableSource ? error.message : defectText(error));
    }
  }
  return survey;
}

/** The trees that were named, or the one around the working directory. */
function openTrees(trees: readonly string[]): readonly Workspace[] {
  const workspaces = trees.length > 0 ? trees.map((tree) => openWorkspace(tree, [])) : [openWorkspace(undefined, [])];
  if (workspaces.some(({ inTree }) => !inTree))
    throw new CannotRun('no kernel tree here; run in one, or name one: lazy-mmu simulate --all DIR');
  return workspaces;
}

/**
 * Simulates every walker of the trees and prints one table. The exit code is 1 when a walker could not be run; functions
 * that are no walkers of page tables do not count.
 */
export async function simulateAll(
  trees: readonly string[],
  options: SimulateOptions,
  terminal: Terminal,
): Promise<ExitCode> {
  const workspaces = openTrees([...(options.tree === undefined ? [] : [options.tree]), ...trees]);
  chooseMachines(options.machine);
  const parser = await loadKernelParser();
  const surveys = workspaces.map((workspace) => surveyTree(workspace, options, parser, terminal));
  terminal.progress(undefined);
  const toPath = (tree: string, file: string) =>
    spell(workspaces.find(({ base }) => base === tree) ?? workspaces[0], resolve(tree, file));
  terminal.print(options.json ? surveyJson(surveys) : surveyText(surveys, toPath, terminal));
  return surveys.some(({ refusals }) => refusals.length > 0) ? exitCodes.findings : exitCodes.clean;
}
