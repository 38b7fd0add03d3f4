import { analyseFile } from '../core/analyse.ts';
import type { MachineName } from '../core/simulator/arch/names.ts';
import type { RunResult } from '../core/simulator/report.ts';
import { simulate } from '../core/simulator/simulate.ts';
import { SimulationError } from '../core/simulator/simulation-error.ts';
import { machinesFor, refusalFor } from '../core/simulator/walkers.ts';
import type { FunctionEntry, KernelParser } from '../core/syntax/source-file.ts';
import { loadKernelParser } from '../host/parser.ts';
import { readSourceText, UnreadableSource } from '../host/source-text.ts';
import { CannotRun, defectText, type ExitCode, exitCodes } from './exit.ts';
import { surveyJson } from './format/survey-json.ts';
import { surveyText } from './format/survey-text.ts';
import { kernelVersion } from './kernel-version.ts';
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
}

/** What could not be run: a walker, one of its machines, or what a whole file holds. */
export interface SurveyRefusal {
  readonly walker?: string;
  readonly file: string;
  /** 0 where no line is known. */
  readonly line: number;
  readonly machine?: MachineName;
  readonly reason: string;
}

/** Every walker of a tree on every machine that can run it. */
export interface Survey {
  /** Version of the kernel. */
  readonly kernel: string;
  readonly runs: SurveyRun[];
  readonly refusals: SurveyRefusal[];
}

interface Walker {
  readonly file: string;
  readonly text: string;
  readonly entry: FunctionEntry;
  readonly line: number;
}

/** The API's own definitions and their tests enter the mode as well. */
const apiName = /(^|_)lazy_mmu_mode_\w+$/;

/** Functions of a file that enter lazy MMU mode, or pause that of their caller. */
function walkersOf(file: string, text: string, parser: KernelParser): { walkers: Walker[]; refusals: SurveyRefusal[] } {
  const source = parser.parse(file, text);
  const { functions, notAnalysed } = analyseFile(source);
  const entering = functions.filter(
    ({ name, calls }) =>
      !apiName.test(name) &&
      calls.some(({ effect }) => effect === 'enable' || effect === 'enable-range' || effect === 'pause'),
  );
  const walkers = entering.flatMap(({ name, nameRange }) => {
    const entry = source.functions.find((each) => each.nameRange.start === nameRange.start && each.name === name);
    return entry === undefined ? [] : [{ file, text, entry, line: source.lines.lineOf(nameRange.start) }];
  });
  const refusals = notAnalysed.map(({ function: walker, range, reason }) => {
    return { walker, file, line: source.lines.lineOf(range.start), reason };
  });
  source.dispose();
  return { walkers, refusals };
}

/** Runs one walker on all its machines and adds what comes of it. */
function runWalker(
  { file, text, entry, line }: Walker,
  { tree }: Workspace,
  parser: KernelParser,
  options: SimulateOptions,
  { runs, refusals }: Survey,
): void {
  const walker = entry.name;
  const refuse = (reason: string) => refusals.push({ walker, file, line, reason });
  const refusal = refusalFor(file, walker);
  if (refusal !== undefined) return void refuse(refusal);
  const chosen: readonly MachineName[] = chooseMachines(options.machine);
  const machines = machinesFor(file).filter((name) => chosen.includes(name));
  if (machines.length === 0) return void refuse('it runs on none of the machines that were asked for');
  const scenario = chooseScenario(entry, options);
  const request = { file, function: walker, machines, variants: ['as-written'], scenario } as const;
  const report = simulate(request, { parser, tree, text }, { clock: () => performance.now() });
  const restsOn = [...new Set(report.assumptions.filter(({ decisive }) => decisive).map(({ name }) => name))];
  const preset = report.scenario.preset ?? '';
  for (const { machine, counts } of report.results) runs.push({ walker, file, line, preset, machine, counts, restsOn });
  for (const failure of report.failures)
    refusals.push({ walker, file: failure.file, line: failure.line, machine: failure.machine, reason: failure.reason });
}

/** Simulates every walker of a tree and prints one table. The exit code is 1 when some could not be run. */
export async function simulateAll(options: SimulateOptions, terminal: Terminal): Promise<ExitCode> {
  const workspace = openWorkspace(options.tree, []);
  if (!workspace.inTree) throw new CannotRun('no kernel tree here; run in one, or say --tree DIR');
  chooseMachines(options.machine);
  const parser = await loadKernelParser();
  const survey: Survey = { kernel: kernelVersion(workspace.tree), runs: [], refusals: [] };
  const unreadable = (path: string, reason: string) =>
    survey.refusals.push({ file: nameOf(workspace, path), line: 0, reason });
  const files = [...lazyFiles(workspace.base, ({ path, reason }) => unreadable(path, reason), terminal)].sort();
  for (const [index, path] of files.entries()) {
    const name = nameOf(workspace, path);
    try {
      const { walkers, refusals } = walkersOf(name, readSourceText(path), parser);
      survey.refusals.push(...refusals);
      for (const walker of walkers) {
        terminal.progress(`simulating ${walker.entry.name} (file ${index + 1} of ${files.length})`);
        runWalker(walker, workspace, parser, options, survey);
      }
    } catch (error) {
      if (error instanceof SimulationError) throw new CannotRun(error.message);
      unreadable(path, error instanceof UnreadableSource ? error.message : defectText(error));
    }
  }
  terminal.progress(undefined);
  terminal.print(options.json ? surveyJson(survey) : surveyText(survey, (file) => spell(workspace, file), terminal));
  return survey.refusals.length > 0 ? exitCodes.findings : exitCodes.clean;
}
