/** Numbers and names in the words that the panel uses everywhere. */
import type { EntryState, ReplayState, RunResult, Scenario, Variant } from '../server/lsp/protocol.ts';
import { samePatterns } from './states.ts';

const grouped = new Intl.NumberFormat('en-US', { maximumFractionDigits: 1 });

/** An exact count, its thousands grouped: 2,171. */
export function count(value: number): string {
  return grouped.format(value);
}

/** "1 CPU", "2 CPUs". */
export function plural(value: number, one: string, many = `${one}s`): string {
  return `${count(value)} ${value === 1 ? one : many}`;
}

/**
 * How `to` compares with `from`, both counts: "256 times fewer", "25% more", "none left", "the same".
 * Ratios from 10 are rounded to whole times, smaller ones to tenths; below two times a percentage says more.
 */
export function comparison(from: number, to: number): string {
  if (from === to) return 'the same';
  if (to === 0) return 'none left';
  if (from === 0) return 'none before';
  const word = to < from ? 'fewer' : 'more';
  const ratio = to < from ? from / to : to / from;
  if (ratio >= 2) return `${count(ratio >= 10 ? Math.round(ratio) : Math.round(ratio * 10) / 10)} times ${word}`;
  const percent = Math.round((Math.abs(to - from) / from) * 100);
  return percent === 0 ? `less than 1% ${word}` : `${percent}% ${word}`;
}

/** "a", "a and b", "a, b and c". */
export function list(words: readonly string[], last: 'and' | 'or' = 'and'): string {
  if (words.length < 2) return words.join('');
  return `${words.slice(0, -1).join(', ')} ${last} ${words[words.length - 1]}`;
}

export function fileName(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}

export const variants = ['as-written', 'no-lazy-mode', 'with-range'] as const satisfies readonly Variant[];

export const variantWords: Readonly<Record<Variant, string>> = {
  'as-written': 'as written',
  'no-lazy-mode': 'no lazy mode',
  'with-range': 'with range',
};

/** Same page table afterwards? */
export function sameTable(one: RunResult, other: RunResult): boolean {
  return samePatterns(one.after, other.after);
}

type Pattern = Extract<Scenario['population'], string>;

export const patternWords: Readonly<Record<Pattern, string>> = {
  all_present: 'all present',
  all_none: 'all empty',
  alternating: 'every second present',
  swap16: 'every 16th in swap',
  ro_clean_old: 'read-only, clean, old',
  blocks8: '8 present, 8 empty',
  half: 'first half present',
};

export const stateWords: Readonly<Record<EntryState, string>> = {
  none: 'empty',
  present: 'present',
  'read-only': 'read-only',
  old: 'old',
  swap: 'swap',
  migration: 'migration',
  marker: 'marker',
};

/** States within a run: those of tables before and after it, and one that only lasts a while. */
export const lookWords: Readonly<Record<ReplayState, string>> = { ...stateWords, invalid: 'invalid' };

/** Letter that tells a state without its colour. Present is the plain filled cell, empty the hollow one. */
export const stateLetters: Readonly<Record<ReplayState, string>> = {
  none: '',
  present: '',
  'read-only': 'R',
  old: 'O',
  swap: 'S',
  migration: 'M',
  marker: 'K',
  invalid: '×',
};

/** A scenario in one line: "256 entries from 0, all present, 2 CPUs". */
export function scenarioWords(scenario: Scenario): string {
  const population =
    typeof scenario.population === 'string' ? patternWords[scenario.population] : 'population of the scenario';
  return [
    `${plural(scenario.entries, 'entry', 'entries')} from ${scenario.start}`,
    population,
    ...(scenario.folioOrder > 0 ? [`folios of ${plural(2 ** scenario.folioOrder, 'page')}`] : []),
    plural(scenario.attachedCpus, 'CPU'),
    ...(scenario.maskCpus > scenario.attachedCpus ? [`TLB entries on up to ${scenario.maskCpus}`] : []),
    ...(scenario.fullmm ? ['full teardown'] : []),
  ].join(', ');
}
