/** The extension's two ends: everything the editor shows is wired up here, and taken down in reverse. */
import { type ExtensionContext, commands as editor, window } from 'vscode';
import { commands } from '../server/lsp/protocol.ts';
import { newScenario } from './commands/new-scenario.ts';
import { openRuleCommand } from './commands/open-rule.ts';
import { showFinding } from './commands/show-finding.ts';
import { simulateCommand } from './commands/simulate.ts';
import { PreviewedFixes } from './fixes/previewed-fixes.ts';
import { type ConnectToServer, createLanguageClient } from './language-client.ts';
import { LineCounts } from './line-counts/line-counts.ts';
import { SimulationPanels } from './panel/simulation-panel.ts';
import { LatestRegions } from './regions/latest-regions.ts';
import { RegionPainter } from './regions/painter.ts';
import { Server } from './server.ts';
import { startWhenNeeded } from './start-when-needed.ts';
import { Status } from './status.ts';
import { TraceChannel } from './trace-channel.ts';
import { registerWalkers } from './walkers/register.ts';
import { WalkerStore } from './walkers/walker-store.ts';

/** The extension over a server that is reached in this way. */
export function extension(connect: ConnectToServer) {
  let running: Server | undefined;
  return {
    activate(context: ExtensionContext): void {
      running = wire(context, connect);
    },
    async deactivate(): Promise<void> {
      await running?.dispose();
    },
  };
}

function wire(context: ExtensionContext, connect: ConnectToServer): Server {
  const log = window.createOutputChannel('Lazy MMU Lens', { log: true });
  const trace = new TraceChannel(log);
  const latest = new LatestRegions();
  const walkers = new WalkerStore();
  const fixes = new PreviewedFixes();
  const lineCounts = new LineCounts();
  const server = new Server(() =>
    createLanguageClient({
      context,
      connect,
      log,
      trace: trace.channel,
      fixes,
      onRegions: (params) => latest.accept(params),
      onWalkers: (params) => walkers.accept(params),
      lineCounts,
      onCleared: () => latest.clear(),
    }),
  );
  const status = new Status(server, latest);
  const panels = new SimulationPanels({ context, log, status, lineCounts, connect: () => server.start() });

  context.subscriptions.push(
    log,
    trace,
    latest,
    status,
    panels,
    lineCounts,
    fixes,
    new RegionPainter(latest, lineCounts),
    walkers,
    registerWalkers(server, walkers),
    server.onDidChangeState((state) => {
      void editor.executeCommand('setContext', 'lazyMmu.running', state === 'running');
      log.info(`The server is ${state}.`);
    }),
    editor.registerCommand(commands.simulate, simulateCommand({ server, latest, panels, log })),
    editor.registerCommand('lazyMmu.newScenario', newScenario),
    editor.registerCommand(commands.openRule, openRuleCommand(context)),
    editor.registerCommand(commands.showFinding, showFinding),
    editor.registerCommand('lazyMmu.showLog', () => log.show()),
    editor.registerCommand('lazyMmu.restartServer', () => server.restart()),
    startWhenNeeded(server, log),
  );
  return server;
}
