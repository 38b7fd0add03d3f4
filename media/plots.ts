/** What the bars of a machine show: one group per event that matters there, one row per way the walker was run. */
import type {
  EventName,
  MachineName,
  RunFailure,
  RunResult,
  SimulationReport,
  Variant,
} from '../server/lsp/protocol.ts';
import { comparison, count, list, plural, variants } from './format.ts';
import { eventWords, type Metric, machineWords } from './machines.ts';

export interface Bar {
  readonly variant: Variant;
  /** Undefined where the run was not finished. */
  readonly value: number | undefined;
  /** How it compares with the walker as written: "256 times fewer"; empty where there is nothing to compare. */
  readonly ratio: string;
  /** What the number hides: "all global", "256 updates". */
  readonly remark: string;
}

export interface Plot {
  readonly event: EventName;
  readonly label: string;
  readonly bars: readonly Bar[];
}

export interface MachinePlots {
  readonly machine: MachineName;
  readonly results: readonly RunResult[];
  readonly failures: readonly RunFailure[];
  readonly plots: readonly Plot[];
  /** Events of less weight whose count is the same however the walker is run: words for them, no bars. */
  readonly constant: readonly string[];
}

function remark(metric: Metric, { counts }: RunResult): string {
  const value = counts[metric.event];
  if (value === 0) return '';
  const parts = (metric.parts ?? []).filter(({ event }) => counts[event] > 0);
  const split = parts.map(({ event, word }) =>
    counts[event] === value ? (value > 1 ? `all ${word}` : word) : `${count(counts[event])} ${word}`,
  );
  const { carries } = metric;
  const load =
    carries && counts[carries.event] !== value ? plural(counts[carries.event], carries.one, carries.many) : '';
  return [list(split), load].filter((words) => words !== '').join(', ');
}

function plotOf(metric: Metric, shown: readonly Variant[], results: readonly RunResult[]): Plot {
  const written = results.find((each) => each.variant === 'as-written')?.counts[metric.event];
  const bars = shown.map((variant): Bar => {
    const result = results.find((each) => each.variant === variant);
    if (!result) return { variant, value: undefined, ratio: '', remark: '' };
    const value = result.counts[metric.event];
    const isCompared = variant !== 'as-written' && written !== undefined && (written > 0 || value > 0);
    return { variant, value, ratio: isCompared ? comparison(written, value) : '', remark: remark(metric, result) };
  });
  return { event: metric.event, label: eventWords[metric.event].label, bars };
}

/** Different values of the finished bars. */
const valuesOf = ({ bars }: Plot): readonly number[] => [
  ...new Set(bars.flatMap(({ value }) => (value === undefined ? [] : [value]))),
];

const sameCounts = (one: Plot, other: Plot): boolean =>
  one.bars.every(({ value }, index) => value === other.bars[index]?.value);

/** Plots of one machine: its main event always, the others where it matters how the walker is run. */
function plotsOf(report: SimulationReport, machine: MachineName): MachinePlots {
  const results = report.results.filter((result) => result.machine === machine);
  const failures = report.failures.filter((failure) => failure.machine === machine);
  const shown = variants.filter((variant) => [...results, ...failures].some((run) => run.variant === variant));
  const plots: Plot[] = [];
  for (const metric of machineWords[machine].metrics) {
    const plot = plotOf(metric, shown, results);
    const before = plots.at(-1);
    if (metric.paired && before && sameCounts(before, plot))
      plots[plots.length - 1] = { ...before, label: `${before.label} + ${plot.label}` };
    else plots.push(plot);
  }
  const [main, ...rest] = plots;
  return {
    machine,
    results,
    failures,
    plots: main ? [main, ...rest.filter((plot) => valuesOf(plot).length > 1)] : [],
    constant: rest.flatMap((plot) => {
      const [value, ...others] = valuesOf(plot);
      if (value === undefined || others.length > 0) return [];
      return [plural(value, eventWords[plot.event].one, eventWords[plot.event].many)];
    }),
  };
}

/** Every machine of the report, in the order in which they were asked for. */
export function machinePlots(report: SimulationReport): readonly MachinePlots[] {
  const machines = new Set([...report.results, ...report.failures].map(({ machine }) => machine));
  return [...machines].map((machine) => plotsOf(report, machine));
}

/** Largest value of an event in any plot: bars of one event have one scale, whatever the machine. */
export function scales(machines: readonly MachinePlots[]): ReadonlyMap<EventName, number> {
  const largest = new Map<EventName, number>();
  for (const { plots } of machines)
    for (const { event, bars } of plots)
      for (const { value } of bars) largest.set(event, Math.max(largest.get(event) ?? 0, value ?? 0));
  return largest;
}
