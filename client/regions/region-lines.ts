/** Turns regions into the lines that are painted, and the marks in the margin that go with them. */
import type { ProtocolRange, RegionsParams } from '../../server/lsp/protocol.ts';

/** Lines, from 0, both ends included. */
export interface LineSpan {
  readonly first: number;
  readonly last: number;
}

/** Place of a line within its run of painted lines; `only` is a run of one line. */
export type Mark = 'first' | 'within' | 'last' | 'only';

export interface MarkedLine {
  readonly line: number;
  readonly mark: Mark;
}

export interface PaintedLines {
  readonly lazy: readonly LineSpan[];
  readonly paused: readonly LineSpan[];
  /** The bracket in the margin; it runs on through paused lines. */
  readonly bracket: readonly MarkedLine[];
}

/** Each line is painted at most once, however many regions or ranges touch it; paused wins over lazy. */
export function paintedLines(regions: RegionsParams['regions']): PaintedLines {
  const paused = linesOf(regions.flatMap((region) => region.paused));
  const all = new Set([...linesOf(regions.flatMap((region) => region.ranges)), ...paused]);
  const lazy = new Set([...all].filter((line) => !paused.has(line)));
  return { lazy: spansOf(lazy), paused: spansOf(paused), bracket: spansOf(all).flatMap(marksOf) };
}

function linesOf(ranges: readonly ProtocolRange[]): Set<number> {
  const lines = new Set<number>();
  for (const { start, end } of ranges) {
    // A range that ends before the first character of a line does not touch that line.
    const last = end.character === 0 && end.line > start.line ? end.line - 1 : end.line;
    for (let line = start.line; line <= last; line++) lines.add(line);
  }
  return lines;
}

function spansOf(lines: ReadonlySet<number>): LineSpan[] {
  const spans: { first: number; last: number }[] = [];
  for (const line of [...lines].sort((a, b) => a - b)) {
    const span = spans.at(-1);
    if (span && span.last === line - 1) span.last = line;
    else spans.push({ first: line, last: line });
  }
  return spans;
}

function marksOf({ first, last }: LineSpan): MarkedLine[] {
  return Array.from({ length: last - first + 1 }, (_, index) => {
    const line = first + index;
    if (first === last) return { line, mark: 'only' };
    return { line, mark: line === first ? 'first' : line === last ? 'last' : 'within' };
  });
}
