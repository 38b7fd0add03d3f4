import type { FunctionEntry, SourceFile } from '../syntax/source-file.ts';
import { type Machine, machineOf } from './arch/machines.ts';
import { presetFor } from './choices.ts';
import type { ExecutionStop } from './interpreter/stop.ts';
import { watchedLines } from './interruptions/for-scenario.ts';
import { limitsOf } from './limits.ts';
import { MergedReports } from './merged-reports.ts';
import type { Preset } from './presets/preset.ts';
import { type MachineProgram, programFor, type SourceEnvironment } from './programs.ts';
import { type RangeVariant, rangeVariantOf } from './range-variant.ts';
import type { RunRecorder } from './replay/run-recorder.ts';
import { type Finding, type RunFailure, type RunResult, reportVersion, type SimulationReport } from './report.ts';
import { failureOf } from './run-failures.ts';
import { FindingRecorder } from './sanitizer/finding-recorder.ts';
import { type Scenario, type SimulationRequest, standInsOf } from './scenario.ts';
import { readRequest } from './scenario-input.ts';
import { SimulationCancelled, SimulationError, suggestion } from './simulation-error.ts';
import { isTracedWhole, tracedOnce, tracedPart, withWalkerLines } from './tracing.ts';
import { type FinishedRun, runWalker } from './walker-run.ts';
import { refusalReason } from './walkers.ts';

export { SimulationCancelled, SimulationError } from './simulation-error.ts';

/** What a request is simulated with. */
export interface SimulationEnvironment extends SourceEnvironment {
  /** Text of the walker's file as it is now. */
  readonly text: string;
}

/** How a caller watches and ends a simulation. */
export interface SimulationControl {
  /** `fraction` of the runs is done, from 0 to 1; `message` says which one starts. */
  progress?(fraction: number, message: string): void;
  /** Walks every page table of the range instead of counting those again that are like one before; ranges are limited then. */
  readonly everyTable?: boolean;
  /** Makes what writes down the steps of a run: see `replay/`. */
  record?(program: MachineProgram, machine: Machine): RunRecorder;
  /** Asked every few milliseconds; true ends the simulation with a SimulationCancelled. */
  shouldStop?(): boolean;
  /** Milliseconds of any clock that goes on while the simulation runs; without one no run is out of time. */
  clock?(): number;
}

/**
 * Runs a walker on machines in variants and reports what it costs. Pure and synchronous; what was compiled is kept for the
 * next call with the same parser. A run that cannot be finished becomes a failure of the report.
 *
 * Throws a SimulationError when the request itself makes no sense, and a SimulationCancelled.
 */
