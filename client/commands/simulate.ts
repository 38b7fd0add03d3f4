/** `lazyMmu.simulate`: from a code lens with its function, from the context menu and the palette with the cursor. */
import { type LogOutputChannel, l10n, type TextEditor, Uri, window } from 'vscode';
import type { SimulationTarget } from '../../server/lsp/protocol.ts';
import { isKernelC } from '../kernel-code.ts';
import { readTarget } from '../panel/messages.ts';
import type { SimulationPanels } from '../panel/simulation-panel.ts';
import type { LatestRegions } from '../regions/latest-regions.ts';
import type { Server } from '../server.ts';
import { functionAt } from './nearest-functions.ts';
import { pickFunction } from './pick-function.ts';
import { pickScenario } from './pick-scenario.ts';

export interface SimulateParts {
  readonly server: Server;
  readonly latest: LatestRegions;
  readonly panels: SimulationPanels;
  readonly log: LogOutputChannel;
}

export function simulateCommand(parts: SimulateParts): (argument?: unknown) => Promise<void> {
  return async (argument) => {
    const target = readTarget(argument) ?? (await targetAtCursor(parts, argument instanceof Uri));
    if (target) parts.panels.show(target);
  };
}

async function targetAtCursor(parts: SimulateParts, atCursor: boolean): Promise<SimulationTarget | undefined> {
  const editor = window.activeTextEditor;
  if (!editor || !isKernelC(editor.document)) {
    void window.showInformationMessage(l10n.t('Open a C file of the kernel first: its functions can be simulated.'));
    return undefined;
  }
  const name = await functionOf(editor, parts, atCursor);
  if (name === undefined) return undefined;
  const scenario = await pickScenario();
  return scenario && { uri: editor.document.uri.toString(), function: name, ...scenario };
}

async function functionOf(editor: TextEditor, parts: SimulateParts, atCursor: boolean): Promise<string | undefined> {
  parts.server.start().catch((error) => parts.log.error('The server did not start.', error));
  const known = parts.latest.of(editor.document);
  // In the context menu, the region that was clicked on says which function is meant.
  const clicked = atCursor && known ? functionAt(known.regions, editor.selection.active.line) : undefined;
  return clicked ?? pickFunction(editor, parts.latest);
}
