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
  readonly before: RunResult;
  readonly after: RunResult;
}

const mainEvent = (machine: MachineName): EventName => machineWords[machine].metrics[0].event;

function comparisons(report: SimulationReport, words: string, before: Variant, after: Variant): Comparison[] {
  return report.results.flatMap((result) => {
    const baseline = findResult(report, { machine: result.machine, variant: before });
    if (result.variant !== after || !baseline) return [];
    return [{ subject: `${machineWords[result.machine].name} ${words}`, before: baseline, after: result }];
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
  const change = from === to ? 'as many as without it' : comparison(from, to);
  return {
    subject: choice.subject,
    ...(from === to ? {} : { from: count(from) }),
    to: count(to),
    unit: unitOf(event, to),
    detail: [change, tableAfterwards(choice)].join(', '),
    run: { machine: choice.after.machine, variant: choice.after.variant },
  };
}

/**
 * The comparison that tells most: the range call where a machine gains by it, else lazy mode itself, else the first run's
 * count. Undefined for a report without a finished run.
 */
export function headline(report: SimulationReport): Headline | undefined {
  const range = heaviest(comparisons(report, 'with the range call', 'as-written', 'with-range'));
  const lazy = heaviest(comparisons(report, 'with lazy MMU mode', 'no-lazy-mode', 'as-written'));
  const choice = [range, lazy].find((each) => each !== undefined && weight(each) > 1) ?? range ?? lazy;
  if (choice) return compared(choice);
  const first = report.results[0];
  if (!first) return undefined;
  const event = mainEvent(first.machine);
  return {
    subject: machineWords[first.machine].name,
    to: count(first.counts[event]),
    unit: unitOf(event, first.counts[event]),
    detail: '',
    run: { machine: first.machine, variant: first.variant },
  };
}

/** The headline as one sentence, for those who hear it. */
export function headlineSentence({ subject, from, to, unit, detail }: Headline): string {
  const change = from === undefined ? `${to} ${unit}` : `${from} → ${to} ${unit}`;
  return detail === '' ? `${subject}: ${change}` : `${subject}: ${change} (${detail})`;
}
