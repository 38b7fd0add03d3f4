/** Which entries one instruction or hypercall covers, and the words for an entry of a run. */
import type { EntryRun, EntryState, RunResult, Scenario } from '../server/lsp/protocol.ts';
import { count, plural, stateWords } from './format.ts';
import { eventWords } from './machines.ts';

export interface Cover {
  readonly run: EntryRun;
  /** Place among the runs of the same event, from 1, and their number. */
  readonly place: number;
  readonly of: number;
}

/** The covers of each entry, by its index in the table, in the order in which they happened. */
export function coverage({ runs }: RunResult): ReadonlyMap<number, readonly Cover[]> {
  const covers = new Map<number, Cover[]>();
  const totals = new Map<string, number>();
  for (const { event } of runs) totals.set(event, (totals.get(event) ?? 0) + 1);
  const seen = new Map<string, number>();
  for (const run of runs) {
    const place = (seen.get(run.event) ?? 0) + 1;
    seen.set(run.event, place);
    const cover = { run, place, of: totals.get(run.event) ?? place };
    for (let index = run.first; index < run.first + run.entries; index++)
      covers.set(index, [...(covers.get(index) ?? []), cover]);
  }
  return covers;
}

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

/** What became of the scenario's entries: "240 present → read-only, 16 swap unchanged". */
export function changeWords({ before, after }: RunResult, { start, entries }: Scenario): string {
  const tallies = new Map<string, number>();
  for (let index = start; index < Math.min(start + entries, before.length); index++) {
    const [was, is] = [stateWords[before[index] ?? 'none'], stateWords[after[index] ?? 'none']];
    const words = was === is ? `${is} unchanged` : `${was} → ${is}`;
    tallies.set(words, (tallies.get(words) ?? 0) + 1);
  }
  return [...tallies].map(([words, times]) => `${count(times)} ${words}`).join(', ');
}

/** Entries to a row of the grid. */
export const rowLength = 16;

/** First and last row of the grid that the scenario reaches, half-open. */
export function shownRows({ start, entries }: Scenario, tableLength: number): { first: number; end: number } {
  const end = Math.ceil(Math.min(start + entries, Math.max(tableLength, 1)) / rowLength);
  return { first: Math.min(Math.floor(start / rowLength), Math.max(end - 1, 0)), end };
}

/** Where an arrow key leads from an entry, kept within `first` and `end` (half-open); undefined for other keys. */
export function moved(key: string, entry: number, first: number, end: number, control: boolean): number | undefined {
  const steps: Readonly<Record<string, number>> = {
    ArrowLeft: entry - 1,
    ArrowRight: entry + 1,
    ArrowUp: entry - rowLength,
    ArrowDown: entry + rowLength,
    Home: control ? first : entry - (entry % rowLength),
    End: control ? end - 1 : entry - (entry % rowLength) + rowLength - 1,
    PageUp: first + (entry % rowLength),
    PageDown: end - rowLength + (entry % rowLength),
  };
  const next = steps[key];
  if (next === undefined) return undefined;
  return next >= first && next < end ? next : entry;
}
