/** The language client: how it reaches the server, and the custom messages it tells the server about. */
import {
  CancellationTokenSource,
  type Disposable,
  type ExtensionContext,
  commands as editor,
  type LogOutputChannel,
  window,
} from 'vscode';
import type {
  BaseLanguageClient,
  ClientCapabilities,
  FeatureState,
  LanguageClientOptions,
  StaticFeature,
} from 'vscode-languageclient';
import {
  type ClientFeatures,
  commands,
  messages,
  type RegionsParams,
  type WalkersParams,
} from '../server/lsp/protocol.ts';
import type { PreviewedFixes } from './fixes/previewed-fixes.ts';
import { hintsBesideCounts, refreshHints } from './line-counts/hints.ts';
import type { LineCounts } from './line-counts/line-counts.ts';

// The last is a remote folder as a browser sees it.
const schemes = ['file', 'untitled', 'vscode-vfs', 'vscode-remote'];

/** Makes the client of a server that runs as this kind of VS Code lets it: a process, or a worker of the browser. */
export type ConnectToServer = (
  context: ExtensionContext,
  id: string,
  name: string,
  options: LanguageClientOptions,
) => Promise<BaseLanguageClient>;

export interface ClientParts {
  readonly context: ExtensionContext;
  readonly connect: ConnectToServer;
  readonly log: LogOutputChannel;
  /** Where messages between editor and server are traced to. */
  readonly trace: LogOutputChannel;
  readonly fixes: PreviewedFixes;
  readonly onRegions: (params: RegionsParams) => void;
  readonly onWalkers: (params: WalkersParams) => void;
  readonly lineCounts: LineCounts;
  /** The server of this client is gone, and with it everything it has said. */
  readonly onCleared: () => void;
}

const neverCancelled = new CancellationTokenSource().token;

/** The library of the client is loaded with the first one: an editor without kernel code never needs it. */
export async function createLanguageClient(parts: ClientParts): Promise<BaseLanguageClient> {
  const { context, connect, log, trace, fixes, lineCounts } = parts;
  const { RevealOutputChannelOn } = await import('vscode-languageclient');
  const options: LanguageClientOptions = {
    documentSelector: schemes.flatMap((scheme) => [
      { scheme, language: 'c' },
      // VS Code takes every header for C++ unless it is told otherwise.
      { scheme, language: 'cpp', pattern: '**/*.h' },
    ]),
    outputChannel: log,
    traceOutputChannel: trace,
    revealOutputChannelOn: RevealOutputChannelOn.Never,
    middleware: {
      ...hintsBesideCounts(lineCounts),
      // From the palette a command has no argument: it means the tree of the file that is shown.
      executeCommand: (command, args: unknown[], next) => {
        const shown = window.activeTextEditor?.document.uri.toString();
        return next(command, args.length > 0 || shown === undefined ? args : [shown]);
      },
      provideCodeActions: async (document, range, context, token, next) => {
        const { version } = document;
        const actions = await next(document, range, context, token);
        return actions && fixes.actions(document, version, context, actions);
      },
      workspace: {
        handleApplyEdit: (params, next) =>
          params.edit.changeAnnotations ? fixes.edits(client, params) : next(params, neverCancelled),
      },
    },
    markdown: { isTrusted: { enabledCommands: Object.values(commands) }, supportThemeIcons: true },
  };
  const client = await connect(context, 'lazyMmu', 'Lazy MMU Lens', options);
  client.registerFeature(lazyMmuFeature(client, parts));
  return client;
}

/** Tells the server which custom messages this client understands; it sends them to no other. */
function lazyMmuFeature(
  client: BaseLanguageClient,
  { onRegions, onWalkers, onCleared, lineCounts }: ClientParts,
): StaticFeature {
  let refreshing: Disposable | undefined;
  const lazyMmu: ClientFeatures = {
    regions: true,
    simulation: true,
    walkers: true,
    openRule: true,
    showFinding: true,
    showsRelatedInformation: true,
  };
  return {
    fillClientCapabilities(capabilities: ClientCapabilities) {
      capabilities.experimental = { ...capabilities.experimental, lazyMmu };
    },
    initialize({ executeCommandProvider }) {
      fixesTrees(executeCommandProvider !== undefined);
      client.onNotification(messages.regions, onRegions);
      client.onNotification(messages.walkers, onWalkers);
      refreshing = refreshHints(client, lineCounts);
    },
    getState: (): FeatureState => ({ kind: 'static' }),
    clear() {
      fixesTrees(false);
      refreshing?.dispose();
      onCleared();
    },
  };
}

/** Whether the server can fix a whole tree, for the palette. */
function fixesTrees(can: boolean): void {
  void editor.executeCommand('setContext', 'lazyMmu.fixesTrees', can);
}
