/** Scenarios of the panel as files: opened for the user to save, and chosen from those of the workspace. */
import { l10n, Uri, window, workspace } from 'vscode';
import type { Scenario, SimulationTarget } from '../../server/lsp/protocol.ts';
import { scenarioSuffix } from '../commands/pick-scenario.ts';
import { exists, showAsNew } from '../scenario-document.ts';

/** Opens the scenario as a new file, named after the function. Nothing is on disk until the user saves it. */
export async function editScenario(target: SimulationTarget, scenario: Partial<Scenario>): Promise<void> {
  const folder = workspace.workspaceFolders?.[0]?.uri ?? Uri.joinPath(Uri.parse(target.uri), '..');
  await showAsNew(Uri.joinPath(folder, await freeName(folder, target.function)), scenario);
}

/** A name that no file of the folder and no open document has. */
async function freeName(folder: Uri, base: string): Promise<string> {
  const open = new Set(workspace.textDocuments.map(({ uri }) => uri.path));
  for (let number = 1; ; number++) {
    const name = `${base}${number === 1 ? '' : `-${number}`}${scenarioSuffix}`;
    const file = Uri.joinPath(folder, name);
    if (!open.has(file.path) && !(await exists(file))) return name;
  }
}

/** Lets the user choose a scenario file from the disk; undefined when they choose none. */
export async function chooseScenarioFile(target: SimulationTarget): Promise<SimulationTarget | undefined> {
  const [file] =
    (await window.showOpenDialog({
      title: l10n.t('Open a Scenario for {0}()', target.function),
      filters: { [l10n.t('Scenarios')]: ['json'] },
      ...(workspace.workspaceFolders?.[0] ? { defaultUri: workspace.workspaceFolders[0].uri } : {}),
    })) ?? [];
  return file && { uri: target.uri, function: target.function, scenarioFile: file.toString() };
}
