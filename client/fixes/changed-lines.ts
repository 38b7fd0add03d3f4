/** How much of a text an edit touches, as a reader of a diff counts it. */

/** A replacement of what lies between two offsets. */
export interface OffsetEdit {
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

/**
 * Lines that are written anew, put in or taken out by edits that do not overlap, in any order. Where edits touch, all that
 * lies from the first to the last line that differs counts.
 */
export function changedLines(text: string, edits: readonly OffsetEdit[]): number {
  const ordered = edits.toSorted((a, b) => a.start - b.start);
  let changed = 0;
  for (let from = 0; from < ordered.length; ) {
    const start = startOfLine(text, ordered[from].start);
    let to = from + 1;
    let end = endOfLine(text, ordered[from].end);
    while (to < ordered.length && ordered[to].start <= end) end = endOfLine(text, ordered[to++].end);
    changed += differingLines(text.slice(start, end), edited(text, { start, end }, ordered.slice(from, to)));
    from = to;
  }
  return changed;
}

/** A text with edits made to it that do not overlap, in any order. */
export function editedText(text: string, edits: readonly OffsetEdit[]): string {
  const ordered = edits.toSorted((a, b) => a.start - b.start);
  return edited(text, { start: 0, end: text.length }, ordered);
}

function edited(
  text: string,
  { start, end }: { readonly start: number; readonly end: number },
  ordered: readonly OffsetEdit[],
): string {
  let result = '';
  let at = start;
  for (const edit of ordered) {
    result += text.slice(at, edit.start) + edit.text;
    at = edit.end;
  }
  return result + text.slice(at, end);
}

/** Lines between those that are the same at the beginning and at the end. */
function differingLines(before: string, after: string): number {
  const old = before.split(/\r?\n/);
  const now = after.split(/\r?\n/);
  let ahead = 0;
  while (ahead < Math.min(old.length, now.length) && old[ahead] === now[ahead]) ahead++;
  let behind = 0;
  while (behind < Math.min(old.length, now.length) - ahead && old.at(-1 - behind) === now.at(-1 - behind)) behind++;
  return Math.max(old.length, now.length) - ahead - behind;
}

function startOfLine(text: string, offset: number): number {
  return offset === 0 ? 0 : text.lastIndexOf('\n', offset - 1) + 1;
}

function endOfLine(text: string, offset: number): number {
  const end = text.indexOf('\n', offset);
  return end === -1 ? text.length : end;
}
