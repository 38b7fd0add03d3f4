import { machineOf } from '../arch/machines.ts';
import type { MachineName } from '../arch/names.ts';
import { watchedLines } from '../interruptions/for-scenario.ts';
import { limitsOf } from '../limits.ts';
import { MergedReports } from '../merged-reports.ts';
import { programFor, type SourceEnvironment } from '../programs.ts';
import type { Finding } from '../report.ts';
import { failureOf } from '../run-failures.ts';
import { FindingRecorder } from '../sanitizer/finding-recorder.ts';
import { type Scenario, standInsOf, type Variant } from '../scenario.ts';
import { defaultScenario, readScenario } from '../scenario-input.ts';
import type { SimulationControl } from '../simulate.ts';
import { SimulationCancelled, SimulationError } from '../simulation-error.ts';
import { isTracedWhole, tracedPart } from '../tracing.ts';
import { withRangeCalls } from './range-call-tree.ts';
import {
  type SystemCallFailure,
  type SystemCallReport,
  type SystemCallResult,
  systemCallReportVersion,
} from './report.ts';
import { type FinishedSystemCall, runSystemCall } from './run-system-call.ts';
import type { SystemCall } from './system-call.ts';
import { systemCallOf } from './table.ts';

/** Every table of a system call is made and walked. */
const mostEntries = 262_144;

export interface SystemCallRequest {
  /** Name in `table.ts`, such as munmap. */
  readonly systemCall: string;
  readonly machines: readonly MachineName[];
  /** How the walkers of the call are run; as they are written when absent. */
  readonly variants?: readonly Variant[];
  /** Over the scenario of the system call. */
  readonly scenario: Partial<Scenario>;
}

/** The scenario that a system call stands for. */
export function scenarioOfSystemCall(call: SystemCall): Scenario {
  return { ...defaultScenario, ...call.scenario };
}

/**
 * Runs a whole system call of the tree on machines and reports what they execute. Pure and synchronous. A run that cannot be
 * finished becomes a failure of the report.
 *
 * Throws a SimulationError when the request makes no sense or the tree lacks a file that the call needs, and a
 * SimulationCancelled.
 */
export function simulateSystemCall(
  request: SystemCallRequest,
  environment: SourceEnvironment,
  control: SimulationControl = {},
): SystemCallReport {
  const call = systemCallOf(request.systemCall);
  const scenario = readScenario(request.scenario, scenarioOfSystemCall(call));
  if (scenario.entries > mostEntries)
    throw new SimulationError(
      `${call.name}: all page tables of a system call are in memory at once, those of up to ${mostEntries} entries (1 GiB); of more, simulate one of its walkers, such as mm/memory.c:zap_pte_range`,
    );
  const [path, ...alsoIn] = call.files;
  const { parser, tree } = environment;
  if (tree?.read(path) === undefined) {
    throw new SimulationError(`${call.name} runs functions of ${path}, which the tree does not have`);
  }
  const shouldStop = control.shouldStop ?? (() => false);
  const clock = control.clock ?? (() => 0);
  const { seconds } = limitsOf(scenario);
  const results: SystemCallResult[] = [];
  const failures: SystemCallFailure[] = [];
  const findings: Finding[] = [];
  const merged = new MergedReports();
  const variants = request.variants ?? ['as-written'];
  const ranged = variants.includes('with-range') ? withRangeCalls(tree, parser, call.files) : tree;
  const runs = request.machines.flatMap((name) => variants.map((variant) => ({ name, variant })));
  for (const [index, { name, variant }] of runs.entries()) {
    control.progress?.(index / runs.length, `${name}, ${variant}`);
    if (shouldStop()) throw new SimulationCancelled();
    const machine = machineOf(name, scenario.machine);
    const found = new FindingRecorder();
    const end = clock() + seconds * 1000;
    const isOver = () => shouldStop() || clock() > end;
    try {
      const sources = { parser, tree: variant === 'with-range' ? ranged : tree };
      const text = sources.tree.read(path) ?? '';
      const runOver = (part: Scenario, traced: boolean): FinishedSystemCall => {
        const program = programFor(sources, path, text, machine, scenario.config, {
          alsoIn,
          traced,
          watchedLines: watchedLines(scenario),
          standIns: standInsOf(scenario),
          wholeCall: true,
        });
        return runSystemCall(program, machine, call, variant, part, isOver, found);
      };
      const isWhole = isTracedWhole(scenario);
      if (!isWhole) runOver(tracedPart(scenario), true);
      const finished = runOver(scenario, isWhole);
      results.push(finished.result);
      merged.add(finished);
    } catch (error) {
      if (shouldStop()) throw new SimulationCancelled();
      failures.push({ machine: name, variant, ...failureOf(error, path, scenario) });
    }
    findings.push(...found.findings.map((each) => ({ ...each, machine: name, variant })));
  }
  control.progress?.(1, 'done');
  return {
    version: systemCallReportVersion,
    systemCall: call.name,
    title: call.title,
    scenario,
    results,
    failures,
    file: path,
    findings,
    watchedEntries: tracedPart(scenario).entries,
    assumptions: merged.assumptions,
    executed: merged.executed,
    modelled: merged.modelled,
  };
}
