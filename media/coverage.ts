/** Which entries one instruction or hypercall covers, and the words for an entry of a run. */
import type { EntryRun, EntryState, EventName, RunResult, Scenario } from '../server/lsp/protocol.ts';
import { count, plural, stateWords } from './format.ts';
import { eventWords } from './machines.ts';

export interface Cover {
  readonly run: EntryRun;
  /** Place among the runs of the same event, from 1, and their number. */
  readonly place: number;
  readonly of: number;
}

/** Computes once for each object: what is drawn again at every key must not be worked out again. */
function remembered<Key extends object, Value>(make: (key: Key) => Value): (key: Key) => Value {
  const made = new WeakMap<Key, Value>();
  return (key) => {
    const value = made.get(key) ?? make(key);
    made.set(key, value);
    return value;
  };
}

/** The covers of each entry, by its index in the table, in the order in which they happened. */
export const coverage = remembered(({ runs, counts }: RunResult): ReadonlyMap<number, readonly Cover[]> => {
  const covers = new Map<number, Cover[]>();
  // The report holds no more than some thousands of runs; the counts hold all.
  const totals = new Map<string, number>();
  for (const { event } of runs) totals.set(event, (totals.get(event) ?? 0) + 1);
  for (const [event, total] of totals) totals.set(event, Math.max(total, counts[event as EventName]));
  const seen = new Map<string, number>();
  for (const run of runs) {
    const place = (seen.get(run.event) ?? 0) + 1;
    seen.set(run.event, place);
    const cover = { run, place, of: totals.get(run.event) ?? place };
    for (let index = run.first; index < run.first + run.entries; index++)
      covers.set(index, [...(covers.get(index) ?? []), cover]);
  }
  return covers;
});

function coverWords({ run, place, of }: Cover): string {
  const from = run.line > 0 ? `from line ${run.line}` : "from the caller's flush";
  const width = run.entries > 1 ? ` (${plural(run.entries, 'entry', 'entries')})` : '';
  return `covered by ${eventWords[run.event].one} run ${place} of ${of}${width} ${from}`;
}

/** "Entry 168: present → read-only, covered by IPTE run 1 of 1 (256 entries) from line 412." */
export function entryWords(
  index: number,
  before: EntryState | undefined,
  after: EntryState | undefined,
  covers: readonly Cover[],
): string {
  const [was, is] = [stateWords[before ?? 'none'], stateWords[after ?? 'none']];
  const change = was === is ? `${is}, unchanged` : `${was} → ${is}`;
  return `Entry ${index}: ${[change, ...covers.map(coverWords)].join(', ')}.`;
}

/** What became of the entries: "240 present → read-only, 16 swap unchanged". */
export function changeWords({ changes }: RunResult): string {
  return changes
    .map(({ before, after, entries }) => {
      const [was, is] = [stateWords[before], stateWords[after]];
      return `${count(entries)} ${was === is ? `${is} unchanged` : `${was} → ${is}`}`;
    })
    .join(', ');
}

/** Entries by their index in the table, half-open. */
export interface Span {
  readonly first: number;
  readonly end: number;
}

/** Entries to a row of the grid, and at most to the whole of it. */
export const rowLength = 16;
export const pageLength = 512;

/** The entries that the walker is given. */
export const givenSpan = ({ start, entries }: Scenario): Span => ({ first: start, end: start + entries });

export const within = (entry: number, { first, end }: Span): number => Math.max(first, Math.min(entry, end - 1));

/** The part of `given` that is shown when the cursor is on `entry`: the page of the grid that holds it. */
export function shownSpan(given: Span, entry: number): Span {
  const page = Math.floor(within(entry, given) / pageLength) * pageLength;
  return { first: Math.max(given.first, page), end: Math.min(given.end, page + pageLength) };
}

/** Where a key leads from an entry; never out of `given`. Undefined for keys that are not the grid's. */
export function moved(key: string, entry: number, given: Span, control: boolean): number | undefined {
  const column = entry % rowLength;
  const steps: Readonly<Record<string, number>> = {
    ArrowLeft: entry - 1,
    ArrowRight: entry + 1,
    ArrowUp: entry - rowLength,
    ArrowDown: entry + rowLength,
    Home: within(control ? given.first : entry - column, given),
    End: within(control ? given.end - 1 : entry - column + rowLength - 1, given),
    PageUp: within(entry - pageLength, given),
    PageDown: within(entry + pageLength, given),
  };
  const next = steps[key];
  if (next === undefined) return undefined;
  return next === within(next, given) ? next : entry;
}
