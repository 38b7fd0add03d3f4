import { execFileSync } from 'node:child_process';
import { median, milliseconds, percentile, type Row } from './measure.ts';

/** What moves the replay on, or nothing. */
export type Scrubbing = 'rest' | 'drag' | 'key' | 'play';

export interface Measured {
  /** Milliseconds from each frame of the panel to the next. */
  readonly frames: readonly number[];
  /** Milliseconds of processor time that the window's main thread took for a frame, round by round. */
  readonly work: readonly number[];
}

/** How many page tables a panel shows, and what was measured there. */
export interface Scrubbed {
  readonly tables: 'one' | 'two';
  readonly measured: Readonly<Record<Scrubbing, Measured>>;
}

/** Times that each is done; in the first of them V8 has not compiled anything yet, and it is not counted. */
const rounds = 3;

const ways = [
  ['drag', 'the slider is dragged from end to end'],
  ['key', 'an arrow key is held'],
  ['play', 'it plays 500 steps a second'],
] as const;

const shown = { one: 'change_pte_range, one table of 512', two: 'move_ptes, two tables of 512' } as const;

/** A frame that came with the next tick of the display, and not with a later one. */
const late = 1.5;

/** Frames of the panel in VS Code while its replay is scrubbed, beside those of the same page at rest. Throws where there is no Chromium. */
export function scrubRows(tree: string): readonly Row[] {
  // In a process of its own: what drives VS Code does not go into a bundle.
  const script = ['--import', 'tsx', 'test/host/scrub-times.ts', tree, String(rounds)];
  const output = execFileSync(process.execPath, script, {
    encoding: 'utf8',
    maxBuffer: 2 ** 26,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  return (JSON.parse(output) as readonly Scrubbed[]).flatMap(({ tables, measured: { rest, ...moving } }) => {
    const interval = median(rest.frames);
    const inTime = ({ frames }: Measured) => frames.filter((each) => each < late * interval).length / frames.length;
    return ways.flatMap(([way, words]) => [
      row(
        `a frame of the panel while ${words}, ${shown[tables]}, median, beside the page at rest`,
        median(moving[way].frames),
        interval,
      ),
      row('the same, 95 of 100 frames at most', percentile(moving[way].frames, 95), percentile(rest.frames, 95)),
      row('processor time of the main thread for it', median(moving[way].work), median(rest.work)),
      {
        what: 'frames that come with the next tick of the display',
        measured: percent(inTime(moving[way])),
        baseline: percent(inTime(rest)),
        ratio: `${(inTime(moving[way]) / inTime(rest)).toFixed(2)}×`,
      },
    ]);
  });
}

function row(what: string, measured: number, baseline: number): Row {
  return {
    what,
    measured: milliseconds(measured),
    baseline: milliseconds(baseline),
    ratio: `${(measured / baseline).toFixed(2)}×`,
  };
}

const percent = (part: number): string => `${(100 * part).toFixed(1)}%`;
