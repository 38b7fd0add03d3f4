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
  /** What the number hides: "200 on all CPUs and 40 on this CPU", "256 updates". */
  readonly remark: string;
}

export interface Plot {
  readonly event: EventName;
  readonly label: string;
  /** What is the same in every bar: "on all CPUs". */
  readonly shared?: string;
  readonly bars: readonly Bar[];
}

export interface MachinePlots {
  readonly machine: MachineName;
  readonly results: readonly RunResult[];
  readonly failures: readonly RunFailure[];
  readonly plots: readonly Plot[];
  /** Events of less weight whose count is the same however the walker is run: words for them, no bars. */
  readonly constant: readonly string[];
  /** Names of the events that cost time there, where no run has any of them: there is nothing to draw. */
  readonly idle?: readonly string[];
}

/** How an event splits in a run: "200 on all CPUs and 40 on this CPU"; the one word where all of it is of a kind. */
function splitOf({ event: whole, parts = [] }: Metric, { counts }: RunResult): string {
  return list(
    parts
      .filter(({ event }) => counts[event] > 0)
      .map(({ event, word }) => (counts[event] === counts[whole] ? word : `${count(counts[event])} ${word}`)),
  );
}

function remark({ event, carries }: Metric, { counts }: RunResult, split: string): string {
  const value = counts[event];
  if (value === 0) return '';
  const load =
    carries && counts[carries.event] !== value ? plural(counts[carries.event], carries.one, carries.many) : '';
  return [split, load].filter((words) => words !== '').join(', ');
}

/** What every run says of how the event splits; empty where they differ, or it is said in numbers. */
function sharedSplit(metric: Metric, results: readonly RunResult[]): string {
  const happening = results.filter(({ counts }) => counts[metric.event] > 0);
  const [split = '', ...others] = new Set(happening.map((result) => splitOf(metric, result)));
  return others.length === 0 && (metric.parts ?? []).some(({ word }) => word === split) ? split : '';
}

function ratioOf(variant: Variant, written: number | undefined, value: number): string {
  if (variant === 'as-written' || written === undefined || (written === 0 && value === 0)) return '';
  return written === 0 ? 'none as written' : comparison(written, value);
}

function plotOf(metric: Metric, shown: readonly Variant[], results: readonly RunResult[]): Plot {
  const written = results.find((each) => each.variant === 'as-written')?.counts[metric.event];
  const shared = sharedSplit(metric, results);
  const bars = shown.map((variant): Bar => {
    const result = results.find((each) => each.variant === variant);
    if (!result) return { variant, value: undefined, ratio: '', remark: '' };
    const value = result.counts[metric.event];
    return {
      variant,
      value,
      ratio: ratioOf(variant, written, value),
      remark: remark(metric, result, shared === '' ? splitOf(metric, result) : ''),
    };
  });
  const { label } = eventWords[metric.event];
  return { event: metric.event, label, bars, ...(shared === '' ? {} : { shared }) };
}

/** Different values of the finished bars. */
const valuesOf = ({ bars }: Plot): readonly number[] => [
  ...new Set(bars.flatMap(({ value }) => (value === undefined ? [] : [value]))),
];

const sameCounts = (one: Plot, other: Plot): boolean =>
  one.bars.every(({ value }, index) => value === other.bars[index]?.value);

const isNone = (plot: Plot): boolean => plot.bars.every(({ value }) => value === 0);

/** Plots of one machine: the first event that happens, the others where it matters how the walker is run. */
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
  if (plots.every(isNone)) {
    const idle = plots.map(({ label }) => label);
    return { machine, results, failures, plots: [], constant: [], idle };
  }
  const main = plots.find((plot) => !isNone(plot));
  const rest = plots.filter((plot) => plot !== main && !isNone(plot));
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
