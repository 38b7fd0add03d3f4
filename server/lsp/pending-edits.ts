import type { TextEdit } from '../core/text.ts';

/**
 * Adds one more edit to edits that are still to be applied together. `pending` is in offsets of the old text, sorted and
 * not touching; `next` is in offsets of the text after `pending`. The result again is in offsets of the old text, sorted
 * and not touching: however many keys were pressed, the parser is given one edit per place.
 */
export function composeEdit(pending: readonly TextEdit[], next: TextEdit): readonly TextEdit[] {
  const before: TextEdit[] = [];
  const after: TextEdit[] = [];
  let { start, end } = next.range;
  let text = next.text;
  /** Length that the edits up to here have added to the old text. */
  let growth = 0;
  let growthAtStart = 0;
  let growthAtEnd: number | undefined;
  let startIsOld = false;
  let endIsOld = false;
  for (const edit of pending) {
    const current = { start: edit.range.start + growth, end: edit.range.start + growth + edit.text.length };
    const grown = growth + edit.text.length - (edit.range.end - edit.range.start);
    if (current.end < next.range.start) {
      before.push(edit);
      growthAtStart = grown;
    } else if (current.start > next.range.end) {
      growthAtEnd ??= growth;
      after.push(edit);
    } else {
      if (current.start <= next.range.start) {
        text = edit.text.slice(0, next.range.start - current.start) + text;
        start = edit.range.start;
        startIsOld = true;
      }
      endIsOld = current.end >= next.range.end;
      if (endIsOld) {
        text += edit.text.slice(next.range.end - current.start);
        end = edit.range.end;
      }
    }
    growth = grown;
  }
  const merged = {
    range: { start: startIsOld ? start : start - growthAtStart, end: endIsOld ? end : end - (growthAtEnd ?? growth) },
    text,
  };
  return [...before, merged, ...after];
}
