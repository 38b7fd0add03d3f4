import { ExecutionStop } from './interpreter/stop.ts';
import { WorkStopped } from './interpreter/stop-check.ts';
import { limitsOf, raiseLimit } from './limits.ts';
import type { Scenario } from './scenario.ts';
import { SimulationError } from './simulation-error.ts';

/** Why a run could not be finished, and where. */
export interface FailedRun {
  readonly reason: string;
  readonly file: string;
  /** From 1; 0 when no line is to blame. */
  readonly line: number;
}

const defect = 'a defect of the simulator';

/**
 * Anything that a run throws is told, never thrown on: one machine must not take the others along. The caller has looked
 * whether the user called it off. `path` is the file of the run, `remedy` says what to do about C that cannot be run.
 */
export function failureOf(
  error: unknown,
  path: string,
  scenario: Scenario,
  remedy: (stop: ExecutionStop) => string = () => '',
): FailedRun {
  const place =
    error instanceof ExecutionStop ? { file: error.file || path, line: error.line } : { file: path, line: 0 };
  if (error instanceof WorkStopped || (error instanceof ExecutionStop && error.kind === 'cancelled')) {
    return { reason: `${limitsOf(scenario).seconds} seconds were used up; ${raiseLimit('seconds')}`, ...place };
  }
  if (error instanceof ExecutionStop) return { reason: `${error.reason}${remedy(error)}`, ...place };
  if (error instanceof SimulationError) return { reason: error.message, ...place };
  return { reason: `${defect}: ${error instanceof Error ? error.message : String(error)}`, ...place };
}
