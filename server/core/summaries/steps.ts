import type { Note } from '../finding.ts';
import type { SourceFile } from '../syntax/source-file.ts';
import type { Range } from '../text.ts';
import type { Step } from './question.ts';

/**
 * Notes for the way from a call to what comes of it: one for each function that is entered, and the last for the place
 * itself, with `what` happens there. `call` is the place in `file` that leads there.
 */
export function notesOfPath(path: readonly Step[], what: string, file: SourceFile, call: Range): readonly Note[] {
  return path.map((step) => {
    const message = step.calls === undefined ? what : `${step.function}() calls ${step.calls}() here`;
    return noteAt(step.file, step.range, message, file, call);
  });
}

/** A note for a place that may lie in another file than the finding. */
export function noteAt(at: SourceFile, range: Range, message: string, file: SourceFile, leads: Range): Note {
  if (at.path === file.path) return { range, message };
  const { lines, path } = at;
  const elsewhere = { file: path, from: lines.positionOf(range.start), to: lines.positionOf(range.end) };
  return { range: leads, message, elsewhere };
}
