import { batchesOf, type MeasureName, type Measures } from './measures.ts';

/** What a term of a law counts: a measure, or the batches of `size` entries that each table fills. */
export type Measured =
  | { readonly measure: MeasureName }
  | { readonly measure: 'batches'; readonly of: 'entries' | 'present'; readonly size: number };

/** `coefficient` events for each of what is measured. */
export type Term = Measured & { readonly coefficient: number };

/** How a cost grows, by the term that grows most. */
export type Growth =
  | 'constant'
  | 'per-cpu'
  | 'per-table'
  | 'per-run'
  | 'per-folio'
  | 'per-batch'
  | 'per-entry'
  | 'piecewise'
  | 'approximate';

/** A law that holds from one value of the axis to another, both included. */
export interface LawPiece {
  readonly from: number;
  readonly to: number;
  readonly terms: readonly Term[];
}

/** How far a line that only comes near is off. */
export interface Residual {
  /** Largest distance from a measured value, in events. */
  readonly maximum: number;
  readonly rootMeanSquare: number;
}

/** How the number of an event follows from the value of the axis. */
export interface Law {
  /** True: it gives every value that was measured, those too that it was not fitted to. False: it is an approximation. */
  readonly exact: boolean;
  readonly growth: Growth;
  /** `ceil(n/31) per table`, with n for the entries. */
  readonly formula: string;
  /** '1 per 31 entries of a table, rounded up'. */
  readonly words: string;
  /** One piece, or several that meet. */
  readonly pieces: readonly LawPiece[];
  /** True: the pieces are of the entries of one table, and the tables of the range add up. */
  readonly perTable?: true;
  /** For an approximation. */
  readonly residual?: Residual;
}

export function measuredValue(term: Measured, measures: Measures): number {
  return term.measure === 'batches' ? batchesOf(measures, term.of, term.size) : measures[term.measure];
}

/** The number of events that terms add up to. */
export function predict(terms: readonly Term[], measures: Measures): number {
  return terms.reduce((sum, term) => sum + term.coefficient * measuredValue(term, measures), 0);
}
