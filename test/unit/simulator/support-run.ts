import type { MachineName } from '../../../server/core/simulator/arch/names.ts';
import type { EventCounts, RunResult, SimulationReport } from '../../../server/core/simulator/report.ts';
import type { Scenario, Variant } from '../../../server/core/simulator/scenario.ts';
import { defaultScenario } from '../../../server/core/simulator/scenario-input.ts';
import { simulate } from '../../../server/core/simulator/simulate.ts';
import type { KernelParser } from '../../../server/core/syntax/source-file.ts';
import { loadKernelParser } from '../../../server/host/parser.ts';

let loaded: KernelParser | undefined;

/** The parser, loaded once; for `before`. */
export async function loadParser(): Promise<void> {
  loaded ??= await loadKernelParser();
}

export interface WalkerRun extends RunResult {
  readonly report: SimulationReport;
}

export const walkerPath = 'walker.c';

/** Runs the function `walker` of a text on one machine, through the whole simulator. Throws when the run fails. */
export function runWalkerText(
  machine: MachineName,
  text: string,
  scenario: Partial<Scenario> = {},
  variant: Variant = 'as-written',
): WalkerRun {
  if (loaded === undefined) throw new Error('call loadParser() before');
  const report = simulate(
    {
      file: walkerPath,
      function: 'walker',
      machines: [machine],
      variants: [variant],
      scenario: { ...defaultScenario, ...scenario },
    },
    { parser: loaded, text },
  );
  const [failure] = report.failures;
  if (failure !== undefined) throw new Error(`${failure.file}:${failure.line}: ${failure.reason}`);
  return { ...report.results[0], report };
}

/** The counts that are not 0, but for reads of entries. */
export function eventsOf({ counts }: RunResult): Partial<EventCounts> {
  return Object.fromEntries(Object.entries(counts).filter(([name, value]) => name !== 'ptep_get' && value > 0));
}

/** Line of a text that holds `part`, from 1. */
export function lineOf(text: string, part: string): number {
  const line = text.split('\n').findIndex((each) => each.includes(part));
  if (line < 0) throw new Error(`no line holds ${part}`);
  return line + 1;
}
