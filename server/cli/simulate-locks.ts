import { variants } from '../core/simulator/scenario-input.ts';
import { SimulationError } from '../core/simulator/simulation-error.ts';
import { studyLocks } from '../core/simulator/studies/locks/lock-study.ts';
import { CannotRun, type ExitCode, exitCodes } from './exit.ts';
import { locksJson } from './format/locks-json.ts';
import { locksText } from './format/locks-text.ts';
import { chooseMachines, chooseScenario, type SimulateOptions } from './simulate.ts';
import { openTarget } from './simulation-target.ts';
import type { Terminal } from './terminal.ts';

/** Prints how many CPUs at once fare with one lock around a walker's sections. The exit code is 2 when a run could not be finished. */
export async function simulateLocks(
  target: string,
  cpus: number,
  options: SimulateOptions,
  terminal: Terminal,
): Promise<ExitCode> {
  try {
    const machines = chooseMachines(options.machine);
    const { file, spelled, entry, environment } = await openTarget(target, options.tree);
    const study = studyLocks(
      {
        file,
        function: entry.name,
        machines,
        variants: options.compare ? variants : ['as-written'],
        scenario: chooseScenario(entry, options),
        cpus,
        costs: options.cost ?? {},
      },
      environment,
      { progress: (_, message) => terminal.progress(`simulating ${entry.name}: ${message}`) },
    );
    terminal.progress(undefined);
    terminal.print(options.json ? locksJson(study) : locksText(study, spelled, terminal));
    for (const { machine, variant, reason, file: where, line } of study.failures)
      terminal.say(`lazy-mmu: ${where}${line > 0 ? `:${line}` : ''}: ${machine}, ${variant}: ${reason}`);
    return study.failures.length > 0 ? exitCodes.couldNotRun : exitCodes.clean;
  } catch (error) {
    if (error instanceof SimulationError) throw new CannotRun(error.message);
    throw error;
  }
}
