import type { FileAnalysis } from './analysis.ts';
import type { AnalysedFunction } from './analysis-cache.ts';
import type { Anchor, CalleeSummaries } from './summaries/callee-summaries.ts';
import { relocate } from './syntax/relocate.ts';

/** The definitions that notes of findings point into, outside of the function that the findings are in. */
export function anchorsOf({ functions }: Pick<FileAnalysis, 'functions'>, callees: CalleeSummaries): readonly Anchor[] {
  const pointsOutside = functions.some(({ range: { start, end }, findings }) =>
    findings.some(({ notes }) =>
      notes.some(({ range, elsewhere }) => elsewhere || range.start < start || range.end > end),
    ),
  );
  return pointsOutside ? callees.anchors() : [];
}

/**
 * An earlier analysis of a function of the same text that now starts at `start`, moved there; undefined when something that
 * its notes point into has changed, or moved against it.
 */
export function moved(known: AnalysedFunction, start: number): AnalysedFunction | undefined {
  const delta = start - known.start;
  if (!known.anchors.every((anchor) => holds(anchor, delta))) return undefined;
  if (delta === 0) return known;
  const anchors = known.anchors.map((anchor) =>
    anchor.node.distant ? anchor : { ...anchor, start: anchor.start + delta },
  );
  return { ...known, start, analysis: relocate(known.analysis, delta), anchors };
}

function holds({ node, text, start, line }: Anchor, delta: number): boolean {
  return node.text === text && (line === undefined ? node.start === start + delta : node.line === line);
}
