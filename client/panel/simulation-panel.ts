/** The simulator's panel: one at a time, beside the editor, and the same one again after a reload of the window. */
import {
  type Disposable,
  type ExtensionContext,
  env,
  type LogOutputChannel,
  l10n,
  Uri,
  ViewColumn,
  type WebviewPanel,
  window,
} from 'vscode';
import type { BaseLanguageClient } from 'vscode-languageclient';
import type { FromPanel, ToPanel } from '../../server/lsp/panel-protocol.ts';
import type { SimulationTarget } from '../../server/lsp/protocol.ts';
import type { LineCounts } from '../line-counts/line-counts.ts';
import type { Status } from '../status.ts';
import { readFromPanel, readTarget } from './messages.ts';
import { panelPage, panelResources } from './page.ts';
import { Replays } from './replays.ts';
import { reveal } from './reveal.ts';
import { chooseScenarioFile, editScenario } from './scenario-files.ts';
import { Simulation } from './simulation.ts';
import { SourceWatch } from './source-watch.ts';
import { Studies } from './studies.ts';

const viewType = 'lazyMmu.simulation';

export interface PanelParts {
  readonly context: ExtensionContext;
  readonly log: LogOutputChannel;
  readonly status: Status;
  readonly lineCounts: LineCounts;
  readonly connect: () => Promise<BaseLanguageClient>;
}

export class SimulationPanels implements Disposable {
  readonly #parts: PanelParts;
  readonly #serializer: Disposable;
  #open: OpenPanel | undefined;

  constructor(parts: PanelParts) {
    this.#parts = parts;
    this.#serializer = window.registerWebviewPanelSerializer(viewType, {
      deserializeWebviewPanel: async (panel, state: unknown) => {
        const target = readTarget(state);
        if (target && !this.#open) this.#adopt(panel, target);
        else panel.dispose();
      },
    });
  }

  show(target: SimulationTarget): void {
    if (this.#open) {
      this.#open.show(target);
      return;
    }
    const panel = window.createWebviewPanel(viewType, titleOf(target), {
      viewColumn: ViewColumn.Beside,
      preserveFocus: true,
    });
    this.#adopt(panel, target);
  }

  dispose(): void {
    // The panel itself stays: when the window reloads, the next one finds it again.
    this.#serializer.dispose();
    this.#open?.dispose();
  }

  #adopt(panel: WebviewPanel, target: SimulationTarget): void {
    const open = new OpenPanel(panel, target, this.#parts);
    this.#open = open;
    panel.onDidDispose(() => {
      open.dispose();
      if (this.#open === open) this.#open = undefined;
    });
  }
}

class OpenPanel implements Disposable {
  readonly panel: WebviewPanel;
  readonly #parts: PanelParts;
  readonly #simulation: Simulation;
  readonly #studies: Studies;
  readonly #replays: Replays;
  readonly #listeners: readonly Disposable[];
  readonly #source: SourceWatch;
  #target: SimulationTarget;
  /** Path in its tree of the file that the shown report is about. */
  #reported = '';

  constructor(panel: WebviewPanel, target: SimulationTarget, parts: PanelParts) {
    this.panel = panel;
    this.#target = target;
    this.#parts = parts;
    this.#simulation = new Simulation(parts.connect, (message) => this.#post(message));
    this.#studies = new Studies(parts.connect, (answer) => this.#post(answer));
    this.#replays = new Replays(parts.connect, (answer) => this.#post(answer));
    this.#listeners = [
      panel.webview.onDidReceiveMessage((message: unknown) => void this.#receive(message)),
      // A page that is out of sight is gone, and its replay with it.
      panel.onDidChangeViewState(() => {
        if (!panel.visible) this.#replays.leave();
      }),
    ];
    this.#source = new SourceWatch(() => this.#post({ type: 'source-changed' }));
    const extension = parts.context.extensionUri;
    panel.title = titleOf(target);
    panel.iconPath = Uri.joinPath(extension, 'client/images/icon.png');
    panel.webview.options = { enableScripts: true, localResourceRoots: [panelResources(extension)] };
    panel.webview.html = panelPage(panel.webview, extension, panel.title);
  }

  show(target: SimulationTarget): void {
    this.#target = target;
    this.panel.title = titleOf(target);
    this.panel.reveal(undefined, true);
    this.#studies.dispose();
    this.#replays.end();
    void this.#simulation.offer(target);
  }

  dispose(): void {
    for (const listener of this.#listeners) listener.dispose();
    this.#source.dispose();
    this.#simulation.dispose();
    this.#studies.dispose();
    this.#replays.dispose();
  }

  #post(message: ToPanel): void {
    void this.panel.webview.postMessage(message);
  }

  async #receive(posted: unknown): Promise<void> {
    const message = readFromPanel(posted);
    switch (message?.type) {
      case 'ready':
        return this.#simulation.offer(this.#target);
      case 'simulate': {
        this.#replays.end();
        const result = await this.#parts.status.during(this.#simulation.run(message));
        if (!result) return;
        this.#reported = result.report.file;
        this.#source.watch(result.lineCosts);
        return this.#parts.lineCounts.show(result.lineCosts);
      }
      case 'cancel':
        return this.#simulation.cancel();
      case 'reveal':
        return reveal(this.#target.uri, this.#reported, message.file, message.line);
      case 'ask-growth':
      case 'ask-comparison':
      case 'ask-locks':
        return this.#studies.answer(this.#simulation.target ?? this.#target, message);
      case 'cancel-study':
        return this.#studies.cancel(message.study);
      case 'ask-replay':
        return this.#replays.answer(this.#simulation.target ?? this.#target, message);
      case 'at-line':
        return this.#replays.at(message);
      case 'off-line':
        return this.#replays.leave();
      case 'copy':
        return this.#copy(message);
      case 'save-scenario':
        return editScenario(this.#target, message.scenario);
      case 'open-scenario': {
        const target = await chooseScenarioFile(this.#target);
        if (target) this.show(target);
        return;
      }
      case undefined:
        this.#parts.log.warn('The panel posted something that is no message of it.');
    }
  }

  async #copy({ format, text }: Extract<FromPanel, { type: 'copy' }>): Promise<void> {
    await env.clipboard.writeText(text);
    this.#post({ type: 'copied', format });
  }
}

function titleOf(target: SimulationTarget): string {
  return l10n.t('Simulation of {0}', target.function);
}
