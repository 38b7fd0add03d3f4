import type { Places, ReachedPlace } from './interpreter/places.ts';
import type { SitePlace } from './interpreter/program.ts';
import { type EventRecorder, eventNames } from './machine/events.ts';
import type { EntryRun, EventCounts, EventName, LineCounts } from './report.ts';
import type { SourceLines } from './source-lines.ts';

/** What a run recorded, by line. */
export interface RecordedLines {
  /** The walker's file, which its caller's flush is listed under too. */
  readonly file: string;
  readonly events: EventRecorder;
  readonly sites: readonly SitePlace[];
  /** Absent for a run that was not traced. */
  readonly places: Places | undefined;
  readonly walker: string;
  readonly sources: SourceLines;
}

/** The place of a number; outside of a trace, a place in the walker itself is known to come from there. */
function reachedPlace({ places, sites, walker }: RecordedLines, place: number): ReachedPlace | undefined {
  if (place < 0) return undefined;
  if (places !== undefined) return places.list[place];
  return { site: place, walkerSite: sites[place].function === walker ? place : -1, path: [place] };
}

/** Counts per line and line of the walker that led there. Functions that share a line share its counts. */
export function lineCounts(recorded: RecordedLines): readonly LineCounts[] {
  const { file, events, sites, sources } = recorded;
  const lines = new Map<string, LineCounts>();
  for (const { place, calls, counts } of events.perPlace()) {
    const reached = reachedPlace(recorded, place);
    const where = reached === undefined ? { file, line: 0 } : sites[reached.site];
    const walkerLine = sites[reached?.walkerSite ?? -1]?.line ?? 0;
    const text = sources.textOf(where);
    const key = `${where.line} ${walkerLine} ${where.file}`;
    const known = lines.get(key);
    const counted: LineCounts = {
      file: where.file,
      line: where.line,
      walkerLine,
      ...(text === undefined ? {} : { text }),
      calls,
      counts,
    };
    lines.set(key, known === undefined ? counted : joined(known, counted));
  }
  return [...lines.values()];
}

/** Runs with the lines that issued them: 0 for what the walker's caller did, and for a line of another file. */
export function entryRuns(recorded: RecordedLines): readonly EntryRun[] {
  const { file, events, sites } = recorded;
  return events.runs.map(({ event, first, entries, isDestination, place }) => {
    const where = sites[reachedPlace(recorded, place)?.site ?? -1];
    const line = where?.file === file ? where.line : 0;
    return { event, first, entries, ...(isDestination ? { destination: true } : {}), line };
  });
}

/** Two counts of one line as one: that of the first. */
export function joined(first: LineCounts, other: LineCounts): LineCounts {
  return { ...first, calls: first.calls + other.calls, counts: sumOfCounts(first.counts, other.counts) };
}

/** Event by event. */
export function sumOfCounts(a: Partial<EventCounts>, b: Partial<EventCounts>): Partial<EventCounts> {
  const total: Partial<Record<EventName, number>> = { ...a };
  for (const name of eventNames) if (b[name] !== undefined) total[name] = (a[name] ?? 0) + b[name];
  return total;
}
