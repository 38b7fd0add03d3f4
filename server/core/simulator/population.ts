import { entriesInMemory } from './limits.ts';
import type { Pattern, PopulationRun, Scenario } from './scenario.ts';
import { SimulationError } from './simulation-error.ts';

/** What one entry holds before the walker starts. */
export type EntryContent = Required<Omit<PopulationRun, 'entries'>>;

/** Consecutive entries of equal content. */
export interface ContentRun {
  readonly entries: number;
  readonly content: EntryContent;
}

/** A part of the range in which a cycle of runs stands over and over; the last time it may be cut short. */
export interface Segment {
  readonly entries: number;
  readonly cycle: readonly ContentRun[];
}

/** As after the process wrote to its private memory. */
export const present: EntryContent = {
  state: 'present',
  write: true,
  dirty: true,
  young: true,
  special: false,
  execute: false,
};
const none: EntryContent = { ...present, state: 'none' };
const swap: EntryContent = { ...present, state: 'swap' };
const untouched: EntryContent = { ...present, write: false, dirty: false, young: false };

/** A range that is made of one cycle. */
function cycle(...runs: readonly (readonly [entries: number, content: EntryContent])[]) {
  const given = runs.map(([entries, content]) => ({ entries, content }));
  return (entries: number): readonly Segment[] => [{ entries, cycle: given }];
}

/** Named populations of a range of so many entries. */
const patterns: Readonly<Record<Pattern, (entries: number) => readonly Segment[]>> = {
  all_present: cycle([1, present]),
  all_none: cycle([1, none]),
  alternating: cycle([1, present], [1, none]),
  swap16: cycle([15, present], [1, swap]),
  ro_clean_old: cycle([1, untouched]),
  blocks8: cycle([8, present], [8, none]),
  half: (entries) => [...cycle([1, present])(Math.ceil(entries / 2)), ...cycle([1, none])(Math.floor(entries / 2))],
};

export const patternNames = Object.keys(patterns) as readonly Pattern[];

/** What each pattern is, for who chooses one. */
export const patternTitles: Readonly<Record<Pattern, string>> = {
  all_present: 'Every entry maps a page that the process wrote to.',
  all_none: 'Every entry is empty.',
  alternating: 'Every second entry is empty.',
  swap16: 'Of every 16 entries the last one is in swap.',
  ro_clean_old: 'Every entry maps a page that is read-only, clean and not accessed.',
  blocks8: '8 entries that map pages, then 8 that are empty, and so on.',
  half: 'The first half maps pages, the second is empty.',
};

/** Parts of the range, in order and together as long as it. The last run of a list is repeated until the range is full. */
export function segmentsOf({ population, entries }: Pick<Scenario, 'population' | 'entries'>): readonly Segment[] {
  if (typeof population === 'string') return patterns[population](entries).filter((each) => each.entries > 0);
  const segments: Segment[] = [];
  let left = entries;
  for (const [index, { entries: length, ...given }] of population.entries()) {
    const taken = index === population.length - 1 ? left : Math.min(length, left);
    if (taken > 0) segments.push({ entries: taken, cycle: [{ entries: 1, content: { ...present, ...given } }] });
    left -= taken;
  }
  return segments;
}

/** Entries after which the cycle of a segment starts over. */
export function cycleLength({ cycle: runs }: Segment): number {
  return runs.reduce((sum, { entries }) => sum + entries, 0);
}

/** What the entries of the range from `first` up to `end` hold. */
export function contentBetween(segments: readonly Segment[], first: number, end: number): readonly ContentRun[] {
  const runs: { entries: number; content: EntryContent }[] = [];
  let start = 0;
  for (const segment of segments) {
    const stop = Math.min(end, start + segment.entries);
    let at = Math.max(first, start);
    for (let index = 0, offset = (at - start) % cycleLength(segment); at < stop; index++) {
      const { entries, content } = segment.cycle[index % segment.cycle.length];
      const isAll = segment.cycle.length === 1;
      const taken = isAll ? stop - at : Math.min(entries - offset, stop - at);
      offset = Math.max(0, offset - entries);
      if (taken <= 0) continue;
      const last = runs[runs.length - 1];
      if (last !== undefined && sameContent(last.content, content)) last.entries += taken;
      else runs.push({ entries: taken, content });
      at += taken;
    }
    start += segment.entries;
  }
  return runs;
}

/** Content of each entry of the range, one by one. Throws a SimulationError when there are too many. */
export function populate(given: Pick<Scenario, 'population' | 'entries'>): readonly EntryContent[] {
  if (given.entries > entriesInMemory)
    throw new SimulationError(`entries are looked at one by one here: choose at most ${entriesInMemory}`);
  const runs = contentBetween(segmentsOf(given), 0, given.entries);
  return runs.flatMap(({ entries, content }) => new Array<EntryContent>(entries).fill(content));
}

function sameContent(one: EntryContent, other: EntryContent): boolean {
  return one === other || JSON.stringify(one) === JSON.stringify(other);
}
