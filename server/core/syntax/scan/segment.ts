import type { MacroDefinition } from '../source-file.ts';
import type { MacroEvent } from './macros.ts';

/**
 * A stretch of a file that is read on its own: one function, one declaration, or what stands between. A segment holds
 * only offsets relative to its own start, so that an edit elsewhere in the file leaves it as it is.
 */
export interface Segment {
  readonly kind: SegmentKind;
  /** As the author wrote it. */
  readonly text: string;
  /** Same length: directives and the branches of `#if` that do not hold are blank. */
  readonly active: string;
  /** Where its first and last token stand; both 0 when it holds only blanks, comments and directives. */
  readonly start: number;
  readonly end: number;
  /** `text` from `start` to `end`: one string for as long as the segment lives. */
  readonly code: string;
  /** Of a function or a macro call at file level: its name, and where it stands. */
  readonly name?: string;
  readonly nameStart: number;
  /** Of a function: where the `{` of its body stands. */
  readonly bodyStart: number;
  /** Words in the head that the file itself defines to be attributes, or to be nothing. */
  readonly attributes: readonly MacroDefinition[];
  /** How many `#if` are open where the segment begins, and where it ends. */
  readonly openBefore: number;
  readonly openAfter: number;
  /** How far behind its end the text was looked at to know that it ends there. */
  readonly ahead: number;
  /** Of an enum: the macros of the file that it calls. */
  readonly macros?: ReadonlyMap<string, MacroDefinition>;
  readonly events: readonly MacroEvent[];
  /** The directives as written: when an edit changes them, other segments may read differently. */
  readonly directives: string;
}

/** 'macro' is a call at file level, such as `EXPORT_SYMBOL(x);`; 'other' holds no code that is read. */
export type SegmentKind = 'function' | 'declaration' | 'macro' | 'other';
