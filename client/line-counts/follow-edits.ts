/** Keeps counts of lines at their lines while the text around them is edited. */

/** What a line cost, in words. Lines are counted from 0. */
export interface LineText {
  readonly line: number;
  readonly text: string;
}

/** Counts of lines, and the stretch of text that they were counted in: both of its lines belong to it. */
export interface CountedLines {
  readonly first: number;
  readonly last: number;
  readonly lines: readonly LineText[];
}

/** An edit: the lines that it touches, both included, and how many lines stand there afterwards. */
export interface LineEdit {
  readonly first: number;
  readonly last: number;
  readonly becomes: number;
}

/** Where the counts are after an edit; undefined when it changes what was counted. */
export function afterEdit(counted: CountedLines, edit: LineEdit): CountedLines | undefined {
  if (edit.first > counted.last) return counted;
  if (edit.last >= counted.first) return undefined;
  const moved = edit.becomes - (edit.last - edit.first + 1);
  return {
    first: counted.first + moved,
    last: counted.last + moved,
    lines: counted.lines.map(({ line, text }) => ({ line: line + moved, text })),
  };
}