export function simulate(
  request: SimulationRequest,
  environment: SimulationEnvironment,
  control: SimulationControl = {},
): SimulationReport {
  const { file: path, function: walker, machines, variants, scenario } = readRequest(request);
  const refusal = refusalReason(walker);
  if (refusal !== undefined) throw new SimulationError(`${path}: ${walker}() cannot be simulated: ${refusal}`);
  const { file, entry } = findWalker(
    environment,
    path,
    walker,
    machineOf(machines[0], scenario.machine),
    isTracedWhole(scenario),
  );
  const preset = presetFor(entry.definition(), scenario.preset);
  const ranged = variants.includes('with-range') ? rangeVariantOf(environment, file, walker, preset) : undefined;
  const shouldStop = control.shouldStop ?? (() => false);
  const clock = control.clock ?? (() => 0);
  const { seconds } = limitsOf(scenario);

  const results: RunResult[] = [];
  const failures: RunFailure[] = [];
  const findings: Finding[] = [];
  const merged = new MergedReports();
  const runs = machines.flatMap((machine) => variants.map((variant) => ({ machine, variant })));
  for (const [index, { machine: name, variant }] of runs.entries()) {
    control.progress?.(index / runs.length, `${name}, ${variant}`);
    if (shouldStop()) throw new SimulationCancelled();
    const source = variant === 'with-range' && ranged !== undefined ? ranged : { ...environment, made: undefined };
    if (source.made !== undefined && 'refused' in source.made) continue;
    const machine = machineOf(name, scenario.machine);
    let found = new FindingRecorder();
    const end = clock() + seconds * 1000;
    const isOver = () => shouldStop() || clock() > end;
    try {
      const programOf = (traced: boolean): MachineProgram => {
        const choices = {
          alsoIn: through(preset),
          traced,
          watchedLines: watchedLines(scenario),
          standIns: standInsOf(scenario),
        };
        return programFor({ ...environment, tree: source.tree }, path, source.text, machine, scenario.config, choices);
      };
      const runOver = (part: Scenario, program: MachineProgram): FinishedRun => {
        const watched = program.traced ? found : undefined;
        const recorder = control.record?.(program, machine);
        return runWalker(
          program,
          machine,
          walker,
          variant,
          part,
          preset,
          isOver,
          watched,
          control.everyTable,
          recorder,
        );
      };
      let finished: FinishedRun;
      if (isTracedWhole(scenario)) finished = runOver(scenario, programOf(true));
      else {
        const part = tracedPart(scenario);
        const traced = tracedOnce(programOf(true), [walker, variant, preset.name, part], (program) => {
          return { lines: runOver(part, program).result.lines, found };
        });
        found = traced.found;
        const { result, ...rest } = runOver(scenario, programOf(false));
        finished = { ...rest, result: { ...result, lines: withWalkerLines(result.lines, traced.lines) } };
      }
      results.push(finished.result);
      merged.add(finished);
    } catch (error) {
      if (shouldStop()) throw new SimulationCancelled();
      const remedy = (stop: ExecutionStop) => remedyFor(stop, preset, Object.keys(scenario.assume));
      failures.push({ machine: name, variant, ...failureOf(error, path, scenario, remedy) });
    }
    findings.push(...found.findings.map((each) => ({ ...each, machine: name, variant })));
  }
  control.progress?.(1, 'done');
  return {
    version: reportVersion,
    file: path,
    function: walker,
    range: { start: entry.start, end: entry.end },
    line: file.lines.lineOf(entry.nameRange.start),
    scenario: { ...scenario, preset: preset.name },
    results,
    failures,
    findings,
    watchedEntries: tracedPart(scenario).entries,
    assumptions: merged.assumptions,
    executed: merged.executed.filter((each) => each.function !== walker),
    modelled: merged.modelled,
    ...describeRangeCall(ranged),
  };
}

/** Files besides the walker's own that its functions are called from. */
function through({ through }: Preset): readonly string[] {
  return through === undefined ? [] : [through.file];
}

function describeRangeCall(ranged: RangeVariant | undefined): Pick<SimulationReport, 'rangeCall'> {
  if (ranged === undefined) return {};
  const { made } = ranged;
  return { rangeCall: 'refused' in made ? made : { text: made.edits[0].text } };
}

function findWalker(
  environment: SimulationEnvironment,
  path: string,
  walker: string,
  machine: Machine,
  traced: boolean,
): { file: SourceFile; entry: FunctionEntry } {
  const { file } = programFor(environment, path, environment.text, machine, {}, { traced });
  const entry = file.functions.find(({ name }) => name === walker);
  if (entry === undefined) {
    const names = file.functions.map(({ name }) => name);
    throw new SimulationError(`${path} has no function ${walker}${suggestion(walker, names)}`);
  }
  if (entry.problems.length > 0) {
    const line = file.lines.lineOf(entry.problems[0].start);
    throw new SimulationError(`${path}:${line}: ${walker} cannot be read: ${entry.problems[0].reason}`);
  }
  return { file, entry };
}

function remedyFor({ kind }: ExecutionStop, preset: Preset, answered: readonly string[]): string {
  if (kind === 'limit' && answered.length > 0)
    return `; the scenario has ${answered.join(', ')} answer the same every time: a list answers in turn, as in need_resched=0,0,1,0`;
  if (kind !== 'fault' || preset.walkers.length > 0) return '';
  return '; no preset knows how the function is called: give it arguments in the scenario';
}

/** How the reason of a failure begins that is no fault of the walker or the scenario. */
