import { sumOfCounts } from '../../core/simulator/line-counts.ts';
import type { EventCounts } from '../../core/simulator/report.ts';
import { machineCosts, shortCost } from './machine-costs.ts';
import type { MachinePrediction, Prediction } from './prediction.ts';

/** Lines of a walker from the first to the last, counted from that of its name. */
export interface WalkerLines {
  readonly first: number;
  readonly last: number;
}

/** `s390 256 IPTE → 1 with the range call · arm64 1 barrier · Xen 9 hypercalls`. */
export function lensTitle({ machines, missing }: Prediction): string {
  const costs = machines.flatMap((each) => {
    const cost = shortCost(each.machine, each.asWritten);
    return cost === '' ? [] : [`${nameOf(each)} ${cost}${rangeNote(each)}`];
  });
  const parts = [...missing.map((each) => `${nameOf(each)} not counted`), ...costs];
  return parts.length > 0 ? parts.join(' · ') : `no cost on ${machines.map(nameOf).join(', ')}`;
}

/** What the range call would make of the cost, or what the one that is there has made of it. */
function rangeNote({ machine, asWritten, withRange, withoutLazyMode }: MachinePrediction): string {
  const [main] = machineCosts[machine].events;
  if (withRange !== undefined)
    return withRange[main] === asWritten[main] ? '' : ` → ${withRange[main]} with the range call`;
  const without = withoutLazyMode?.[main] ?? 0;
  return main === 'ipte' && without > asWritten[main] ? ` instead of ${without}` : '';
}

/** The same in full, a line for each machine, under what it was predicted for. */
export function lensTooltip(prediction: Prediction): string {
  const rows = prediction.machines.map((each) => {
    const ways = waysOf(each).map(({ way, counts }) => `${shortCost(each.machine, counts) || 'nothing'} ${way}`);
    return `${nameOf(each)}: ${ways.join(', ')}`;
  });
  const missing = prediction.missing.map((each) => `${nameOf(each)}: not counted, ${each.reason}`);
  return [`Predicted by running ${prediction.function}(): ${prediction.scenario}`, ...missing, ...rows].join('\n');
}

/** What some lines of a walker cost: `s390 256 IPTE · Xen 8 hypercalls`; empty when they cost nothing. */
export function linesCost({ machines }: Prediction, { first, last }: WalkerLines): string {
  return machines
    .flatMap((each) => {
      let counts: Partial<EventCounts> = {};
      for (const [line, of] of each.lines) if (line >= first && line <= last) counts = sumOfCounts(counts, of);
      const cost = shortCost(each.machine, counts);
      return cost === '' ? [] : [`${nameOf(each)} ${cost}`];
    })
    .join(' · ');
}

/** A table of Markdown: what the walker costs on each machine, in each way that it was run. */
export function costTable({ machines, missing }: Prediction): string {
  const hasRange = machines.some(({ withRange }) => withRange !== undefined);
  const cell = (each: MachinePrediction, counts: EventCounts | undefined) =>
    counts === undefined ? '' : shortCost(each.machine, counts) || 'nothing';
  const rows = machines.map((each) => [
    nameOf(each),
    cell(each, each.asWritten),
    cell(each, each.withoutLazyMode),
    ...(hasRange ? [cell(each, each.withRange)] : []),
  ]);
  const head = ['Predicted', 'As written', 'Without lazy mode', ...(hasRange ? ['With the range call'] : [])];
  const without = missing.map((each) => [nameOf(each), 'not counted', ...head.slice(2).map(() => '')]);
  return [head, head.map(() => '---'), ...without, ...rows].map((cells) => `| ${cells.join(' | ')} |`).join('\n');
}

function nameOf({ machine }: Pick<MachinePrediction, 'machine'>): string {
  return machineCosts[machine].name;
}

function waysOf({ asWritten, withoutLazyMode, withRange }: MachinePrediction) {
  return [
    { way: 'as written', counts: asWritten },
    ...(withoutLazyMode ? [{ way: 'without lazy mode', counts: withoutLazyMode }] : []),
    ...(withRange ? [{ way: 'with the range call', counts: withRange }] : []),
  ];
}
