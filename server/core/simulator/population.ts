import type { Pattern, PopulationRun, Scenario } from './scenario.ts';

/** What one entry holds before the walker starts. */
export type EntryContent = Required<Omit<PopulationRun, 'entries'>>;

/** As after the process wrote to its private memory. */
export const present: EntryContent = { state: 'present', write: true, dirty: true, young: true, special: false };
const none: EntryContent = { ...present, state: 'none' };
const swap: EntryContent = { ...present, state: 'swap' };
const untouched: EntryContent = { ...present, write: false, dirty: false, young: false };

/** Named populations; `index` counts from the first entry of the range, of `entries`. */
export const patterns: Readonly<Record<Pattern, (index: number, entries: number) => EntryContent>> = {
  all_present: () => present,
  all_none: () => none,
  alternating: (index) => (index % 2 === 0 ? present : none),
  swap16: (index) => (index % 16 === 15 ? swap : present),
  ro_clean_old: () => untouched,
  blocks8: (index) => (index % 16 < 8 ? present : none),
  half: (index, entries) => (index < entries / 2 ? present : none),
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

/** Content of each entry of the range. Runs are repeated from the last one on until the range is full. */
export function populate({ population, entries }: Pick<Scenario, 'population' | 'entries'>): readonly EntryContent[] {
  if (typeof population === 'string') {
    const pattern = patterns[population];
    return Array.from({ length: entries }, (_, index) => pattern(index, entries));
  }
  const contents: EntryContent[] = [];
  for (let run = 0; contents.length < entries; run = Math.min(run + 1, population.length - 1)) {
    const { entries: length, ...given } = population[run];
    const content = { ...present, ...given };
    for (let i = 0; i < length && contents.length < entries; i++) contents.push(content);
  }
  return contents;
}
