import type { LineColumn, Range, TextEdit } from './text.ts';

export type Severity = 'error' | 'warning' | 'information' | 'hint';

/** Another place that belongs to a finding: where the mode was entered, the branch that was taken. */
export interface Note {
  readonly range: Range;
  readonly message: string;
  /** Where it is when another file holds it; `range` is then what leads there. */
  readonly elsewhere?: PlaceElsewhere;
}

/** A place in another file of the tree, by its path there. */
export interface PlaceElsewhere {
  readonly file: string;
  readonly from: LineColumn;
  readonly to: LineColumn;
}

export interface Fix {
  /** Imperative, as an editor shows it: "Insert the missing lazy_mmu_mode_disable()". */
  readonly title: string;
  readonly edits: readonly TextEdit[];
  /** Safe enough to be applied unseen, in bulk: it cannot change what correct code does. */
  readonly safe: boolean;
}

export interface Finding {
  /** The slug of the rule, such as `return-in-section`. */
  readonly rule: string;
  readonly severity: Severity;
  readonly message: string;
  readonly range: Range;
  /** The function that holds the range. */
  readonly function: string;
  readonly notes: readonly Note[];
  readonly fixes: readonly Fix[];
}
