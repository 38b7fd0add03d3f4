import type { MachineName } from '../../core/simulator/arch/names.ts';
import { sumOfCounts } from '../../core/simulator/line-counts.ts';
import type { EventCounts, RunResult, SimulationReport } from '../../core/simulator/report.ts';
import { scenarioText } from '../../core/simulator/scenario-words.ts';

/** What a walker costs on one machine. */
export interface MachinePrediction {
  readonly machine: MachineName;
  readonly asWritten: EventCounts;
  readonly withoutLazyMode?: EventCounts;
  /** Absent where no range call can be put in, or one is there. */
  readonly withRange?: EventCounts;
  /** As written, what each line of the walker led to; lines are counted from that of the function's name, which is 0. */
  readonly lines: ReadonlyMap<number, Partial<EventCounts>>;
}

/** What a walker costs in the scenario that fits it. */
export interface Prediction {
  readonly function: string;
  readonly scenario: string;
  readonly machines: readonly MachinePrediction[];
  /** Machines on which the walker, as written, did not come to its end. */
  readonly missing: readonly { readonly machine: MachineName; readonly reason: string }[];
}

/** A prediction, or why there is none, in words for the user. */
export type Predicted = Prediction | { readonly refused: string };

/** The prediction that reports of one walker and scenario make together. At least one run of them must have ended well. */
export function predictionOf(reports: readonly SimulationReport[]): Prediction {
  const [{ function: name, scenario }] = reports;
  const machines = reports.flatMap((report) =>
    report.results.filter(({ variant }) => variant === 'as-written').map((result) => machinePrediction(report, result)),
  );
  const missing = reports
    .flatMap(({ failures }) => failures)
    .filter(({ variant }) => variant === 'as-written')
    .map(({ machine, reason }) => ({ machine, reason }));
  return { function: name, scenario: scenarioText(scenario), machines, missing };
}

function machinePrediction({ results, line }: SimulationReport, asWritten: RunResult): MachinePrediction {
  const { machine } = asWritten;
  const counts = (variant: RunResult['variant']) =>
    results.find((result) => result.machine === machine && result.variant === variant)?.counts;
  const withoutLazyMode = counts('no-lazy-mode');
  const withRange = counts('with-range');
  const lines = new Map<number, Partial<EventCounts>>();
  for (const each of asWritten.lines) {
    if (each.walkerLine === 0) continue;
    const at = each.walkerLine - line;
    lines.set(at, sumOfCounts(lines.get(at) ?? {}, each.counts));
  }
  return {
    machine,
    asWritten: asWritten.counts,
    ...(withoutLazyMode && { withoutLazyMode }),
    ...(withRange && { withRange }),
    lines,
  };
}
