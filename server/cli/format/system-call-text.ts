import { eventTitles } from '../../core/simulator/event-words.ts';
import type { EventCounts, EventName } from '../../core/simulator/report.ts';
import { scenarioText } from '../../core/simulator/scenario-words.ts';
import type { SystemCallReport, SystemCallResult } from '../../core/simulator/system-calls/report.ts';
import type { Terminal } from '../terminal.ts';
import { findingLines, findingTitle } from './findings.ts';
import { interruptionLines } from './interruptions.ts';
import { assumptionLines, standInLines, wrapped } from './provenance.ts';
import { table } from './table.ts';
import { variantTitles } from './variants.ts';
import { warningLines } from './warnings.ts';

function countsTable(results: readonly SystemCallResult[]): string[] {
  const shown = eventTitles.filter(({ event }) => results.some(({ counts }) => counts[event] > 0));
  return table(
    [
      { title: 'machine', align: 'left' },
      { title: 'variant', align: 'left' },
      ...(shown.length === 0
        ? ([{ title: 'events', align: 'left' }] as const)
        : shown.map(({ title }) => ({ title, align: 'right' }) as const)),
    ],
    results.map(({ machine, variant, counts }, row) => [
      results[row - 1]?.machine === machine ? '' : machine,
      variantTitles[variant],
      ...(shown.length === 0 ? ['none'] : shown.map(({ event }) => String(counts[event]))),
    ]),
  );
}

/** Events of which another counts more than one kind, or that only say what instructions others were for. */
const summed: readonly EventName[] = ['ipte_entries', 'ipte_local', 'ipte_global', 'tlb_flush', 'ptep_get'];

function eventsText(counts: Partial<EventCounts>): string {
  const titles = new Map(eventTitles.map((each) => [each.event, each]));
  return (Object.entries(counts) as [EventName, number][])
    .filter(([event, times]) => times > 0 && !summed.includes(event) && titles.has(event))
    .map(([event, times]) => `${times} ${times === 1 ? titles.get(event)?.singular : titles.get(event)?.plural}`)
    .join(', ');
}

/** What each machine executed in every one of some places, which `key` names. */
function costsBy<Place extends { readonly counts: Partial<EventCounts> }>(
  results: readonly SystemCallResult[],
  places: (result: SystemCallResult) => readonly Place[],
  key: (place: Place) => readonly string[],
  keepIdle: boolean,
): readonly (readonly string[])[] {
  const rows = new Map<string, { readonly cells: readonly string[]; readonly costs: string[] }>();
  for (const result of results)
    for (const place of places(result)) {
      const cost = eventsText(place.counts);
      if (cost === '' && !keepIdle) continue;
      const cells = key(place);
      const row = rows.get(cells.join('\n')) ?? { cells, costs: [] };
      rows.set(cells.join('\n'), row);
      if (cost !== '') row.costs.push(`${result.machine} ${cost}`);
    }
  return [...rows.values()].map(({ cells, costs }) => [...cells, costs.join('; ')]);
}

const left = (title: string) => ({ title, align: 'left' }) as const;

/** The report for people: counts by machine, by step and by kernel function, and what was run. Failed runs are left to the caller. */
export function systemCallText(report: SystemCallReport, terminal: Terminal): string {
  const { results } = report;
  const written = results.filter(({ variant }) => variant === 'as-written');
  const titled = ([title, ...rows]: readonly string[]) => [terminal.paint('bold', title), ...rows];
  const steps = costsBy(
    written,
    ({ steps }) => steps,
    (step) => [step.title, `${step.function}()`, step.source],
    true,
  );
  const functions = costsBy(
    written,
    (result) => result.functions,
    (each) => [each.function === '' ? 'the step itself' : `${each.function}()`, each.file],
    false,
  );
  const warned = warningLines(results);
  const found = findingLines(report);
  const interrupted = interruptionLines(report);
  const executed = report.executed.map((each) => `${each.function} (${each.file})`);
  const blocks = [
    [terminal.paint('bold', `${report.systemCall}: ${report.title}`), scenarioText(report.scenario)],
    ...(results.length === 0
      ? []
      : [
          titled(countsTable(results)),
          titled(table([left('step'), left('function'), left('called by'), left('executes')], steps)),
          ...(functions.length === 0
            ? []
            : [titled(table([left('executed in'), left('file'), left('what')], functions))]),
          assumptionLines(report),
        ]),
    ...(warned.length > 0 ? [titled(['The kernel would warn:', ...warned])] : []),
    ...(found.length > 0 ? [titled([findingTitle(report), ...found])] : []),
    ...(interrupted.length > 0 ? [titled(['Interruptions:', ...interrupted])] : []),
    [...(executed.length > 0 ? wrapped('Run from source:', executed) : []), ...standInLines(report.modelled)],
  ];
  return `${blocks.map((lines) => lines.join('\n')).join('\n\n')}\n`;
}
