import { studyLocks } from '../core/simulator/studies/locks/lock-study.ts';
import { type ExitCode, exitCodes } from './exit.ts';
import { locksJson } from './format/locks-json.ts';
import { locksText } from './format/locks-text.ts';
import { runStudy } from './run-study.ts';
import type { SimulateOptions } from './simulate.ts';
import type { Terminal } from './terminal.ts';

/** Prints how many CPUs at once fare with one lock around a walker's sections. */
export function simulateLocks(
  walker: string,
  cpus: number,
  options: SimulateOptions,
  terminal: Terminal,
): Promise<ExitCode> {
  return runStudy(walker, options, terminal, ({ target, request, control }) => {
    const study = studyLocks({ ...request, cpus, costs: options.cost ?? {} }, target.environment, control);
    const text = options.json ? locksJson(study) : locksText(study, target.spelled, terminal);
    return { text, failures: study.failures, exitCode: exitCodes.clean };
  });
}
