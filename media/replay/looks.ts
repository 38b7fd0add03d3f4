/** What the grid shows: entries at the position of the replay, or of the report where no replay tells of them. */
import type { Replay, ReplayState, RunResult } from '../../server/lsp/protocol.ts';
import type { Span } from '../coverage.ts';
import { lookWords, stateLetters } from '../format.ts';
import { remembered } from '../remembered.ts';
import type { State } from '../state.ts';
import { statesBetween } from '../states.ts';
import { type EntryLook, lookOf, replayFrames } from './frames.ts';

/** Whether the replay tells of all these entries. */
export function isReplayed(replay: Replay | undefined, { end }: Span): replay is Replay {
  return replay !== undefined && end <= replay.scenario.start + replay.scenario.entries;
}

/** Looks of the entries of a span. */
export function looksOf({ playback, side }: State, result: RunResult, given: Span, shown: Span): readonly EntryLook[] {
  const { replay, position } = playback;
  const [first, end] = [shown.first - given.first, shown.end - given.first];
  if (isReplayed(replay, shown)) {
    return Array.from(replayFrames(replay).looksAt(position).subarray(first, end), lookOf);
  }
  return statesBetween(side === 'before' ? result.before : result.after, first, end).map((state) => ({ state }));
}

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
export const metIn = remembered(({ before, steps }: Replay) => {
  const cells = [...before, ...steps.flatMap((step) => step.cells ?? [])];
  return {
    states: new Set<ReplayState>(cells.map(({ state }) => state)),
    waits: new Set<ReplayState>(cells.flatMap(({ waiting }) => (waiting === undefined ? [] : [waiting]))),
  };
});
