/** Lets the user choose among the scenario files of the workspace, where there are any. */
import { l10n, type QuickPickItem, window, workspace } from 'vscode';
import type { SimulationTarget } from '../../server/lsp/protocol.ts';

type Choice = Pick<SimulationTarget, 'scenarioFile'>;

/** What a scenario file is called; package.json has the same for the schema. */
export const scenarioSuffix = '.lazymmu-scenario.json';

/** Files that a list can show. */
const most = 100;

/** Resolves to undefined when the user chooses none; without scenario files nobody is asked. */
export async function pickScenario(): Promise<Choice | undefined> {
  const files = await workspace.findFiles(`**/*${scenarioSuffix}`, undefined, most);
  if (files.length === 0) return {};
  const items: (QuickPickItem & Choice)[] = files
    .map((file) => ({ label: workspace.asRelativePath(file), scenarioFile: file.toString() }))
    .sort((a, b) => a.label.localeCompare(b.label));
  const fitting = l10n.t('The scenario that fits the function');
  const picked = await window.showQuickPick<QuickPickItem & Choice>([{ label: fitting }, ...items], {
    title: l10n.t('Simulate Walker: Scenario'),
    placeHolder: l10n.t('A scenario file of the workspace, or none'),
  });
  return picked && (picked.scenarioFile === undefined ? {} : { scenarioFile: picked.scenarioFile });
}
