/** The view of walkers and its commands, wired up. */
import { Disposable, commands as editor, l10n, window } from 'vscode';
import { commands } from '../../server/lsp/protocol.ts';
import type { Server } from '../server.ts';
import { countFindings, findingsOf, type WalkerRow } from './rows.ts';
import { Scan, type ScanState, walkersView } from './scan.ts';
import { TreeProblems } from './tree-problems.ts';
import type { WalkerStore } from './walker-store.ts';
import { WalkersView } from './walkers-view.ts';

export function registerWalkers(server: Server, store: WalkerStore): Disposable {
  const scan = new Scan(() => server.start());
  const view = new WalkersView(store);
  const problems = new TreeProblems(store);
  const tree = window.createTreeView(walkersView, { treeDataProvider: view, showCollapseAll: true });
  let isFilled = false;

  /** Nothing is looked through before someone looks at the view. */
  const fill = async () => {
    if (isFilled || !tree.visible || server.state !== 'running') return;
    isFilled = true;
    const result = await scan.run(false);
    isFilled = result !== undefined && !('error' in result);
  };

  const showCount = () => {
    const walkers = store.files().reduce((sum, file) => sum + file.walkers.length, 0);
    tree.description = walkers === 0 ? '' : walkers === 1 ? l10n.t('1 walker') : l10n.t('{0} walkers', walkers);
  };

  const checkTree = async () => {
    const result = await scan.run(true);
    if (!result || 'error' in result) return;
    isFilled = true;
    problems.begin(await server.start());
    const found = store.files().some((file) => countFindings(findingsOf(file)) > 0);
    if (result.onlyOpen)
      void window.showInformationMessage(l10n.t('Only open files were checked: the others cannot be read from here.'));
    else if (!found)
      void window.showInformationMessage(
        result.files === 0
          ? l10n.t('No file with lazy MMU code was found.')
          : l10n.t('No findings in {0} files with lazy MMU code.', result.files),
      );
    if (found) await editor.executeCommand('workbench.actions.view.problems');
  };

  /** With nothing in the list the view has words of its own. */
  const showState = (state: ScanState) => {
    const isPart = state === 'stopped' || state === 'failed';
    tree.message = isPart && store.files().length > 0 ? l10n.t('Not all files were looked at.') : undefined;
  };

  return Disposable.from(
    scan,
    view,
    problems,
    tree,
    store.onDidChange(showCount),
    scan.onDidChangeState(showState),
    tree.onDidChangeVisibility(fill),
    server.onDidChangeState((state) => {
      if (state === 'running') void fill();
      else {
        isFilled = false;
        store.clear();
        problems.end();
      }
    }),
    editor.registerCommand('lazyMmu.scanWalkers', () => scan.run(false)),
    editor.registerCommand('lazyMmu.stopScan', () => scan.stop()),
    editor.registerCommand('lazyMmu.checkTree', checkTree),
    editor.registerCommand('lazyMmu.simulateRow', (row: WalkerRow | undefined) => {
      if (row) return editor.executeCommand(commands.simulate, { uri: row.uri, function: row.walker.function });
      // VS Code knows the row no more: it is being drawn again.
      return window.showInformationMessage(l10n.t('That row was just renewed: choose it again.'));
    }),
  );
}
