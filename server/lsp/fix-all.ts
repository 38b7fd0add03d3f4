import { analyseFile, findingsIn } from '../core/analyse.ts';
import type { Finding } from '../core/finding.ts';
import type { KernelParser } from '../core/syntax/source-file.ts';
import { applyEdits, type TextEdit } from '../core/text.ts';
import type { Analysed } from './analysed.ts';
import { composeEdit } from './pending-edits.ts';

/** One fix can uncover the next, such as a rename that makes the range call available. This ends a quarrel of two rules. */
const roundLimit = 8;

/** A file with its findings, and what they were found with. */
export type Fixable = Pick<Analysed, 'file' | 'findings' | 'options'>;

/**
 * Edits that apply every safe fix, and the safe fixes of what they uncover, until there is none left: done to the result
 * again, it finds nothing to do.
 */
export function fixAll(parser: KernelParser, analysed: Fixable): readonly TextEdit[] {
  let edits: readonly TextEdit[] = [];
  let text = analysed.file.text;
  let findings = analysed.findings;
  for (let round = 0; round < roundLimit; round++) {
    const safe = safeEdits(findings);
    if (safe.length === 0) break;
    text = applyEdits(text, safe);
    // From the back, so that each edit leaves the offsets of the next as they are.
    for (const edit of safe.toReversed()) edits = composeEdit(edits, edit);
    const file = parser.parse(analysed.file.path, text);
    try {
      findings = findingsIn(analyseFile(file, analysed.options));
    } finally {
      file.dispose();
    }
  }
  return edits;
}

/** The first safe fix of each finding, in the order of the text. A fix that reaches into another waits for the next round. */
function safeEdits(findings: readonly Finding[]): readonly TextEdit[] {
  const chosen: TextEdit[] = [];
  for (const { fixes } of findings) {
    const fix = fixes.find(({ safe }) => safe);
    if (fix && !fix.edits.some((edit) => chosen.some((other) => collide(edit, other)))) chosen.push(...fix.edits);
  }
  return chosen.sort((a, b) => a.range.start - b.range.start);
}

/** Insertions at the same place collide too: their order would be chance, and often they are the same. */
function collide({ range: a }: TextEdit, { range: b }: TextEdit): boolean {
  return a.start <= b.end && b.start <= a.end;
}
