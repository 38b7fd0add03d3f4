import type { Finding } from '../core/finding.ts';
import { ruleBySlug } from '../core/rules/registry.ts';
import {
  suppressionComment,
  suppressionsIn,
  type Suppression as WrittenSuppression,
} from '../core/rules/suppressions.ts';
import type { SourceFile } from '../core/syntax/source-file.ts';
import { lineEndAt, type Range, type TextEdit } from '../core/text.ts';

/** Stands where the reason belongs: without one a suppression does not count. */
const reason = 'say here why it is right';

/** An edit, and in its text the place that the user should fill in; none where the reason is there already. */
export interface Suppression {
  readonly edit: TextEdit;
  readonly reason?: Range;
}

/**
 * What makes a rule silent at a finding: its name, or the reason that is missing, in the comment that covers the line
 * already, or else a comment on a line of its own above, indented as the line is.
 */
export function suppression(file: SourceFile, { rule, range }: Finding): Suppression {
  const { text, lines } = file;
  const line = lines.lineOf(range.start);
  const written = suppressionsIn(file).findLast(({ lines: covered }) => covered.start <= line && line < covered.end);
  if (written) return extended(text, written, rule);
  const start = lines.startOf(line);
  const indentation = /^[ \t]*/.exec(text.slice(start, range.start))?.[0] ?? '';
  const comment = `${indentation}${suppressionComment(rule, reason)}${lineEndAt(text, start)}`;
  const at = comment.indexOf(reason);
  return { edit: insertion(start, comment), reason: { start: at, end: at + reason.length } };
}

/** A comment that gives its reason gets the rule as well; of one without any, which may name the rule, the reason is asked. */
function extended(text: string, { start, names, reason: given }: WrittenSuppression, rule: string): Suppression {
  const close = text.indexOf(')', names.at(-1)?.end ?? start);
  const isNamed = names.some(({ name }) => ruleBySlug(name)?.slug === rule);
  const name = isNamed ? '' : `${names.length > 0 ? ', ' : ''}${rule}`;
  if (given !== '') return { edit: insertion(close, name) };
  const missing = `${name}) ${reason}`;
  const range = { start: close, end: close + 1 };
  return { edit: { range, text: missing }, reason: { start: missing.length - reason.length, end: missing.length } };
}

function insertion(offset: number, text: string): TextEdit {
  return { range: { start: offset, end: offset }, text };
}
