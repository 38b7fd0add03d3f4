import { variants } from '../core/simulator/scenario-input.ts';
import { SimulationError } from '../core/simulator/simulation-error.ts';
import { parseSweepRange } from '../core/simulator/studies/sweep/axes.ts';
import { sweepWalker } from '../core/simulator/studies/sweep/sweep.ts';
import { CannotRun, type ExitCode, exitCodes } from './exit.ts';
import { sweepJson } from './format/sweep-json.ts';
import { sweepText } from './format/sweep-text.ts';
import { chooseMachines, chooseScenario, type SimulateOptions } from './simulate.ts';
import { openTarget } from './simulation-target.ts';
import type { Terminal } from './terminal.ts';

/** Varies one property of the scenario and prints how the cost grows. The exit code is 2 when any run could not be finished. */
export async function simulateSweep(
  target: string,
  range: string,
  options: SimulateOptions,
  terminal: Terminal,
): Promise<ExitCode> {
  try {
    const sweep = parseSweepRange(range);
    const machines = chooseMachines(options.machine);
    const { file, spelled, entry, environment } = await openTarget(target, options.tree);
    const swept = sweepWalker(
      {
        file,
        function: entry.name,
        machines,
        variants: options.compare ? variants : ['as-written'],
        scenario: chooseScenario(entry, options),
        sweep,
      },
      environment,
      {
        progress: (_, message) => terminal.progress(`simulating ${entry.name}: ${message}`),
        clock: () => performance.now(),
      },
    );
    terminal.progress(undefined);
    terminal.print(options.json ? sweepJson(swept) : sweepText(swept, spelled, terminal));
    for (const { at, machine, variant, reason, file: where, line } of swept.failures)
      terminal.say(
        `lazy-mmu: ${where}${line > 0 ? `:${line}` : ''}: ${machine}, ${variant}, ${sweep.axis} ${at}: ${reason}`,
      );
    return swept.failures.length > 0 ? exitCodes.couldNotRun : exitCodes.clean;
  } catch (error) {
    if (error instanceof SimulationError) throw new CannotRun(error.message);
    throw error;
  }
}
