import { stateOf } from '../entry-state.ts';
import { entryBits as bits } from '../machine/entry.ts';
import type { ReplayCells, ReplayState } from './replay.ts';

/** How an entry looks: what the table holds, and what is still to come. */
export interface Look {
  readonly state: ReplayState;
  readonly waiting?: ReplayState;
}

/** Consecutive entries that changed alike. */
export interface LookChange {
  readonly first: number;
  readonly entries: number;
  readonly before: Look;
  readonly after: Look;
}

/** An old entry is invalid on s390 as long as nobody uses it, and one of PAGE_NONE always is: neither waits for an update. */
const heldBack = bits.present | bits.young | bits.read | bits.invalid;

export function replayStateOf(entry: number): ReplayState {
  return (entry & heldBack) === heldBack ? 'invalid' : stateOf(entry);
}

export function sameLook(one: Look, other: Look): boolean {
  return one.state === other.state && one.waiting === other.waiting;
}

/** Changes of entries in the order of their indices, neighbours that changed alike as one. */
export class LookChanges {
  readonly list: { readonly first: number; entries: number; readonly before: Look; readonly after: Look }[] = [];

  add(index: number, before: Look, after: Look): void {
    const last = this.list[this.list.length - 1];
    const goesOn =
      last !== undefined &&
      last.first + last.entries === index &&
      sameLook(last.before, before) &&
      sameLook(last.after, after);
    if (goesOn) last.entries++;
    else this.list.push({ first: index, entries: 1, before, after });
  }
}

/** Looks of consecutive entries from index `first` on, neighbours that look the same as one. */
export function runsOfLooks(looks: readonly Look[], first: number): readonly ReplayCells[] {
  const runs: { first: number; entries: number; state: ReplayState; waiting?: ReplayState }[] = [];
  for (const [at, look] of looks.entries()) {
    const last = runs[runs.length - 1];
    if (last !== undefined && sameLook(last, look)) last.entries++;
    else runs.push({ first: first + at, entries: 1, ...look });
  }
  return runs;
}
