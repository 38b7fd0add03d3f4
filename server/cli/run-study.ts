import type { RunFailure } from '../core/simulator/report.ts';
import type { SimulationRequest } from '../core/simulator/scenario.ts';
import { variants } from '../core/simulator/scenario-input.ts';
import type { SimulationControl } from '../core/simulator/simulate.ts';
import { SimulationError } from '../core/simulator/simulation-error.ts';
import { GitFailure } from '../host/git/revision.ts';
import { CannotRun, type ExitCode, exitCodes } from './exit.ts';
import { chooseMachines, chooseScenario, type SimulateOptions } from './simulate.ts';
import { openTarget, type SimulationTarget } from './simulation-target.ts';
import type { Terminal } from './terminal.ts';

/** A walker that was opened for a study, and what it is run with. */
export interface OpenedStudy {
  readonly target: SimulationTarget;
  readonly request: SimulationRequest;
  readonly control: SimulationControl;
}

/** What a study has to say. */
export interface StudyOutcome {
  /** For standard output. */
  readonly text: string;
  /** Runs that could not be finished; `note` stands before the place, `detail` behind the variant. */
  readonly failures: readonly (RunFailure & { readonly note?: string; readonly detail?: string })[];
  /** When all runs were finished. */
  readonly exitCode: ExitCode;
}

/**
 * Opens a walker by what the user typed, carries a study out and prints it. The exit code is 2 when any run could not be
 * finished. Throws a CannotRun with words for the user when the study makes no sense.
 */
export async function runStudy(
  typed: string,
  options: SimulateOptions,
  terminal: Terminal,
  study: (opened: OpenedStudy) => StudyOutcome,
): Promise<ExitCode> {
  try {
    const machines = chooseMachines(options.machine);
    const target = await openTarget(typed, options.tree);
    const { file, entry } = target;
    const request: SimulationRequest = {
      file,
      function: entry.name,
      machines,
      variants: options.compare ? variants : ['as-written'],
      scenario: chooseScenario(entry, options),
    };
    const control: SimulationControl = {
      progress: (_, message) => terminal.progress(`simulating ${entry.name}: ${message}`),
      clock: () => performance.now(),
    };
    const { text, failures, exitCode } = study({ target, request, control });
    terminal.progress(undefined);
    terminal.print(text);
    for (const failure of failures) terminal.say(failureLine(failure));
    return failures.length > 0 ? exitCodes.couldNotRun : exitCode;
  } catch (error) {
    if (error instanceof SimulationError || error instanceof GitFailure) throw new CannotRun(error.message);
    throw error;
  }
}

function failureLine({ machine, variant, reason, file, line, note, detail }: StudyOutcome['failures'][number]): string {
  const place = `${note === undefined ? '' : `${note}: `}${file}${line > 0 ? `:${line}` : ''}`;
  return `lazy-mmu: ${place}: ${machine}, ${variant}${detail === undefined ? '' : `, ${detail}`}: ${reason}`;
}
