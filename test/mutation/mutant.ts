import type { Dialect } from '../../server/core/kernel/dialect.ts';
import { applyEdits, type TextEdit } from '../../server/core/text.ts';
import type { Site } from './site.ts';

/** Stands in the text of an edit before what must be reported; it is taken out before the edit is made. */
export const mark = '¦';

/** One change of one walker. */
export interface Mutant {
  /** Offset in the unchanged text: what the change is told by. */
  readonly at: number;
  /** Of the unchanged text; the one that is to be reported holds a mark. */
  readonly edits: readonly TextEdit[];
  /** Where it must be reported: on the line of the mark, from there on, or in the function. */
  readonly place: 'line' | 'from' | 'function';
}

/** A way to break a walker, and the rules that may report it. A kernel developer adds one by adding a row. */
export interface MutationKind {
  readonly name: string;
  /** Any of these reports it; the first is the one that is meant. */
  readonly rules: readonly [string, ...string[]];
  /** Only trees of these dialects have what it needs. */
  readonly dialects?: readonly Dialect['generation'][];
  /** The code goes on: what is wrong shows only where the path ends. */
  readonly goesOn?: true;
  /** What it seeds asks for what an update of the walker itself has done. */
  readonly ofOwnUpdate?: true;
  /** How many of one walker are kept, chosen by the seed; all of them when absent. */
  readonly atMost?: number;
  readonly seed: (site: Site) => readonly Mutant[];
}

/** The edits without their mark, and the offset in the changed text where the mark stood. */
export function withoutMark(edits: readonly TextEdit[]): { edits: readonly TextEdit[]; marked: number | undefined } {
  let shift = 0;
  let marked: number | undefined;
  const ordered = [...edits].sort((a, b) => a.range.start - b.range.start);
  const plain = ordered.map(({ range, text }) => {
    const within = text.indexOf(mark);
    const without = text.replace(mark, '');
    if (within >= 0) marked = range.start + shift + within;
    shift += without.length - (range.end - range.start);
    return { range, text: without };
  });
  return { edits: plain, marked };
}

/** The changed text itself, to be shown. */
export function mutatedText(text: string, mutant: Mutant): string {
  return applyEdits(text, withoutMark(mutant.edits).edits);
}
