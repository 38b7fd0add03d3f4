import { costText, differenceText, eventTitles } from '../../core/simulator/event-words.ts';
import { joined } from '../../core/simulator/line-counts.ts';
import type { LineCounts, RunResult, SimulationReport } from '../../core/simulator/report.ts';
import type { Variant } from '../../core/simulator/scenario.ts';
import { scenarioText } from '../../core/simulator/scenario-words.ts';
import type { Terminal } from '../terminal.ts';
import { findingLines, findingTitle } from './findings.ts';
import { interruptionLines } from './interruptions.ts';
import { assumptionLines, configurationLines, standInLines, wrapped } from './provenance.ts';
import { softwareCostLines } from './software-cost.ts';
import { table } from './table.ts';
import { variantTitles } from './variants.ts';
import { warningLines } from './warnings.ts';

function countsTable(results: readonly RunResult[]): string[] {
  const shown = eventTitles.filter(({ event, always }) => always || results.some(({ counts }) => counts[event] > 0));
  return table(
    [
      { title: 'machine', align: 'left' },
      { title: 'variant', align: 'left' },
      ...shown.map(({ title }) => ({ title, align: 'right' }) as const),
    ],
    results.map(({ machine, variant, counts }, row) => [
      results[row - 1]?.machine === machine ? '' : machine,
      variantTitles[variant],
      ...shown.map(({ event }) => String(counts[event])),
    ]),
  );
}

/** The counts of each line of a file, whichever line of the walker led there. */
function wholeLines({ lines }: RunResult): readonly LineCounts[] {
  const whole = new Map<string, LineCounts>();
  for (const each of lines) {
    const key = `${each.file}:${each.line}`;
    const known = whole.get(key);
    whole.set(key, known === undefined ? each : joined(known, each));
  }
  return [...whole.values()];
}

/** Lines of the walker as written whose primitives cost something, with what they cost on each machine. */
function linesTable(results: readonly RunResult[]): string[] {
  const places = new Map<string, { file: string; line: number; calls: number; costs: string[] }>();
  for (const result of results) {
    const { machine, variant } = result;
    for (const { file, line, calls, counts } of wholeLines(result)) {
      const cost = costText(counts);
      if (variant !== 'as-written' || cost === '') continue;
      const key = `${file}:${line}`;
      const place = places.get(key) ?? { file, line, calls: 0, costs: [] };
      places.set(key, place);
      place.calls = Math.max(place.calls, calls);
      place.costs.push(`${machine} ${cost}`);
    }
  }
  if (places.size === 0) return ['No line costs anything on these machines.'];
  const ordered = [...places.values()].sort((a, b) => (a.file === b.file ? a.line - b.line : a.file < b.file ? -1 : 1));
  return table(
    [
      { title: 'line', align: 'left' },
      { title: 'calls', align: 'right' },
      { title: 'cost as written', align: 'left' },
    ],
    ordered.map(({ file, line, calls, costs }) => [
      line > 0 ? `${file}:${line}` : "the caller's flush",
      line > 0 ? String(calls) : '',
      costs.join('; '),
    ]),
  );
}

/** What lazy mode saves as the walker is written, and what the range call would save on top. */
function comparison({ results, rangeCall }: SimulationReport): string[] {
  const machines = [...new Set(results.map(({ machine }) => machine))];
  const run = (machine: string, variant: Variant) =>
    results.find((result) => result.machine === machine && result.variant === variant);
  const differences = (from: Variant, to: Variant) =>
    machines.flatMap((machine) => {
      const before = run(machine, from);
      const after = run(machine, to);
      const difference = before && after ? differenceText(before.counts, after.counts) : '';
      return difference === '' ? [] : [`${machine} ${difference}`];
    });

  const lazy = differences('no-lazy-mode', 'as-written');
  const lines = [`Lazy mode as written: ${lazy.join('; ') || 'no difference on these machines'}.`];
  if (rangeCall && 'refused' in rangeCall) lines.push(`No range call: ${rangeCall.refused}.`);
  else if (rangeCall) {
    const range = differences('as-written', 'with-range');
    lines.push(`With ${rangeCall.text}: ${range.join('; ') || 'no difference on these machines'}.`);
  }
  return lines;
}

/** Runs that ended before the range did, once for all machines that are alike. */
function unfinishedLines({ results }: SimulationReport): string[] {
  const machines = new Map<string, Set<string>>();
  for (const { machine, unfinished } of results) {
    if (unfinished === undefined) continue;
    const text = `returned ${unfinished.returned} in the page table from entry ${unfinished.entry} on`;
    machines.set(text, (machines.get(text) ?? new Set()).add(machine));
  }
  return [...machines].map(([text, names]) => `  ${text} (${[...names].join(', ')})`);
}

/**
 * The report for people: counts, lines, comparison, assumptions, and what was run. Failed runs are left to the caller.
 * With `softwareCost`, a number of CPUs, also what batching costs in calls and memory.
 */
export function simulationText(
  report: SimulationReport,
  path: string,
  terminal: Terminal,
  softwareCost?: number,
): string {
  const heading = terminal.paint('bold', `${path}:${report.line}: ${report.function}()`);
  const executed = report.executed.map((each) =>
    each.file === report.file ? each.function : `${each.function} (${each.file})`,
  );
  const titled = ([title, ...rows]: readonly string[]) => [terminal.paint('bold', title), ...rows];
  const compared = report.results.some(({ variant }) => variant !== 'as-written');
  const warned = warningLines(report.results);
  const unfinished = unfinishedLines(report);
  const interrupted = interruptionLines(report);
  const found = findingLines(report);
  const blocks = [
    [heading, scenarioText(report.scenario)],
    ...(report.results.length > 0 ? [titled(countsTable(report.results)), titled(linesTable(report.results))] : []),
    ...(unfinished.length > 0
      ? [titled(['The walker gave up before the end of the range, and its caller with it:', ...unfinished])]
      : []),
    ...(warned.length > 0 ? [titled(['The kernel would warn:', ...warned])] : []),
    ...(found.length > 0 ? [titled([findingTitle(report), ...found])] : []),
    ...(interrupted.length > 0 ? [titled(['Interruptions:', ...interrupted])] : []),
    ...(compared ? [comparison(report)] : []),
    ...(softwareCost === undefined ? [] : [titled(softwareCostLines(report, softwareCost))]),
    ...(report.results.length > 0 ? [assumptionLines(report)] : []),
    [
      ...wrapped('Run from source:', [report.function, ...executed]),
      ...standInLines(report.modelled),
      ...configurationLines(report),
    ],
  ];
  return `${blocks.map((lines) => lines.join('\n')).join('\n\n')}\n`;
}
