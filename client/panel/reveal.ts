/** Shows a line that the panel speaks of, in an editor beside it. */
import { l10n, Selection, TextEditorRevealType, Uri, ViewColumn, window, workspace } from 'vscode';
import { pathInTree } from './tree-path.ts';

/** `simulatedFile` and `file` are paths in the tree of the document; `line` counts from 1. */
export async function reveal(documentUri: string, simulatedFile: string, file: string, line: number): Promise<void> {
  const simulated = Uri.parse(documentUri);
  const path = pathInTree(simulated.path, simulatedFile, file);
  try {
    if (path === undefined) throw new Error(l10n.t('{0} is not in the tree of {1}.', file, simulated.path));
    const document = await workspace.openTextDocument(simulated.with({ path }));
    const editor = await window.showTextDocument(document, { viewColumn: columnOf(simulated) });
    const target = document.lineAt(Math.min(line, document.lineCount) - 1);
    const start = target.range.start.translate(0, target.firstNonWhitespaceCharacterIndex);
    editor.selection = new Selection(start, start);
    editor.revealRange(target.range, TextEditorRevealType.InCenterIfOutsideViewport);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    void window.showErrorMessage(l10n.t('Cannot show {0}:{1}. {2}', file, line, reason));
  }
}

/** Where the simulated document is, so that the panel is not covered. */
function columnOf(document: Uri): ViewColumn {
  const editor = window.visibleTextEditors.find((each) => each.document.uri.toString() === document.toString());
  return editor?.viewColumn ?? window.visibleTextEditors.find((each) => each.viewColumn)?.viewColumn ?? ViewColumn.One;
}
