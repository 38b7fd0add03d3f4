/** The one sentence that a report comes down to. */
import type { EventName, MachineName, RunResult, SimulationReport, Variant } from '../server/lsp/protocol.ts';
import { comparison, count, sameTable } from './format.ts';
import { eventWords, machineWords } from './machines.ts';

export interface Headline {
  /** "s390 with the range call:" */
  readonly subject: string;
  /** Count before, absent where nothing was compared. */
  readonly from?: string;
  readonly to: string;
  /** "IPTE", "hypercalls" */
  readonly unit: string;
  /** "256 times fewer, same page table afterwards"; empty where there is nothing to add. */
  readonly detail: string;
  /** The run that the sentence speaks of. */
  readonly run: { readonly machine: MachineName; readonly variant: Variant };
}

export function findResult(
  report: SimulationReport,
  run: { readonly machine: MachineName; readonly variant: Variant },
): RunResult | undefined {
  return report.results.find((result) => result.machine === run.machine && result.variant === run.variant);
}

interface Comparison {
  readonly subject: string;
  /** What it is compared with. */
  readonly than: string;
  readonly before: RunResult;
  readonly after: RunResult;
}

const mainEvent = (machine: MachineName): EventName => machineWords[machine].metrics[0].event;

function comparisons(report: SimulationReport, words: string, before: Variant, after: Variant): Comparison[] {
  return report.results.flatMap((result) => {
    const baseline = findResult(report, { machine: result.machine, variant: before });
    if (result.variant !== after || !baseline) return [];
    const subject = `${machineWords[result.machine].name} ${words}`;
    return [{ subject, than: before === 'as-written' ? 'as written' : 'without it', before: baseline, after: result }];
  });
}

/** How much a comparison has to tell: the ratio of its counts, 1 for none. */
function weight({ before, after }: Comparison): number {
  const event = mainEvent(after.machine);
  const [low, high] = [before.counts[event], after.counts[event]].sort((one, other) => one - other);
  return ((high ?? 0) + 1) / ((low ?? 0) + 1);
}

function heaviest(candidates: readonly Comparison[]): Comparison | undefined {
  return candidates.reduce<Comparison | undefined>(
    (best, each) => (best && weight(best) >= weight(each) ? best : each),
    undefined,
  );
}

function tableAfterwards({ before, after }: Comparison): string {
  return sameTable(before, after) ? 'same page table afterwards' : 'a different page table afterwards';
}

const unitOf = (event: EventName, value: number): string =>
  value === 1 ? eventWords[event].one : eventWords[event].many;

function compared(choice: Comparison): Headline {
  const event = mainEvent(choice.after.machine);
  const [from, to] = [choice.before.counts[event], choice.after.counts[event]];
  const change = comparison(from, to);
  return {
    subject: choice.subject,
    from: count(from),
    to: count(to),
    unit: unitOf(event, to),
    detail: [/fewer|more/.test(change) ? `${change} than ${choice.than}` : change, tableAfterwards(choice)].join(', '),
    run: { machine: choice.after.machine, variant: choice.after.variant },
  };
}

/**
 * The comparison that tells most: the range call where a machine gains by it, else lazy mode itself, else what the walker
 * costs however it is run. Undefined for a report without a finished run.
 */
export function headline(report: SimulationReport): Headline | undefined {
  const range = heaviest(comparisons(report, 'with the range call', 'as-written', 'with-range'));
  const lazy = heaviest(comparisons(report, 'with lazy MMU mode', 'no-lazy-mode', 'as-written'));
  const choice = [range, lazy].find((each) => each !== undefined && weight(each) > 1);
  return choice ? compared(choice) : unchanged(report);
}

/** What a walker costs however it is run, where it costs most; undefined without a finished run. */
function unchanged({ results }: SimulationReport): Headline | undefined {
  const value = ({ machine, counts }: RunResult) => counts[mainEvent(machine)];
  const [first, ...others] = results;
  if (!first) return undefined;
  const most = others.reduce((best, each) => (value(each) > value(best) ? each : best), first);
  const run = { machine: most.machine, variant: most.variant };
  const isCompared = results.some((each) => each.machine === most.machine && each !== most);
  return {
    subject: machineWords[most.machine].name,
    to: count(value(most)),
    unit: unitOf(mainEvent(most.machine), value(most)),
    detail: isCompared ? 'the same in every run' : '',
    run,
  };
}

/** Does the range call save nothing that costs time, wherever it was run? False where it was run nowhere. */
export function rangeSavesNothing(report: SimulationReport): boolean {
  const compared = comparisons(report, '', 'as-written', 'with-range');
  const same = ({ before, after }: Comparison) =>
    machineWords[after.machine].metrics.every(({ event }) => before.counts[event] === after.counts[event]);
  return compared.length > 0 && compared.every(same);
}

/** The headline as one sentence, for those who hear it. */
export function headlineSentence({ subject, from, to, unit, detail }: Headline): string {
  const change = from === undefined ? `${to} ${unit}` : `${from} → ${to} ${unit}`;
  return detail === '' ? `${subject}: ${change}` : `${subject}: ${change} (${detail})`;
}
