import { readScenario, variants } from '../core/simulator/scenario-input.ts';
import { SimulationError } from '../core/simulator/simulation-error.ts';
import type { SystemCallReport } from '../core/simulator/system-calls/report.ts';
import { scenarioOfSystemCall, simulateSystemCall } from '../core/simulator/system-calls/simulate-system-call.ts';
import { systemCallOf } from '../core/simulator/system-calls/table.ts';
import { loadKernelParser } from '../host/parser.ts';
import { CannotRun, type ExitCode, exitCodes } from './exit.ts';
import { systemCallJson } from './format/system-call-json.ts';
import { systemCallText } from './format/system-call-text.ts';
import { chooseMachines, givenScenario, type SimulateOptions } from './simulate.ts';
import type { Terminal } from './terminal.ts';
import { openWorkspace } from './workspace.ts';

async function runCall(name: string, options: SimulateOptions, terminal: Terminal): Promise<SystemCallReport> {
  const call = systemCallOf(name);
  const { inTree, tree } = openWorkspace(options.tree, []);
  if (!inTree) throw new CannotRun(`${name}: a system call needs a kernel tree; say --tree DIR, or go to one`);
  const machines = chooseMachines(options.machine);
  const scenario = readScenario(givenScenario(options), scenarioOfSystemCall(call));
  return simulateSystemCall(
    { systemCall: name, machines, scenario, variants: options.compare ? variants : ['as-written'] },
    { parser: await loadKernelParser(), tree },
    {
      progress: (_, message) => terminal.progress(`simulating ${name}: ${message}`),
      clock: () => performance.now(),
    },
  );
}

/** Simulates a whole system call and prints what it executes. The exit code is 2 when any run could not be finished. */
export async function simulateCall(name: string, options: SimulateOptions, terminal: Terminal): Promise<ExitCode> {
  try {
    const report = await runCall(name, options, terminal);
    terminal.progress(undefined);
    terminal.print(options.json ? systemCallJson(report) : systemCallText(report, terminal));
    for (const { machine, variant, reason, file, line } of report.failures)
      terminal.say(`lazy-mmu: ${file}${line > 0 ? `:${line}` : ''}: ${machine}, ${variant}: ${reason}`);
    return report.failures.length > 0 ? exitCodes.couldNotRun : exitCodes.clean;
  } catch (error) {
    if (error instanceof SimulationError) throw new CannotRun(error.message);
    throw error;
  }
}
