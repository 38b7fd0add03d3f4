import type { Range } from '../text.ts';

/** What the mode is at a point of the program; a set of these where paths with different states meet. */
export interface LazyState {
  /** Nested enables that are on; 0 is off. */
  readonly depth: number;
  readonly paused: number;
}

/** A range that a section was told, and still has unless a pause took it. */
export interface ArmedRange {
  /** The call that told it. */
  readonly call: Range;
  readonly isLost: boolean;
}

/** A call of the API inside a function. */
export interface ApiCall {
  readonly name: string;
  readonly effect: 'enable' | 'enable-range' | 'disable' | 'pause' | 'resume' | 'flush';
  /** The whole call expression. */
  readonly range: Range;
  /** The callee's name alone. */
  readonly nameRange: Range;
  /** State before the call, one per way to arrive there. */
  readonly before: readonly LazyState[];
  /** The ranges in force before the call, one per way to arrive there that has one; absent where there is none. */
  readonly armed?: readonly ArmedRange[];
  /** It is a function of the tree that does this for its callers. */
  readonly isHelper?: true;
  /** Path of the file that defines it, for a helper of another file. */
  readonly home?: string;
}

/** A lazy MMU section: from one enable to all the places where the mode is left again. */
export interface LazySection {
  readonly function: string;
  readonly enable: ApiCall;
  readonly disables: readonly ApiCall[];
  /** The stretches of text in which the mode is on, on some path; sorted, not touching. What an editor tints. */
  readonly ranges: readonly Range[];
  /** Stretches of `ranges` in which the mode is paused. */
  readonly paused: readonly Range[];
}
