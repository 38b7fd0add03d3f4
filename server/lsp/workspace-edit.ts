import type { SnippetTextEdit, WorkspaceEdit } from 'vscode-languageserver';
import type { TextEdit } from '../core/text.ts';
import type { Analysed } from './analysed.ts';
import type { Client } from './capabilities.ts';
import type { Suppression } from './suppression.ts';
import { toRange, toTextEdit } from './to-protocol.ts';

/** Edits of one document, with the version where the client understands it, so that they are never made to a newer text. */
export function workspaceEdit(
  client: Client,
  { uri, version, positions }: Analysed,
  edits: readonly TextEdit[],
): WorkspaceEdit {
  const converted = edits.map((edit) => toTextEdit(positions, edit));
  return client.documentChanges
    ? { documentChanges: [{ textDocument: { uri, version }, edits: converted }] }
    : { changes: { [uri]: converted } };
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
