import {
  type CancellationToken,
  type Connection,
  type InitializeParams,
  LSPErrorCodes,
  MessageType,
  ResponseError,
  ShowMessageNotification,
} from 'vscode-languageserver';
import packageJson from '../../package.json' with { type: 'json' };
import { Simulations } from '../host/simulations.ts';
import { treeSettingsFile } from '../host/tree-settings.ts';
import { answer, attempt, faultText, type Log } from './answer.ts';
import { fixesTrees, readClient, serverCapabilities } from './capabilities.ts';
import { codeAction } from './code-action.ts';
import { codeLens, resolveCodeLens } from './code-lens.ts';
import { compare, compareRequest } from './compare.ts';
import { Configuration } from './configuration.ts';
import type { Context } from './context.ts';
import { PulledDiagnostics, pushDiagnostics, refreshDiagnostics } from './diagnostics.ts';
import { documentHighlight } from './document-highlight.ts';
import { fixTree } from './fix-tree.ts';
import { hover } from './hover.ts';
import { inlayHint, resolveInlayHint } from './inlay-hint.ts';
import { locks, locksRequest } from './locks.ts';
import type { Platform } from './platform.ts';
import { Predictions } from './predictions/predictions.ts';
import { refreshPredictions } from './predictions/refresh.ts';
import { sendRegions } from './regions.ts';
import { replay, replayRequest } from './replay.ts';
import { Session } from './session.ts';
import { failedSimulation, simulate, simulateRequest } from './simulate.ts';
import { simulationChoices, simulationChoicesRequest } from './simulation-choices.ts';
import { sweep, sweepRequest } from './sweep.ts';
import { ClosedDocuments } from './walkers/closed-documents.ts';
import { failedScan, scanRequest, Walkers } from './walkers/walkers.ts';

/** Serves one client over a connection, until it ends. What a request does is in the file of its name. */
export function serve(connection: Connection, platform: Platform): void {
  connection.onInitialize((params) => {
    wire(connection, platform, params);
    return {
      capabilities: serverCapabilities(readClient(params), platform.disk !== undefined),
      serverInfo: { name: packageJson.displayName, version: packageJson.version },
    };
  });
  connection.listen();
}

function wire(
  connection: Connection,
  { parser, disk, startSimulatorThread }: Platform,
  params: InitializeParams,
): void {
  const log: Log = {
    error: (text) => connection.console.error(text),
    info: (text) => connection.console.info(text),
    trace: (text) => connection.tracer.log(text),
  };
  const client = readClient(params);
  const warn = (message: string) =>
    void connection.sendNotification(ShowMessageNotification.type, { type: MessageType.Warning, message });
  const configuration = new Configuration(connection, client, params.initializationOptions, warn);
  parser.catch((error: unknown) => log.error(`Nothing can be analysed: ${faultText(error)}`));
  const settingsOf = (uri: string) => configuration.of(uri);
  const indexStarted = () =>
    void configuration.watchIndexedFiles().catch((error: unknown) => log.error(faultText(error)));
  const session = new Session({ log, parser, disk, settingsOf, warn, indexStarted });
  const simulations = new Simulations((text) => log.info(text), startSimulatorThread);
  const closed = new ClosedDocuments(disk, (uri) => session.placeOf(uri));
  const document = (uri: string) => session.document(uri) ?? closed.read(uri);
  const predictions = new Predictions({ log, parser, simulations, document, settingsOf });
  const context: Context = { connection, log, client, session, parser, simulations, predictions, settingsOf };
  followDocuments(context);
  const walkers = client.features.walkers ? new Walkers(context, disk, closed) : undefined;
  followSettings(context, configuration, walkers);
  answerRequests(context);
  if (disk && fixesTrees(client))
    connection.onExecuteCommand(
      guard(
        context,
        'workspace/executeCommand',
        () => null,
        (_, params, token) => fixTree(context, disk, params, token),
      ),
    );
  if (client.features.regions) sendRegions(context);
  if (client.features.simulation) answerSimulations(context);
  if (walkers) answerScans(context, configuration, walkers);
}

function answerScans(context: Context, configuration: Configuration, walkers: Walkers): void {
  const { connection, log } = context;
  connection.onRequest(
    scanRequest,
    guard(
      context,
      scanRequest.method,
      () => ({ error: failedScan }),
      (_, params, token) => {
        void configuration.watchSources().catch((error: unknown) => log.error(faultText(error)));
        return walkers.scan(params, token);
      },
    ),
  );
}

