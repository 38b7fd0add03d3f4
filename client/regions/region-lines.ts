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

/** Tells of a line, from 0, that it says nothing of its own: blank, a brace, a comment. */
export type SilentLine = (line: number) => boolean;

/**
 * A region is painted from its enable to its disables, with the silent lines in between. Each line is painted at most
 * once, however many regions touch it; paused wins over lazy.
 */
export function paintedLines(regions: RegionsParams['regions'], isSilent: SilentLine): PaintedLines {
  const paused = linesOf(regions.flatMap((region) => region.paused));
  const spans = regions.flatMap((region) =>
    spansOf(linesOf([region.enable, ...region.ranges, ...region.paused, ...region.disables]), isSilent),
  );
  const all = spans.flatMap(linesIn);
  const lazy = new Set(all.filter((line) => !paused.has(line)));
  return {
    lazy: spansOf(lazy, () => false),
    paused: spansOf(paused, () => false),
    bracket: withoutOverlap(spans).flatMap(marksOf),
  };
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

/** Runs of these lines; a gap of nothing but silent lines does not end a run. */
function spansOf(lines: ReadonlySet<number>, isSilent: SilentLine): LineSpan[] {
  const spans: { first: number; last: number }[] = [];
  for (const line of [...lines].sort((a, b) => a - b)) {
    const span = spans.at(-1);
    if (span && linesIn({ first: span.last + 1, last: line - 1 }).every(isSilent)) span.last = line;
    else spans.push({ first: line, last: line });
  }
  return spans;
}

/** Spans that share a line become one; neighbours stay apart, as two regions one after the other do. */
function withoutOverlap(spans: readonly LineSpan[]): LineSpan[] {
  const apart: { first: number; last: number }[] = [];
  for (const { first, last } of [...spans].sort((a, b) => a.first - b.first)) {
    const before = apart.at(-1);
    if (before && first <= before.last) before.last = Math.max(before.last, last);
    else apart.push({ first, last });
  }
  return apart;
}

function linesIn({ first, last }: LineSpan): number[] {
  return Array.from({ length: Math.max(0, last - first + 1) }, (_, index) => first + index);
}

function marksOf(span: LineSpan): MarkedLine[] {
  const { first, last } = span;
  return linesIn(span).map((line) => {
    if (first === last) return { line, mark: 'only' };
    return { line, mark: line === first ? 'first' : line === last ? 'last' : 'within' };
  });
}
