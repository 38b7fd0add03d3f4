import type { Ending } from './judge.ts';

/** What the thread is to do: mutants with the numbers from `first` up to, not including, `end`. */
export interface Task {
  readonly first: number;
  readonly end: number;
  /** Folders of kernel trees. */
  readonly roots: readonly string[];
}

/** From the thread: a mutant begins; it ended as it may; it showed a fault; all are done. */
export type Told =
  | { readonly type: 'begins'; readonly number: number }
  | { readonly type: 'ended'; readonly ending: Ending }
  | { readonly type: 'fault'; readonly number: number; readonly what: string }
  | { readonly type: 'done' };
