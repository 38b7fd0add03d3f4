/** What the grid shows: entries at the position of the replay, or of the report where no replay tells of them. */
import type { Replay, ReplayState, RunResult } from '../../server/lsp/protocol.ts';
import type { LookChange, Span } from '../coverage.ts';
import { lookWords, stateLetters } from '../format.ts';
import { remembered } from '../remembered.ts';
import type { State } from '../state.ts';
import { statesBetween } from '../states.ts';
import type { TableName } from '../tables.ts';
import { type EntryLook, lookOf, replayFrames } from './frames.ts';

/** Whether the replay tells of all these entries. */
export function isReplayed(replay: Replay | undefined, { end }: Span): replay is Replay {
  return replay !== undefined && end <= replay.scenario.start + replay.scenario.entries;
}

/** Looks of the entries of a span; of the destination only a replay tells. */
export function looksOf(
  { playback, side }: State,
  result: RunResult,
  given: Span,
  shown: Span,
  table: TableName,
): readonly EntryLook[] {
  const { replay, position } = playback;
  const [first, end] = [shown.first - given.first, shown.end - given.first];
  if (isReplayed(replay, shown)) {
    return Array.from(replayFrames(replay).looksAt(position, table).subarray(first, end), lookOf);
  }
  if (table === 'destination') return Array.from({ length: end - first }, () => ({ state: 'none' }));
  return statesBetween(side === 'before' ? result.before : result.after, first, end).map((state) => ({ state }));
}

/** Looks of an entry of the destination before and after the run, as far as it is replayed. */
export function destinationOf(replay: Replay, entry: number): readonly [before: EntryLook, after: EntryLook] {
  const { looksAt } = replayFrames(replay);
  const look = (position: number) => lookOf(looksAt(position, 'destination')[entry - replay.scenario.start] ?? 0);
  return [look(0), look(replay.steps.length)];
}

/** What became of the entries of the destination, alike ones together. */
export const destinationChanges = remembered((replay: Replay): readonly LookChange[] => {
  const { looksAt } = replayFrames(replay);
  const after = looksAt(replay.steps.length, 'destination');
  const changes = new Map<string, { before: ReplayState; after: ReplayState; entries: number }>();
  for (const [at, byte] of looksAt(0, 'destination').entries()) {
    const [was, is] = [lookOf(byte).state, lookOf(after[at] ?? 0).state];
    const known = changes.get(`${was} ${is}`);
    if (known) known.entries++;
    else changes.set(`${was} ${is}`, { before: was, after: is, entries: 1 });
  }
  return [...changes.values()];
});

/** "present", "present, read-only waits". */
export function lookInWords({ state, waiting }: EntryLook): string {
  if (waiting === undefined) return lookWords[state];
  return waiting === state ? `${lookWords[state]}, waits` : `${lookWords[state]}, ${lookWords[waiting]} waits`;
}

/** What a cell holds besides its colour: the letter of the state that it comes to. */
export function letterOf({ state, waiting }: EntryLook): string {
  if (waiting === undefined || waiting === state) return stateLetters[state];
  if (waiting === 'none') return '∅';
  return waiting === 'present' ? 'P' : stateLetters[waiting];
}

/** States that are met anywhere in a replay, and whether something ever waits. */
export const metIn = remembered(({ before, destinationBefore = [], steps }: Replay) => {
  const later = steps.flatMap(({ cells = [], destinationCells = [] }) => [...cells, ...destinationCells]);
  const cells = [...before, ...destinationBefore, ...later];
  return {
    states: new Set<ReplayState>(cells.map(({ state }) => state)),
    waits: new Set<ReplayState>(cells.flatMap(({ waiting }) => (waiting === undefined ? [] : [waiting]))),
  };
});
