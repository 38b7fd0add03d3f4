import type { SnippetTextEdit, WorkspaceEdit } from 'vscode-languageserver';
import { applyEdits, type TextEdit } from '../core/text.ts';
import type { Analysed } from './analysed.ts';
import type { Client } from './capabilities.ts';
import type { Suppression } from './suppression.ts';
import { toRange, toTextEdit } from './to-protocol.ts';

/** Name of the one annotation that an edit has. */
const annotation = 'fix';

/**
 * Edits of one document, with the version where the client understands it, so that they are never made to a newer text.
 * With a `title` those that touch more than a line are shown before they are made, where the client can do that.
 */
export function workspaceEdit(
  client: Client,
  { uri, version, positions, file }: Analysed,
  edits: readonly TextEdit[],
  title?: string,
): WorkspaceEdit {
  const converted = edits.map((edit) => toTextEdit(positions, edit));
  if (!client.documentChanges) return { changes: { [uri]: converted } };
  const textDocument = { uri, version };
  const isShown = title !== undefined && client.confirmsEdits && touchedLines(file.text, edits) > 1;
  if (!isShown) return { documentChanges: [{ textDocument, edits: converted }] };
  return {
    documentChanges: [{ textDocument, edits: converted.map((edit) => ({ ...edit, annotationId: annotation })) }],
    changeAnnotations: { [annotation]: { label: title, needsConfirmation: true } },
  };
}

/** The edit that suppresses a finding. Where the client can be given a place to fill in, that is its reason. */
export function suppressionEdit(client: Client, analysed: Analysed, { edit, reason }: Suppression): WorkspaceEdit {
  if (!reason || !client.snippetEdits || !client.documentChanges) return workspaceEdit(client, analysed, [edit]);
  const { uri, version, positions } = analysed;
  const { text } = edit;
  const value = `${plain(text.slice(0, reason.start))}\${1:${plain(text.slice(reason.start, reason.end))}}${plain(text.slice(reason.end))}`;
  const filledIn: SnippetTextEdit = { range: toRange(positions, edit.range), snippet: { kind: 'snippet', value } };
  return { documentChanges: [{ textDocument: { uri, version }, edits: [filledIn] }] };
}

/** Text that a snippet takes as it is. */
function plain(text: string): string {
  return text.replace(/[\\$}]/g, '\\$&');
}

/** How many lines there are from the first to the last that edits change, put in or take away. */
function touchedLines(text: string, edits: readonly TextEdit[]): number {
  const [before, after] = [text, applyEdits(text, edits)].map((each) => each.split('\n'));
  const shorter = Math.min(before.length, after.length);
  let same = 0;
  while (same < shorter && before[same] === after[same]) same++;
  let sameAtEnd = 0;
  while (sameAtEnd < shorter - same && before.at(-1 - sameAtEnd) === after.at(-1 - sameAtEnd)) sameAtEnd++;
  return Math.max(before.length, after.length) - same - sameAtEnd;
}
