/** The language client: how it reaches the server, and the custom messages it tells the server about. */
import type { ExtensionContext, LogOutputChannel } from 'vscode';
import {
  type ClientCapabilities,
  type FeatureState,
  LanguageClient,
  type LanguageClientOptions,
  RevealOutputChannelOn,
  type StaticFeature,
  TransportKind,
} from 'vscode-languageclient/node';
import { type ClientFeatures, commands, messages, type RegionsParams } from '../server/lsp/protocol.ts';

const schemes = ['file', 'untitled', 'vscode-vfs'];

export interface ClientParts {
  readonly context: ExtensionContext;
  readonly log: LogOutputChannel;
  readonly onRegions: (params: RegionsParams) => void;
  /** The server of this client is gone, and with it everything it has said. */
  readonly onCleared: () => void;
}

export function createLanguageClient({ context, log, onRegions, onCleared }: ClientParts): LanguageClient {
  const module = context.asAbsolutePath('dist/server.cjs');
  const options: LanguageClientOptions = {
    documentSelector: schemes.flatMap((scheme) => [
      { scheme, language: 'c' },
      // VS Code takes every header for C++ unless it is told otherwise.
      { scheme, language: 'cpp', pattern: '**/*.h' },
    ]),
    outputChannel: log,
    revealOutputChannelOn: RevealOutputChannelOn.Never,
    markdown: { isTrusted: { enabledCommands: Object.values(commands) }, supportThemeIcons: true },
  };
  const client = new LanguageClient(
    'lazyMmu',
    'Lazy MMU Lens',
    {
      run: { module, transport: TransportKind.ipc },
      debug: { module, transport: TransportKind.ipc, options: { execArgv: ['--nolazy', '--inspect=6009'] } },
    },
    options,
  );
  client.registerFeature(lazyMmuFeature(client, onRegions, onCleared));
  return client;
}

/** Tells the server which custom messages this client understands; it sends them to no other. */
function lazyMmuFeature(
  client: LanguageClient,
  onRegions: (params: RegionsParams) => void,
  onCleared: () => void,
): StaticFeature {
  const lazyMmu: ClientFeatures = {
    regions: true,
    simulation: true,
    openRule: true,
    showFinding: true,
    showsRelatedInformation: true,
  };
  return {
    fillClientCapabilities(capabilities: ClientCapabilities) {
      capabilities.experimental = { ...capabilities.experimental, lazyMmu };
    },
    initialize() {
      client.onNotification(messages.regions, onRegions);
    },
    getState: (): FeatureState => ({ kind: 'static' }),
    clear: onCleared,
  };
}