function followDocuments(context: Context): void {
  const { connection, log, session, predictions } = context;
  connection.onDidOpenTextDocument((params) => attempt(log, 'opening', () => session.open(params)));
  connection.onDidChangeTextDocument((params) =>
    attempt(log, 'changing', () => {
      session.change(params);
      predictions.edited(params.textDocument.uri);
    }),
  );
  connection.onDidCloseTextDocument(({ textDocument: { uri } }) =>
    attempt(log, 'closing', () => {
      session.close(uri);
      predictions.closed(uri);
      predictions.changed(session.placeOf(uri));
    }),
  );
  connection.onDidSaveTextDocument(({ textDocument: { uri } }) =>
    attempt(log, 'saving', () => filesChanged(context, [uri])),
  );
}

function filesChanged({ session, predictions }: Context, uris: readonly string[]): void {
  session.filesChanged(uris);
  for (const uri of uris) predictions.changed(session.placeOf(uri));
}

function followSettings(context: Context, configuration: Configuration, walkers: Walkers | undefined): void {
  const { connection, log, client, session, predictions } = context;
  const refresh = refreshPredictions(context);
  async function obeyNewSettings(): Promise<void> {
    try {
      await Promise.all([predictions.settingsChanged(), session.settingsChanged()]);
      // Each is asked for by itself: a client that refuses one still hears of the others.
      refresh();
      void walkers?.settingsChanged().catch((error: unknown) => log.error(`new settings failed: ${faultText(error)}`));
      if (client.pullsDiagnostics && client.refreshesDiagnostics) await connection.languages.diagnostics.refresh();
    } catch (error) {
      log.error(`new settings failed: ${faultText(error)}`);
    }
  }
  connection.onInitialized(() => configuration.listen().catch((error: unknown) => log.error(faultText(error))));
  connection.onDidChangeConfiguration((params) => {
    attempt(log, 'new settings', () => configuration.changed(params));
    return obeyNewSettings();
  });
  connection.onDidChangeWatchedFiles(async ({ changes }) => {
    attempt(log, 'watching', () =>
      filesChanged(
        context,
        changes.map(({ uri }) => uri),
      ),
    );
    if (changes.some(({ uri }) => uri.endsWith(`/${treeSettingsFile}`))) await obeyNewSettings();
  });
}

/** Binds a handler to the context, and keeps what it throws from the server. */
function guard<Params, Result>(
  context: Context,
  request: string,
  empty: (params: Params) => Result | ResponseError<never>,
  handle: (context: Context, params: Params, token: CancellationToken) => Result | Promise<Result>,
) {
  return answer(context.log, request, empty, (params: Params, token) => handle(context, params, token));
}

const none = () => [];
const noChoices = () => new ResponseError<never>(LSPErrorCodes.RequestFailed, failedSimulation);

function answerRequests(context: Context): void {
  const { connection, client } = context;
  if (client.pullsDiagnostics) {
    const pulled = new PulledDiagnostics(context);
    connection.languages.diagnostics.on(
      guard(context, 'textDocument/diagnostic', PulledDiagnostics.none, (_, params, token) =>
        pulled.answer(params, token),
      ),
    );
    if (client.refreshesDiagnostics) refreshDiagnostics(context);
  } else {
    pushDiagnostics(context);
  }
  connection.onHover(guard(context, 'textDocument/hover', () => null, hover));
  connection.onDocumentHighlight(guard(context, 'textDocument/documentHighlight', () => null, documentHighlight));
  connection.onCodeAction(guard(context, 'textDocument/codeAction', none, codeAction));
  if (client.showsLenses) {
    connection.onCodeLens(guard(context, 'textDocument/codeLens', none, codeLens));
    connection.onCodeLensResolve(guard(context, 'codeLens/resolve', (lens) => lens, resolveCodeLens));
  }
  if (client.showsHints) {
    connection.languages.inlayHint.on(guard(context, 'textDocument/inlayHint', none, inlayHint));
    connection.languages.inlayHint.resolve(guard(context, 'inlayHint/resolve', (hint) => hint, resolveInlayHint));
  }
}

function answerSimulations(context: Context): void {
  const { connection } = context;
  connection.onRequest(
    simulationChoicesRequest,
    guard(context, simulationChoicesRequest.method, noChoices, simulationChoices),
  );
  connection.onRequest(
    simulateRequest,
    guard(context, simulateRequest.method, () => ({ error: failedSimulation }), simulate),
  );
  connection.onRequest(
    sweepRequest,
    guard(context, sweepRequest.method, () => ({ error: failedSimulation }), sweep),
  );
  connection.onRequest(
    compareRequest,
    guard(context, compareRequest.method, () => ({ error: failedSimulation }), compare),
  );
  connection.onRequest(
    replayRequest,
    guard(context, replayRequest.method, () => ({ error: failedSimulation }), replay),
  );
  connection.onRequest(
    locksRequest,
    guard(context, locksRequest.method, () => ({ error: failedSimulation }), locks),
  );
}
