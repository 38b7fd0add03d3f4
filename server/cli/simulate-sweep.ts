import { parseSweepRange } from '../core/simulator/studies/sweep/axes.ts';
import { sweepWalker } from '../core/simulator/studies/sweep/sweep.ts';
import { type ExitCode, exitCodes } from './exit.ts';
import { sweepJson } from './format/sweep-json.ts';
import { sweepText } from './format/sweep-text.ts';
import { runStudy } from './run-study.ts';
import type { SimulateOptions } from './simulate.ts';
import type { Terminal } from './terminal.ts';

/** Varies one property of the scenario and prints how the cost grows. */
export function simulateSweep(
  walker: string,
  range: string,
  options: SimulateOptions,
  terminal: Terminal,
): Promise<ExitCode> {
  return runStudy(walker, options, terminal, ({ target, request, control }) => {
    const sweep = parseSweepRange(range);
    const swept = sweepWalker({ ...request, sweep }, target.environment, control);
    const text = options.json ? sweepJson(swept) : sweepText(swept, target.spelled, terminal);
    const failures = swept.failures.map((each) => ({ ...each, detail: `${sweep.axis} ${each.at}` }));
    return { text, failures, exitCode: exitCodes.clean };
  });
}
