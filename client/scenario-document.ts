/** Scenarios as documents of the editor. */
import { Range, type Uri, WorkspaceEdit, window, workspace } from 'vscode';
import type { Scenario } from '../server/lsp/protocol.ts';

/** Shows a scenario as a file that is not there yet: nothing is on disk until the user saves it. */
export async function showAsNew(file: Uri, scenario: Partial<Scenario>): Promise<void> {
  const document = await workspace.openTextDocument(file.with({ scheme: 'untitled' }));
  const edit = new WorkspaceEdit();
  const all = new Range(0, 0, document.lineCount, 0);
  edit.replace(document.uri, all, `${JSON.stringify(scenario, null, 2)}\n`);
  await workspace.applyEdit(edit);
  await window.showTextDocument(document);
}

/** Is there a file? */
export async function exists(file: Uri): Promise<boolean> {
  try {
    await workspace.fs.stat(file);
    return true;
  } catch {
    return false;
  }
}
