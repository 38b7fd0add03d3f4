/** Keeps counts of lines at their lines while the text around them is edited. */
import type { LineCost, LineStretch } from '../../server/lsp/protocol.ts';

/** Counts of lines, and the stretches of text that they were counted in. Lines are counted from 0. */
export interface CountedLines {
  readonly ran: readonly LineStretch[];
  readonly lines: readonly LineCost[];
}

/** An edit: the lines that it touches, both included, and how many lines stand there afterwards. */
export interface LineEdit extends LineStretch {
  readonly becomes: number;
}

/** Where the counts are after an edit; undefined when it changes what was counted. */
export function afterEdit({ ran, lines }: CountedLines, edit: LineEdit): CountedLines | undefined {
  if (ran.some(({ first, last }) => edit.first <= last && first <= edit.last)) return undefined;
  const by = edit.becomes - (edit.last - edit.first + 1);
  const moved = (line: number) => (line > edit.last ? line + by : line);
  return {
    ran: ran.map(({ first, last }) => ({ first: moved(first), last: moved(last) })),
    lines: lines.map((each) => ({ ...each, line: moved(each.line) })),
  };
}
