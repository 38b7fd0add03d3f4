import type { FileAnalysis, FunctionAnalysis } from './analysis.ts';
import type { Finding } from './finding.ts';
import { mapOffsets } from './syntax/relocate.ts';
import type { SourceFile } from './syntax/source-file.ts';
import type { Range } from './text.ts';

/** One version of a file with what the engine says about it. */
export interface AnalysedText {
  readonly file: Pick<SourceFile, 'text' | 'functions'>;
  readonly analysis: FileAnalysis;
}

/** The one stretch in which two texts differ: from `start` to `oldEnd` in the old one, to `newEnd` in the new one. */
interface Change {
  readonly start: number;
  readonly oldEnd: number;
  readonly newEnd: number;
}

/**
 * What to show while someone types in a function of a file: a statement that is half there cannot be read, and whoever types
 * it has not taken the section away. A function that could be read before keeps its sections and findings, without their
 * fixes; the functions that were not touched keep theirs, since what they call may be the one that cannot be read. As soon as
 * all that was known can be read, `now` stands as it is.
 */
export function keepHalfTyped(before: AnalysedText, now: AnalysedText): FileAnalysis {
  const { analysis, file } = now;
  const unread = new Set(analysis.notAnalysed.map((each) => each.function));
  const known = before.analysis.functions;
  if (!known.some(({ name }) => unread.has(name))) return analysis;
  const change = changeBetween(before.file.text, file.text);
  const stayed = known.flatMap((old): FunctionAnalysis[] => {
    const here = mapOffsets(old, (offset) => follow(change, offset));
    if (!touches(change, here.range)) return [here];
    const unreadable = file.functions.find(({ name, problems }) => name === old.name && problems.length > 0);
    if (!unreadable) return [];
    const { start, end, nameRange } = unreadable;
    return [{ ...here, range: { start, end }, nameRange, findings: here.findings.map(withoutFixes) }];
  });
  const changed = analysis.functions.filter(({ range }) => touches(change, range));
  return { ...analysis, functions: [...stayed, ...changed].sort((a, b) => a.range.start - b.range.start) };
}

/** A fix was made for the text of before. */
function withoutFixes(finding: Finding): Finding {
  return { ...finding, fixes: [] };
}

function changeBetween(old: string, text: string): Change {
  const most = Math.min(old.length, text.length);
  let start = 0;
  while (start < most && old.charCodeAt(start) === text.charCodeAt(start)) start++;
  let behind = 0;
  while (behind < most - start && old.charCodeAt(old.length - 1 - behind) === text.charCodeAt(text.length - 1 - behind))
    behind++;
  return { start, oldEnd: old.length - behind, newEnd: text.length - behind };
}

/** Where an offset of the old text is in the new one; what is replaced shrinks to where it began. */
function follow({ start, oldEnd, newEnd }: Change, offset: number): number {
  if (offset < start) return offset;
  return offset >= oldEnd ? offset + newEnd - oldEnd : start;
}

/** Whether the change is in a range of the new text, or at its ends. */
function touches({ start, newEnd }: Change, range: Range): boolean {
  return start <= range.end && range.start <= newEnd;
}
