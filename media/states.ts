/** States of entries, read out of the patterns that a report holds them in. */
import type { EntryState, StatePattern } from '../server/lsp/protocol.ts';

/** States of the entries from `first` up to `end`, counted from the first of the range; shorter where it ends before. */
export function statesBetween(patterns: readonly StatePattern[], first: number, end: number): EntryState[] {
  const states: EntryState[] = [];
  let start = 0;
  for (const { times, runs } of patterns) {
    const length = runs.reduce((sum, { entries }) => sum + entries, 0);
    const from = Math.max(0, Math.floor((first - start) / length));
    const to = Math.min(times, Math.ceil((end - start) / length));
    for (let time = from; time < to; time++) {
      let at = start + time * length;
      for (const { state, entries } of runs) {
        const shown = Math.min(at + entries, end) - Math.max(at, first);
        for (let i = 0; i < shown; i++) states.push(state);
        at += entries;
      }
    }
    start += times * length;
  }
  return states;
}

/** Whether two ranges look the same in every entry. */
export function samePatterns(one: readonly StatePattern[], other: readonly StatePattern[]): boolean {
  return JSON.stringify(one) === JSON.stringify(other);
}
