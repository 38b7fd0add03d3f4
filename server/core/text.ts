/** A half-open range of UTF-16 offsets. */
export interface Range {
  readonly start: number;
  readonly end: number;
}

/** A replacement of `range` by `text`; an empty range inserts, an empty text deletes. */
export interface TextEdit {
  readonly range: Range;
  readonly text: string;
}

/** A place as people count it: line and column from 1, columns in UTF-16 units. */
export interface LineColumn {
  readonly line: number;
  readonly column: number;
}

/** Offsets of the line starts of one text; answers line questions in logarithmic time. */
export class LineIndex {
  readonly #starts: number[] = [0];

  constructor(text: string) {
    for (let at = text.indexOf('\n'); at !== -1; at = text.indexOf('\n', at + 1)) this.#starts.push(at + 1);
  }

  get lineCount(): number {
    return this.#starts.length;
  }

  /** Line of an offset, from 1. Offsets past the end belong to the last line. */
  lineOf(offset: number): number {
    let low = 0;
    let high = this.#starts.length;
    while (high - low > 1) {
      const middle = (low + high) >> 1;
      if (this.#starts[middle] <= offset) low = middle;
      else high = middle;
    }
    return low + 1;
  }

  positionOf(offset: number): LineColumn {
    const line = this.lineOf(offset);
    return { line, column: offset - this.#starts[line - 1] + 1 };
  }

  /** Offset of the first character of a line counted from 1. */
  startOf(line: number): number {
    return this.#starts[Math.min(Math.max(line, 1), this.#starts.length) - 1];
  }
}

export function contains(range: Range, offset: number): boolean {
  return range.start <= offset && offset < range.end;
}

/** How the line of an offset ends; the last line of a text ends as Unix has it. */
export function lineEndAt(text: string, offset: number): string {
  const end = text.indexOf('\n', offset);
  return end > 0 && text[end - 1] === '\r' ? '\r\n' : '\n';
}

/** Applies edits that do not overlap, in any order given. Throws on an overlap: that is an error of the caller. */
export function applyEdits(text: string, edits: readonly TextEdit[]): string {
  const ordered = [...edits].sort((a, b) => a.range.start - b.range.start || a.range.end - b.range.end);
  let result = '';
  let at = 0;
  for (const { range, text: replacement } of ordered) {
    if (range.start < at) throw new Error(`edits overlap at offset ${range.start}`);
    result += text.slice(at, range.start) + replacement;
    at = range.end;
  }
  return result + text.slice(at);
}
