/**
 * What the masking replaced, by the offset at which the replacement stands: the lowering reads a node there by what the
 * author wrote and not by what tree-sitter was given. Offsets and ends are relative to the masked text.
 */
export type Note =
  /** A `while` that stands for an iterator macro or a guard macro. */
  | { readonly kind: 'iterate' | 'guard'; readonly macro: string; readonly empty: boolean }
  /** A `0` that stands for an argument that is no expression: a type, or a statement. */
  | { readonly kind: 'type-argument' | 'statement-argument'; readonly end: number }
  /** An identifier that stands for `typeof(…)`; the parentheses are blank. */
  | { readonly kind: 'typeof'; readonly operandStart: number; readonly operandEnd: number }
  /** A type name that is written as another one, as in `LIST_HEAD name` for `struct list_head name`. */
  | { readonly kind: 'type-name'; readonly type: string }
  /** A declared name whose macro, from `start` to `end`, also gives it its first value. */
  | { readonly kind: 'declared-by'; readonly start: number; readonly end: number }
  /** A declared name that is an array of `BITS_TO_LONGS(bits)`, of `1 << bits`, or of no stated length. */
  | { readonly kind: 'bitmap' | 'hashtable' | 'flexible' }
  /** A name that only fills the place of one that the author left out, before a bit field's width. */
  | { readonly kind: 'unnamed' }
  /** An enumerator that stands for a macro call which expands to enumerators. */
  | { readonly kind: 'enumerator-macro'; readonly end: number }
  /** A name in place of a word that the grammar would read as a keyword. */
  | { readonly kind: 'renamed'; readonly name: string }
  /** The parenthesis behind a `while` that stands for `do { … } macro(args);`. */
  | { readonly kind: 'loop-test'; readonly macro: string }
  /** A `||` that stands for the `...` of a case range. */
  | { readonly kind: 'case-range' }
  /** A `0` that stands for inline assembly; `plain` when it takes and gives no values. */
  | { readonly kind: 'assembly'; readonly end: number; readonly plain: boolean; readonly labels: readonly string[] };

export type Notes = ReadonlyMap<number, Note>;

/** Text that tree-sitter can read, of the same length as the text it was made of. */
export interface MaskedText {
  readonly text: string;
  readonly notes: Notes;
}
