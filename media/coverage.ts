/** Which entries one instruction or hypercall covers, and the words for an entry of a run. */
import type { EntryRun, EventName, MachineName, ReplayState, RunResult, Scenario } from '../server/lsp/protocol.ts';
import { count, lookWords, plural } from './format.ts';
import { eventWords, machineWords } from './machines.ts';
import { remembered } from './remembered.ts';
import { type TableName, tableOf } from './tables.ts';

export interface Cover {
  readonly run: EntryRun;
  /** Place among all runs of the report, from 0. */
  readonly index: number;
  /** Place among the runs of the same event, from 1, and their number. */
  readonly place: number;
  readonly of: number;
}

/** By table the covers of each entry, by its index, in the order in which they happened. */
type Coverage = Readonly<Record<TableName, ReadonlyMap<number, readonly Cover[]>>>;

export const coverage = remembered(({ runs, counts }: RunResult): Coverage => {
  const covers = { source: new Map<number, Cover[]>(), destination: new Map<number, Cover[]>() };
  // The report holds no more than some thousands of runs; the counts hold all.
  const totals = new Map<string, number>();
  for (const { event } of runs) totals.set(event, (totals.get(event) ?? 0) + 1);
  for (const [event, total] of totals) totals.set(event, Math.max(total, counts[event as EventName]));
  const seen = new Map<string, number>();
  for (const [index, run] of runs.entries()) {
    const place = (seen.get(run.event) ?? 0) + 1;
    seen.set(run.event, place);
    const cover = { run, index, place, of: totals.get(run.event) ?? place };
    const inTable = covers[tableOf(run)];
    for (let entry = run.first; entry < run.first + run.entries; entry++)
      inTable.set(entry, [...(inTable.get(entry) ?? []), cover]);
  }
  return covers;
});

function coverWords({ run, place, of }: Cover): string {
  const from = run.line > 0 ? `from line ${run.line}` : "from the caller's flush";
  const width = run.entries > 1 ? ` (${plural(run.entries, 'entry', 'entries')})` : '';
  return `covered by ${eventWords[run.event].one} run ${place} of ${of}${width} ${from}`;
}

/** What became of a number of entries. */
export interface LookChange {
  readonly before: ReplayState;
  readonly after: ReplayState;
  readonly entries: number;
}

/** "Entry 168: present → read-only, covered by IPTE run 1 of 1 (256 entries) from line 412." */
export function entryWords(
  entry: string,
  before: ReplayState | undefined,
  after: ReplayState | undefined,
  covers: readonly Cover[],
): string {
  const [was, is] = [lookWords[before ?? 'none'], lookWords[after ?? 'none']];
  const change = was === is ? `${is}, unchanged` : `${was} → ${is}`;
  return `${entry}: ${[change, ...covers.map(coverWords)].join(', ')}.`;
}

/** What became of the entries: "240 present → read-only, 16 swap unchanged". */
export function changeWords(changes: readonly LookChange[]): string {
  return changes
    .map(({ before, after, entries }) => {
      const [was, is] = [lookWords[before], lookWords[after]];
      return `${count(entries)} ${was === is ? `${is} unchanged` : `${was} → ${is}`}`;
    })
    .join(', ');
}

/** Entries by their index in the table, half-open. */
export interface Span {
  readonly first: number;
  readonly end: number;
}

/** How the grid is cut. */
export interface Grid {
  /** Entries to a row, and at most to the whole of it: a page table, or half of a large one. */
  readonly row: number;
  readonly page: number;
}

/** Most entries that one grid has room for. */
const mostShown = 512;

/** The grid of a machine's page table: rows are as many for 256 entries as for 512, and as for two tables of 256. */
export function gridOf(machine: MachineName, { first, end }: Span, tables: number): Grid {
  const page = Math.min(mostShown, machineWords[machine].table);
  return { page, row: tables * Math.min(page, end - first) > mostShown / 2 ? 32 : 16 };
}

/** The entries that the walker is given. */
export const givenSpan = ({ start, entries }: Scenario): Span => ({ first: start, end: start + entries });

export const within = (entry: number, { first, end }: Span): number => Math.max(first, Math.min(entry, end - 1));

/** The part of `given` that is shown when the cursor is on `entry`: the page of the grid that holds it. */
export function shownSpan(given: Span, entry: number, { page }: Grid): Span {
  const start = Math.floor(within(entry, given) / page) * page;
  return { first: Math.max(given.first, start), end: Math.min(given.end, start + page) };
}

/** Where a key leads from an entry; never out of `given`. Undefined for keys that are not the grid's. */
export function moved(
  key: string,
  entry: number,
  given: Span,
  control: boolean,
  { row, page }: Grid,
): number | undefined {
  const column = entry % row;
  const steps: Readonly<Record<string, number>> = {
    ArrowLeft: entry - 1,
    ArrowRight: entry + 1,
    ArrowUp: entry - row,
    ArrowDown: entry + row,
    Home: within(control ? given.first : entry - column, given),
    End: within(control ? given.end - 1 : entry - column + row - 1, given),
    PageUp: within(entry - page, given),
    PageDown: within(entry + page, given),
  };
  const next = steps[key];
  if (next === undefined) return undefined;
  return next === within(next, given) ? next : entry;
}
