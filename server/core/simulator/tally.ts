/** That what was recorded of some page tables happens again, for tables further on. Distances are in entries. */
export interface Repetition {
  readonly times: number;
  /** From where it was recorded to where it happens the first time again. */
  readonly distance: number;
  /** From each time to the next. */
  readonly step: number;
}

export type Repeat = (repetition: Repetition) => void;

/** Counts that a run adds to and never looks at. */
export interface Tally {
  /** Starts to record what is added. The function that it returns ends that, and gives one that adds the same again. */
  record(): () => Repeat;
}

/** Records what several tallies count, as one. */
export function recordAll(tallies: readonly Tally[]): () => Repeat {
  const ends = tallies.map((tally) => tally.record());
  return () => {
    const repeats = ends.map((end) => end());
    return (repetition) => {
      for (const repeat of repeats) repeat(repetition);
    };
  };
}

/** Where two arrays differ, and by how much; the first may be shorter, and then holds zeros. */
export function growthOf(
  before: ArrayLike<number>,
  after: ArrayLike<number | undefined>,
): readonly (readonly [index: number, by: number])[] {
  const growth: (readonly [number, number])[] = [];
  for (let index = 0; index < after.length; index++) {
    const by = (after[index] ?? 0) - (before[index] ?? 0);
    if (by !== 0) growth.push([index, by]);
  }
  return growth;
}
