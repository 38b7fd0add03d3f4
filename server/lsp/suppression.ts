import type { Finding } from '../core/finding.ts';
import { suppressionComment } from '../core/rules/suppressions.ts';
import type { SourceFile } from '../core/syntax/source-file.ts';
import type { Range, TextEdit } from '../core/text.ts';

/** Stands where the reason belongs: without one a suppression does not count. */
const reason = 'say here why it is right';

/** The rules that a suppression names, from its opening parenthesis on. */
const allowed = /lazy-mmu:\s*allow\([^)]*/;

/** An edit, and in its text the place that the user should fill in; none in a comment that is there already. */
export interface Suppression {
  readonly edit: TextEdit;
  readonly reason?: Range;
}

/**
 * What makes a rule silent at a finding: its name in the comment that is there already, or else a comment on a line of
 * its own above, indented as the line is.
 */
export function suppression({ text, lines }: SourceFile, { rule, range }: Finding): Suppression {
  const line = lines.lineOf(range.start);
  for (const each of [line, line - 1]) {
    const start = lines.startOf(each);
    const found = each > 0 ? allowed.exec(text.slice(start, endOfLine(text, start))) : null;
    if (found) return { edit: insertion(start + found.index + found[0].length, `, ${rule}`) };
  }
  const start = lines.startOf(line);
  const indentation = /^[ \t]*/.exec(text.slice(start, range.start))?.[0] ?? '';
  const lineEnd = text[endOfLine(text, start) - 1] === '\r' ? '\r\n' : '\n';
  const comment = `${indentation}${suppressionComment(rule, reason)}${lineEnd}`;
  const at = comment.indexOf(reason);
  return { edit: insertion(start, comment), reason: { start: at, end: at + reason.length } };
}

function endOfLine(text: string, start: number): number {
  const end = text.indexOf('\n', start);
  return end === -1 ? text.length : end;
}

function insertion(offset: number, text: string): TextEdit {
  return { range: { start: offset, end: offset }, text };
}
