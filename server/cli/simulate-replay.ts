import { replayWalker } from '../core/simulator/replay/replay-walker.ts';
import type { Variant } from '../core/simulator/scenario.ts';
import { SimulationError } from '../core/simulator/simulation-error.ts';
import { type ExitCode, exitCodes } from './exit.ts';
import { replayJson } from './format/replay-json.ts';
import { replayText } from './format/replay-text.ts';
import { runStudy } from './run-study.ts';
import type { SimulateOptions } from './simulate.ts';
import type { Terminal } from './terminal.ts';

/** Prints what one run does, step by step. The exit code is 2 when it could not be finished. */
export function simulateReplay(
  walker: string,
  variant: Variant,
  options: SimulateOptions,
  terminal: Terminal,
): Promise<ExitCode> {
  return runStudy(walker, options, terminal, ({ target, request, control }) => {
    const [machine, another] = options.machine === undefined ? [] : request.machines;
    if (machine === undefined || another !== undefined)
      throw new SimulationError('one run can be replayed at a time: name one machine with --machine');
    const replay = replayWalker({ ...request, machine, variant }, target.environment, control);
    const text = options.json ? replayJson(replay) : replayText(replay, target.spelled, terminal);
    const failures = replay.failure === undefined ? [] : [{ machine, variant, ...replay.failure }];
    return { text, failures, exitCode: exitCodes.clean };
  });
}
