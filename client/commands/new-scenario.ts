/** `lazyMmu.newScenario`: a scenario file to fill in, which the editor completes and checks from the first key on. */
import { l10n, Uri, window, workspace } from 'vscode';
import type { Scenario } from '../../server/lsp/protocol.ts';
import { exists, showAsNew } from '../scenario-document.ts';
import { scenarioSuffix } from './pick-scenario.ts';

/** What most scenarios begin with; every property may go. */
const beginning: Partial<Scenario> = {
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
  if (await exists(file)) await window.showTextDocument(file);
  else await showAsNew(file, beginning);
}
