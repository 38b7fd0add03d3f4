import type { AnalysedFunction, Consulted } from './analysis-cache.ts';
import type { Finding } from './finding.ts';
import { type Definition, definitionIn } from './summaries/function-index.ts';
import { relocate } from './syntax/relocate.ts';
import type { SourceFile } from './syntax/source-file.ts';

/** What a definition was when an analysis looked at it. */
export function consultedOf(definition: Definition): Consulted {
  if (definition.kind === 'function') {
    const { name, text, start } = definition.entry;
    return { name, text, start };
  }
  const { name, body, start } = definition.macro;
  return { name, text: body, start };
}

/**
 * An earlier analysis of a function of the same text that now starts at `start`, moved there; undefined when something it
 * looked at in the file has changed, or has moved against it while a note points there.
 */
export function reused(known: AnalysedFunction, start: number, file: SourceFile): AnalysedFunction | undefined {
  const delta = start - known.start;
  const tied = known.analysis.functions.some(({ findings, range }) =>
    findings.some((finding) => pointsOutside(finding, range.start, range.end)),
  );
  const holds = known.consulted.every((each) => {
    const definition = definitionIn(file, each.name);
    const now = definition && consultedOf(definition);
    return now?.text === each.text && (!tied || now.start - each.start === delta);
  });
  if (!holds) return undefined;
  if (delta === 0) return known;
  const consulted = tied ? relocate(known.consulted, delta) : known.consulted;
  return { ...known, start, analysis: relocate(known.analysis, delta), consulted };
}

function pointsOutside({ notes }: Finding, start: number, end: number): boolean {
  return notes.some(({ range, elsewhere }) => !elsewhere && (range.start < start || range.end > end));
}
