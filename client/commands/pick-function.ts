/** Lets the user choose a function to simulate: those with a lazy MMU region, nearest first, or any other by its name. */
import { l10n, type QuickPickItem, type TextEditor, window } from 'vscode';
import type { LatestRegions } from '../regions/latest-regions.ts';
import { nearestFunctions } from './nearest-functions.ts';

interface FunctionItem extends QuickPickItem {
  readonly function: string;
}

/** Resolves to undefined when the user chooses none. The list fills when the server has analysed the file. */
export function pickFunction(editor: TextEditor, latest: LatestRegions): Promise<string | undefined> {
  const picker = window.createQuickPick<FunctionItem>();
  picker.title = l10n.t('Simulate Walker');
  picker.placeholder = l10n.t('A function with a lazy MMU region, or the name of another one in this file');

  const fill = () => {
    const known = latest.of(editor.document);
    picker.busy = known === undefined;
    const listed = nearestFunctions(known?.regions ?? [], editor.selection.active.line).map(
      ({ name, line }): FunctionItem => ({
        function: name,
        label: name,
        description: l10n.t('line {0}', line + 1),
      }),
    );
    const typed = picker.value.trim();
    const isNew = /^[A-Za-z_]\w*$/.test(typed) && !listed.some((item) => item.function === typed);
    picker.items = isNew
      ? [...listed, { function: typed, label: typed, description: l10n.t('by its name'), alwaysShow: true }]
      : listed;
  };

  return new Promise((fulfil) => {
    const listening = latest.onDidChange(fill);
    picker.onDidChangeValue(fill);
    picker.onDidAccept(() => {
      fulfil(picker.selectedItems[0]?.function);
      picker.hide();
    });
    picker.onDidHide(() => {
      listening.dispose();
      picker.dispose();
      fulfil(undefined);
    });
    fill();
    picker.show();
  });
}
