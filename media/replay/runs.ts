/** Runs of entries that one instruction or hypercall covers, as they are listed; and when in a replay they happen. */
import type { EventName, Replay, RunResult } from '../../server/lsp/protocol.ts';
import { count, fileName } from '../format.ts';
import { eventWords } from '../machines.ts';
import { remembered } from '../remembered.ts';
import { type TableName, tableOf } from '../tables.ts';

/** Runs in a row that are told at once: one alone, or neighbours of one entry each. */
export interface RunGroup {
  /** Places of the runs among those of the report, half-open. */
  readonly from: number;
  readonly to: number;
  readonly event: EventName;
  readonly table: TableName;
  /** Entries that they cover, half-open. */
  readonly first: number;
  readonly end: number;
  /** 0 where the caller or another file issued them. */
  readonly line: number;
}

type Writable<Type> = { -readonly [Key in keyof Type]: Type[Key] };

export const runGroups = remembered(({ runs }: RunResult): readonly RunGroup[] => {
  const groups: Writable<RunGroup>[] = [];
  for (const [index, run] of runs.entries()) {
    const { event, first, entries, line } = run;
    const table = tableOf(run);
    const last = groups.at(-1);
    const goesOn =
      last !== undefined &&
      entries === 1 &&
      last.end - last.first === last.to - last.from &&
      last.event === event &&
      last.table === table &&
      last.line === line &&
      last.end === first;
    if (goesOn) {
      last.to = index + 1;
      last.end = first + 1;
    } else groups.push({ from: index, to: index + 1, event, table, first, end: first + entries, line });
  }
  return groups;
});

/** For each run of the report its place among the groups. */
export const groupPlaces = remembered((result: RunResult): readonly number[] =>
  runGroups(result).flatMap(({ from, to }, place) => new Array<number>(to - from).fill(place)),
);

/** For each run of the report the step that it happens at, from 0. */
export const runSteps = remembered(({ steps }: Replay): readonly number[] =>
  steps.flatMap(({ runs = [] }, step) => runs.map(() => step)),
);

/** "Run 3", "Runs 1–256". */
export function groupName({ from, to }: RunGroup): string {
  return to - from === 1 ? `Run ${count(to)}` : `Runs ${count(from + 1)}–${count(to)}`;
}

/** "entries 80–111, one IPTE at mprotect.c:435", "destination, entries 0–255, one hypercall each". */
export function groupWords(group: RunGroup, replay: Replay | undefined): string {
  const { from, to, first, end, event, table } = group;
  const there = table === 'destination' ? 'destination, ' : '';
  const entries = end - first === 1 ? `entry ${first}` : `entries ${first}–${end - 1}`;
  const each = to - from === 1 ? '' : ' each';
  return `${there}${entries}, one ${eventWords[event].one}${each} ${placeOf(group, replay)}`;
}

function placeOf({ from, line }: RunGroup, replay: Replay | undefined): string {
  const place = replay?.places[replay.steps[runSteps(replay)[from] ?? -1]?.place ?? -1];
  if (place && place.line > 0) return `at ${fileName(place.file)}:${place.line}`;
  return line > 0 ? `at line ${line}` : "in the caller's flush";
}
