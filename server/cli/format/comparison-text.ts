import { count } from '../../core/count.ts';
import { type EventTitle, eventTitles, isCost } from '../../core/simulator/event-words.ts';
import type { Assumption, EventCounts, EventName } from '../../core/simulator/report.ts';
import { scenarioText } from '../../core/simulator/scenario-words.ts';
import type { ComparedRun, SimulationComparison } from '../../core/simulator/studies/comparison.ts';
import type { Terminal } from '../terminal.ts';
import { table } from './table.ts';
import { variantTitles } from './variants.ts';

/** Characters of a commit's name that people go by. */
const commitLength = 12;

function place({ label, file, function: name, line }: SimulationComparison['after']): string {
  return `${file}:${line}: ${name}() of ${label}`;
}

/** Two rows for a run: before and after, the latter with a star at each count that is another. */
function rows(
  { machine, variant, before, after, changes }: ComparedRun,
  previous: ComparedRun | undefined,
  labels: readonly [string, string],
  shown: readonly EventTitle[],
): string[][] {
  const changed = new Set<EventName>(changes.map(({ event }) => event));
  const cells = (counts: EventCounts | undefined, mark: string) =>
    shown.map(({ event }) => (counts === undefined ? '-' : `${counts[event]}${changed.has(event) ? mark : ' '}`));
  const summary = changes
    .filter(({ event }) => isCost(event))
    .map(({ event, words }) => `${titleOf(event)} ${words}`)
    .join(', ');
  return [
    [previous?.machine === machine ? '' : machine, variantTitles[variant], labels[0], ...cells(before, ' '), ''],
    ['', '', labels[1], ...cells(after, '*'), summary],
  ];
}

function titleOf(event: EventName): string {
  return eventTitles.find((each) => each.event === event)?.plural ?? event;
}

function countsTable({ runs, before, after }: SimulationComparison): string[] {
  const shown = eventTitles.filter(
    ({ event, always }) => always || runs.some((run) => (run.before?.[event] ?? 0) + (run.after?.[event] ?? 0) > 0),
  );
  return table(
    [
      { title: 'machine', align: 'left' },
      { title: 'variant', align: 'left' },
      { title: 'source', align: 'left' },
      ...shown.map(({ title }) => ({ title: `${title} `, align: 'right' }) as const),
      { title: 'change', align: 'left' },
    ],
    runs.flatMap((run, index) => rows(run, runs[index - 1], [before.label, after.label], shown)),
  );
}

/** `s390-ipte-range, as written: 256 → 1 IPTE, 256 times fewer`. */
function sentences({ runs }: SimulationComparison): string[] {
  const changed = runs.filter(({ changes }) => changes.some(({ event }) => isCost(event)));
  if (changed.length === 0)
    return runs.some(({ changes }) => changes.length > 0)
      ? ['Only counts that cost nothing by themselves differ.']
      : ['No count differs on these machines.'];
  return changed.map(({ machine, variant, changes }) => {
    const parts = changes
      .filter(({ event }) => isCost(event))
      .map(({ event, before, after, words }) => `${before} → ${after} ${titleOf(event)}, ${words}`);
    return `${machine}, ${variantTitles[variant]}: ${parts.join('; ')}.`;
  });
}

function assumptionLines({ assumptions, before, after }: SimulationComparison): string[] {
  const line = ({ kind, name, value, file, line: at, times }: Assumption) =>
    `${kind} ${name} = ${value} at ${file}:${at}, ${count(times, 'time')}`;
  return assumptions.map((each) => `  ${(each.side === 'before' ? before : after).label}: ${line(each)}`);
}

/** `new: mm/mremap.c:267: error: message [direct-pte-deref] on s390, xen-pv`, one line for all machines. */
function findingLines({ findings }: SimulationComparison): string[] {
  const machines = new Map<string, Set<string>>();
  for (const { side, file, line, severity, message, slug, machine } of findings) {
    const place = line > 0 ? `${file}:${line}` : file;
    const text = `${side === 'after' ? 'new' : 'gone'}: ${place}: ${severity}: ${message} [${slug}]`;
    machines.set(text, (machines.get(text) ?? new Set()).add(machine));
  }
  return [...machines].map(([text, names]) => `  ${text} on ${[...names].join(', ')}`);
}

/** The comparison for people: two rows a run, differences marked and put in words. Failed runs are left to the caller. */
export function comparisonText(comparison: SimulationComparison, commit: string, terminal: Terminal): string {
  const { before, after, runs, scenario } = comparison;
  const [title, ...lines] = countsTable(comparison);
  const assumed = assumptionLines(comparison);
  const found = findingLines(comparison);
  const blocks = [
    [
      terminal.paint('bold', place(after)),
      `against ${place(before)} (commit ${commit.slice(0, commitLength)})`,
      scenarioText(scenario),
    ],
    ...(runs.length === 0 ? [] : [[terminal.paint('bold', title), ...lines], sentences(comparison)]),
    ...(found.length === 0 ? [] : [['Findings of the sanitizer that differ:', ...found]]),
    ...(assumed.length === 0 ? [] : [['Assumed, and counts depend on it:', ...assumed]]),
  ];
  return `${blocks.map((each) => each.join('\n')).join('\n\n')}\n`;
}
