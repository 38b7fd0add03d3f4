/** `lazyMmu.newScenario`: a scenario file to fill in, which the editor completes and checks from the first key on. */
import { l10n, Range, Uri, WorkspaceEdit, window, workspace } from 'vscode';
import { scenarioSuffix } from './pick-scenario.ts';

/** What most scenarios begin with; every property may go. */
const beginning = {
  preset: 'mprotect',
  entries: 256,
  population: 'all_present',
  attachedCpus: 2,
};

export async function newScenario(): Promise<void> {
  const name = await window.showInputBox({
    title: l10n.t('New Scenario'),
    prompt: l10n.t('Name of the file, without {0}', scenarioSuffix),
    value: 'walker',
    validateInput: (typed) => (/^[\w.-]+$/.test(typed) ? undefined : l10n.t('Letters, digits, dots and dashes only')),
  });
  if (name === undefined) return;
  const folder = workspace.workspaceFolders?.[0]?.uri ?? Uri.file('/');
  const file = Uri.joinPath(folder, `${name}${scenarioSuffix}`);
  if (await exists(file)) {
    await window.showTextDocument(file);
    return;
  }
  // Nothing is on disk until the user saves it.
  const document = await workspace.openTextDocument(file.with({ scheme: 'untitled' }));
  const edit = new WorkspaceEdit();
  edit.replace(document.uri, new Range(0, 0, document.lineCount, 0), `${JSON.stringify(beginning, null, 2)}\n`);
  await workspace.applyEdit(edit);
  await window.showTextDocument(document);
}

async function exists(file: Uri): Promise<boolean> {
  try {
    await workspace.fs.stat(file);
    return true;
  } catch {
    return false;
  }
}
