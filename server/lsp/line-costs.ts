import type { MachineName } from '../core/simulator/arch/names.ts';
import { sumOfCounts } from '../core/simulator/line-counts.ts';
import type { EventCounts, SimulationReport } from '../core/simulator/report.ts';
import type { LineIndex } from '../core/text.ts';
import { machineCosts, shortCost } from './predictions/machine-costs.ts';
import type { LineCosts, SimulationTarget } from './protocol.ts';

/** Machines that stand for others which differ from them in nothing that a line would say. */
const standsFor: Readonly<Partial<Record<MachineName, MachineName>>> = {
  's390-ipte-range': 's390',
  arm64: 'arm64-eager',
};

/** What each line of the walker's file cost on the machines of a report, as written, in words. */
export function lineCosts(
  { uri, function: name }: SimulationTarget,
  version: number,
  { file, range, results }: SimulationReport,
  index: LineIndex,
): LineCosts {
  const asked = results.filter(({ variant }) => variant === 'as-written');
  const left = new Set(asked.map(({ machine }) => standsFor[machine]));
  const texts = new Map<number, string[]>();
  for (const { machine, lines } of asked.filter((each) => !left.has(each.machine))) {
    const counts = new Map<number, Partial<EventCounts>>();
    for (const each of lines)
      if (each.file === file && each.line > 0)
        counts.set(each.line, sumOfCounts(counts.get(each.line) ?? {}, each.counts));
    for (const [line, of] of counts) {
      const cost = shortCost(machine, of);
      if (cost !== '') texts.set(line, [...(texts.get(line) ?? []), `${machineCosts[machine].name} ${cost}`]);
    }
  }
  const lines = [...texts].map(([line, costs]) => ({ line: line - 1, text: costs.join(' · ') }));
  const counted = lines.map(({ line }) => line);
  return {
    uri,
    function: name,
    version,
    first: Math.min(index.lineOf(range.start) - 1, ...counted),
    last: Math.max(index.lineOf(range.end) - 1, ...counted),
    lines,
  };
}
