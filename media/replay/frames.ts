/**
 * How entries look at any position of a replay. Every so many steps all of them are kept, as one byte each; a position
 * between two of these frames is the earlier one with at most so many steps on top.
 */
import type { EventName, Replay, ReplayCells, ReplayState, ReplayStep } from '../../server/lsp/protocol.ts';
import { lookWords } from '../format.ts';
import { remembered } from '../remembered.ts';
import type { TableName } from '../tables.ts';

/** Steps from one frame to the next. */
export const stepsPerFrame = 64;

export interface EntryLook {
  readonly state: ReplayState;
  /** Something is still to come: the state behind it. */
  readonly waiting?: ReplayState;
}

export interface Frames {
  /** A byte for each entry of the replay in one of its tables, from the first; to be read with `lookOf`. */
  looksAt(position: number, table: TableName): Uint8Array;
  /** How often an event has happened in the steps before a position. */
  countAt(event: EventName, position: number): number;
  /** Entries of both tables that wait at a position. */
  waitingAt(position: number): number;
  /** The lazy MMU mode at a position. */
  modeAt(position: number): 'off' | 'on' | 'paused';
}

const states = Object.keys(lookWords) as readonly ReplayState[];

/** States, and above them one more than the state that is waited for. */
const waitingUnit = states.length;

const looks: readonly EntryLook[] = states
  .flatMap((_, above) =>
    states.map((state) => (above === 0 ? { state } : { state, waiting: states[above - 1] as ReplayState })),
  )
  .concat(states.map((state) => ({ state, waiting: states[states.length - 1] as ReplayState })));

function byteOf({ state, waiting }: EntryLook): number {
  return states.indexOf(state) + (waiting === undefined ? 0 : waitingUnit * (1 + states.indexOf(waiting)));
}

export function lookOf(byte: number): EntryLook {
  return looks[byte] ?? { state: 'none' };
}

function paint(frame: Uint8Array, start: number, cells: readonly ReplayCells[]): void {
  for (const { first, entries, ...look } of cells) frame.fill(byteOf(look), first - start, first - start + entries);
}

/** Looks of the entries of one table, by position. */
function looksOf(
  { scenario: { start, entries }, steps }: Replay,
  before: readonly ReplayCells[],
  cellsOf: (step: ReplayStep) => readonly ReplayCells[] | undefined,
): (position: number) => Uint8Array {
  const frame = new Uint8Array(entries);
  paint(frame, start, before);
  const frames = [frame.slice()];
  for (const [index, step] of steps.entries()) {
    paint(frame, start, cellsOf(step) ?? []);
    if ((index + 1) % stepsPerFrame === 0) frames.push(frame.slice());
  }
  let last = { position: -1, looks: frame };
  return (position) => {
    if (last.position === position) return last.looks;
    const at = Math.floor(position / stepsPerFrame);
    const looks = (frames[at] ?? new Uint8Array(entries)).slice();
    for (const step of steps.slice(at * stepsPerFrame, position)) paint(looks, start, cellsOf(step) ?? []);
    last = { position, looks };
    return looks;
  };
}

const waitingIn = (looks: Uint8Array): number =>
  looks.reduce((waiting, byte) => waiting + (byte < waitingUnit ? 0 : 1), 0);

/** Sums of an event: at an index what the steps before it have. */
function sumsOf({ steps }: Replay, event: EventName): Float64Array {
  const sums = new Float64Array(steps.length + 1);
  for (const [index, { counts }] of steps.entries()) sums[index + 1] = (sums[index] ?? 0) + (counts?.[event] ?? 0);
  return sums;
}

function modesOf({ steps }: Replay): readonly ('off' | 'on' | 'paused')[] {
  let mode: 'off' | 'on' | 'paused' = 'off';
  return [mode, ...steps.map((step) => (mode = step.mode ?? mode))];
}

export const replayFrames = remembered((replay: Replay): Frames => {
  const looks: Readonly<Record<TableName, (position: number) => Uint8Array>> = {
    source: looksOf(replay, replay.before, ({ cells }) => cells),
    destination: looksOf(replay, replay.destinationBefore ?? [], ({ destinationCells }) => destinationCells),
  };
  const modes = modesOf(replay);
  const sums = new Map<EventName, Float64Array>();
  return {
    looksAt: (position, table) => looks[table](position),
    countAt(event, position) {
      const known = sums.get(event) ?? sumsOf(replay, event);
      sums.set(event, known);
      return known[position] ?? 0;
    },
    waitingAt: (position) => waitingIn(looks.source(position)) + waitingIn(looks.destination(position)),
    modeAt: (position) => modes[position] ?? 'off',
  };
});
