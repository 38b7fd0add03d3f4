import type { FileAnalysis } from './analysis.ts';
import type { AnalysedFunction } from './analysis-cache.ts';
import type { Anchor, CalleeSummaries } from './summaries/callee-summaries.ts';
import { definitionIn } from './summaries/function-index.ts';
import { relocate } from './syntax/relocate.ts';
import type { SourceFile } from './syntax/source-file.ts';

/** The definitions that notes of findings point into, outside of the function that the findings are in. */
export function anchorsOf({ functions }: Pick<FileAnalysis, 'functions'>, callees: CalleeSummaries): readonly Anchor[] {
  const pointsOutside = functions.some(({ range: { start, end }, findings }) =>
    findings.some(({ notes }) =>
      notes.some(({ range, elsewhere }) => !elsewhere && (range.start < start || range.end > end)),
    ),
  );
  return pointsOutside ? callees.anchors() : [];
}

/**
 * An earlier analysis of a function of the same text that now starts at `start`, moved there; undefined when something that
 * its notes point into has moved against it.
 */
export function moved(known: AnalysedFunction, start: number, file: SourceFile): AnalysedFunction | undefined {
  const delta = start - known.start;
  if (known.anchors.some((anchor) => startIn(file, anchor) !== anchor.start + delta)) return undefined;
  if (delta === 0) return known;
  const anchors = known.anchors.map((anchor) => ({ ...anchor, start: anchor.start + delta }));
  return { ...known, start, analysis: relocate(known.analysis, delta), anchors };
}

function startIn(file: SourceFile, { name }: Anchor): number | undefined {
  const definition = definitionIn(file, name);
  return definition?.kind === 'function' ? definition.entry.start : definition?.macro.start;
}
