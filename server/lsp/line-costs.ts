import type { MachineName } from '../core/simulator/arch/names.ts';
import { countsText } from '../core/simulator/event-words.ts';
import { sumOfCounts } from '../core/simulator/line-counts.ts';
import type { EventCounts, LineCounts, SimulationReport } from '../core/simulator/report.ts';
import type { SourceFile } from '../core/syntax/source-file.ts';
import { chiefCount, machineCosts, shortCost } from './predictions/machine-costs.ts';
import type { LineCost, LineCosts, LineStretch } from './protocol.ts';

/** Machines that stand for others which differ from them in nothing that a line would say. */
const standsFor: Readonly<Partial<Record<MachineName, MachineName>>> = {
  's390-ipte-range': 's390',
  arm64: 'arm64-eager',
};

/** The text that was run. */
export interface CountedText {
  readonly uri: string;
  readonly version: number;
  readonly functions: ReadonlyMap<string, LineStretch>;
}

/** Where the functions of a file stand. */
export function functionLines({ functions, lines }: SourceFile): ReadonlyMap<string, LineStretch> {
  return new Map(
    functions.map(({ name, start, end }) => [name, { first: lines.lineOf(start) - 1, last: lines.lineOf(end) - 1 }]),
  );
}

/** What each line of the walker's file cost on the machines of a report, as written. */
export function lineCosts({ uri, version, functions }: CountedText, report: SimulationReport): LineCosts {
  const { function: name, file, executed } = report;
  const asked = report.results.filter(({ variant }) => variant === 'as-written');
  const left = new Set(asked.map(({ machine }) => standsFor[machine]));
  const costs = new Map<number, LineCost>();
  for (const { machine, lines } of asked.filter((each) => !left.has(each.machine)))
    for (const [line, counts] of countsByLine(file, lines)) {
      const cost = costOn(machine, line - 1, counts, costs.get(line));
      if (cost) costs.set(line, cost);
    }
  const ran = [name, ...executed.filter((each) => each.file === file).map((each) => each.function)];
  return {
    uri,
    function: name,
    version,
    ran: [...new Set(ran)].flatMap((each) => functions.get(each) ?? []),
    lines: [...costs.values()],
  };
}

function countsByLine(file: string, lines: readonly LineCounts[]): ReadonlyMap<number, Partial<EventCounts>> {
  const counts = new Map<number, Partial<EventCounts>>();
  for (const each of lines)
    if (each.file === file && each.line > 0)
      counts.set(each.line, sumOfCounts(counts.get(each.line) ?? {}, each.counts));
  return counts;
}

/** What a machine adds to the cost of a line; undefined when it waits for nothing there. */
function costOn(
  machine: MachineName,
  line: number,
  counts: Partial<EventCounts>,
  others: LineCost | undefined,
): LineCost | undefined {
  const cost = shortCost(machine, counts);
  if (cost === '') return undefined;
  const { name } = machineCosts[machine];
  return {
    line,
    text: [...(others ? [others.text] : []), `${name} ${cost}`].join(' · '),
    times: others?.times ?? chiefCount(machine, counts),
    details: [...(others?.details ?? []), `${name}: ${countsText(counts)}`],
  };
}
