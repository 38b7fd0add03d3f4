/** Where the replay of the shown run is, and how it moves on. Positions count steps that are done, from 0. */

import type { FromPanel, ReplayAnswer } from '../../server/lsp/panel-protocol.ts';
import type { MachineName, Replay, SimulationReport, Variant } from '../../server/lsp/protocol.ts';
import { stepWords } from '../replay/words.ts';

/** Steps in a second. */
export const speeds = [5, 20, 100, 500] as const;

export type Speed = (typeof speeds)[number];

/** The editor follows a replay that plays this often, in milliseconds: nobody reads faster. */
const lineInterval = 100;

export interface Playback {
  /** The run that is replayed, or asked for. */
  readonly run?: { readonly machine: MachineName; readonly variant: Variant };
  /** Absent until the host answers. */
  readonly replay?: Replay;
  /** Why there is no replay. */
  readonly problem?: string;
  readonly position: number;
  /** Present while it plays. */
  readonly playing?: {
    /** Part of the next step that has gone by, from 0 to 1. */
    readonly part: number;
    /** Milliseconds since the editor was told where the replay is. */
    readonly sinceLine: number;
  };
  readonly speed: Speed;
  /** The run of entries that is pointed at in the list, by its place among those of the report. */
  readonly pointed?: number;
  /** The table behind the grid is open. */
  readonly listed: boolean;
  /** There is a grid for the destination: the replay has one, or has none yet and the one before it had. */
  readonly hasDestination: boolean;
}

export type PlaybackAction =
  | ReplayAnswer
  | { readonly type: 'go-to'; readonly position: number }
  | { readonly type: 'go-first' }
  | { readonly type: 'go-last' }
  | { readonly type: 'play' }
  | { readonly type: 'pause' }
  /** Milliseconds since the last one, or since it began to play. */
  | { readonly type: 'tick'; readonly elapsed: number }
  | { readonly type: 'set-speed'; readonly speed: Speed }
  | { readonly type: 'point-at-run'; readonly run: number | undefined }
  | { readonly type: 'list-entries'; readonly listed: boolean };

export interface PlaybackStep {
  readonly playback: Playback;
  readonly post: readonly FromPanel[];
  readonly announcement?: string;
}

export const noPlayback: Playback = { position: 0, speed: 20, listed: false, hasDestination: false };

const types: Readonly<Record<PlaybackAction['type'], true>> = {
  replay: true,
  'replay-failed': true,
  'go-to': true,
  'go-first': true,
  'go-last': true,
  play: true,
  pause: true,
  tick: true,
  'set-speed': true,
  'point-at-run': true,
  'list-entries': true,
};

export function isPlayback(action: { readonly type: string }): action is PlaybackAction {
  return Object.hasOwn(types, action.type);
}

/** Asks for the replay of a run of a report; what was replayed before is over. */
export function playbackOf(
  run: Playback['run'],
  report: SimulationReport | undefined,
  { speed, listed, hasDestination }: Playback,
): PlaybackStep {
  const playback = { position: 0, speed, listed, hasDestination };
  if (run === undefined || report === undefined) return { playback, post: [{ type: 'off-line' }] };
  return { playback: { ...playback, run }, post: [{ type: 'ask-replay', ...run, scenario: report.scenario }] };
}

const stay = (playback: Playback): PlaybackStep => ({ playback, post: [] });

const still = ({ playing: _, ...playback }: Playback): Playback => playback;

const isOf = (one: Playback['run'], other: Playback['run']): boolean =>
  one?.machine === other?.machine && one?.variant === other?.variant;

/** What the editor is told of a position: the line of the step that was done last. */
function lineAt({ replay, position }: Playback): FromPanel {
  const place = replay?.places[replay.steps[position - 1]?.place ?? -1];
  if (place === undefined || place.line < 1) return { type: 'off-line' };
  const { file, line, walkerLine } = place;
  return { type: 'at-line', file, line, walkerLine };
}

function goTo(playback: Playback, position: number): PlaybackStep {
  const { replay } = playback;
  if (replay === undefined) return stay(playback);
  const next = { ...still(playback), position: Math.max(0, Math.min(position, replay.steps.length)) };
  return { playback: next, post: [lineAt(next)] };
}

/** At the end it plays from the beginning. */
function play(playback: Playback): PlaybackStep {
  const { replay, position } = playback;
  if (replay === undefined || replay.steps.length === 0) return stay(playback);
  const from = position === replay.steps.length ? 0 : position;
  return stay({ ...playback, position: from, playing: { part: 0, sinceLine: lineInterval } });
}

function pause(playback: Playback): PlaybackStep {
  if (playback.playing === undefined) return stay(playback);
  const next = still(playback);
  const { replay, position } = next;
  return { playback: next, post: [lineAt(next)], announcement: replay ? stepWords(replay, position) : '' };
}

function tick(playback: Playback, elapsed: number): PlaybackStep {
  const { replay, playing, position, speed } = playback;
  if (replay === undefined || playing === undefined) return stay(playback);
  const gone = playing.part + (elapsed * speed) / 1000;
  const next = position + Math.floor(gone);
  if (next >= replay.steps.length) return pause({ ...playback, position: replay.steps.length });
  const sinceLine = playing.sinceLine + elapsed;
  const isTold = next !== position && sinceLine >= lineInterval;
  const moved = { ...playback, position: next, playing: { part: gone % 1, sinceLine: isTold ? 0 : sinceLine } };
  return { playback: moved, post: isTold ? [lineAt(moved)] : [] };
}

function take(playback: Playback, replay: Replay): PlaybackStep {
  if (!isOf(playback.run, replay)) return stay(playback);
  const hasDestination = replay.destinationBefore !== undefined;
  return stay({ ...playback, replay, position: replay.steps.length, hasDestination });
}

export function updatePlayback(playback: Playback, action: PlaybackAction): PlaybackStep {
  switch (action.type) {
    case 'replay':
      return take(playback, action.replay);
    case 'replay-failed':
      return stay(
        isOf(playback.run, action) ? { ...playback, problem: action.message, hasDestination: false } : playback,
      );
    case 'go-to':
      return goTo(playback, action.position);
    case 'go-first':
      return goTo(playback, 0);
    case 'go-last':
      return goTo(playback, Number.POSITIVE_INFINITY);
    case 'play':
      return play(playback);
    case 'pause':
      return pause(playback);
    case 'tick':
      return tick(playback, action.elapsed);
    case 'set-speed':
      return stay({ ...playback, speed: action.speed });
    case 'point-at-run': {
      const { pointed: _, ...rest } = playback;
      return stay(action.run === undefined ? rest : { ...rest, pointed: action.run });
    }
    case 'list-entries':
      return stay({ ...playback, listed: action.listed });
  }
}
