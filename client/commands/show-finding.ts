/** `lazyMmu.showFinding`: goes to a finding and opens what the editor says of it, path and all. */
import { commands, Position, Selection, TextEditorRevealType, Uri, window, workspace } from 'vscode';
import type { FindingTarget } from '../../server/lsp/protocol.ts';

export async function showFinding(argument: unknown): Promise<void> {
  if (!isFindingTarget(argument)) return;
  const document = await workspace.openTextDocument(Uri.parse(argument.uri));
  const editor = await window.showTextDocument(document);
  const start = document.validatePosition(new Position(argument.line, argument.character));
  editor.selection = new Selection(start, start);
  editor.revealRange(editor.selection, TextEditorRevealType.InCenterIfOutsideViewport);
  await commands.executeCommand('editor.action.marker.next');
}

function isFindingTarget(value: unknown): value is FindingTarget {
  if (typeof value !== 'object' || value === null) return false;
  const { uri, line, character } = value as Record<string, unknown>;
  return typeof uri === 'string' && Number.isSafeInteger(line) && Number.isSafeInteger(character);
}
