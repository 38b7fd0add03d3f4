import { spawn } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import {
  CancellationTokenSource,
  CodeLensRequest,
  CodeLensResolveRequest,
  createProtocolConnection,
  DidChangeTextDocumentNotification,
  DidOpenTextDocumentNotification,
  DocumentDiagnosticReportKind,
  DocumentDiagnosticRequest,
  ExitNotification,
  InitializedNotification,
  InitializeRequest,
  InlayHintRequest,
  LogTraceNotification,
  SetTraceNotification,
  ShutdownRequest,
  StreamMessageReader,
  StreamMessageWriter,
  type TraceValues,
} from 'vscode-languageserver/node';
import { LineIndex } from '../../server/core/text.ts';
import { time } from './measure.ts';
import type { Keystroke } from './typing.ts';

/** Documents open in a real server process, spoken to over standard input and output as an editor would. */
export interface Session {
  /** Milliseconds from sending one change of the first document to having the diagnostics of its new text. */
  type(key: Keystroke): Promise<number>;
  /** Opens one more document. */
  open(path: string, text: string): Promise<void>;
  /**
   * Resolves when a document of a kernel tree, opened last, is analysed with what the functions of its tree do. The server
   * traces only until then, or for predicting(): no editor has it write down each key.
   */
  indexed(path: string): Promise<void>;
  /** Resolves when the server begins to run the next walker in the background. */
  predicting(): Promise<void>;
  /** Milliseconds that all threads of the server process have run; undefined where the system does not tell. */
  processorTime(): number | undefined;
  /** Memory that the server process holds now, in bytes; undefined where the system does not tell. */
  memory(): number | undefined;
  /** Shuts the server down and gives its exit code. */
  close(): Promise<number | null>;
}

/** What the editor at the other end shows beside diagnostics. */
export interface SessionOptions {
  /** Lenses and hints: it asks for both after every key, and takes the requests of before back. */
  readonly showsPredictions?: boolean;
}

export async function openSession(
  command: readonly string[],
  first: string,
  text: string,
  { showsPredictions = false }: SessionOptions = {},
): Promise<Session> {
  const [program, ...words] = command;
  const server = spawn(program, words, { stdio: ['pipe', 'pipe', 'inherit'] });
  const connection = createProtocolConnection(
    new StreamMessageReader(server.stdout),
    new StreamMessageWriter(server.stdin),
  );
  const indexed = new Indexed();
  let tellPredicting = () => {};
  connection.onNotification(LogTraceNotification.type, ({ message }) => {
    indexed.hear(message);
    if (message.startsWith('predicting ')) tellPredicting();
  });
  connection.listen();
  await connection.sendRequest(InitializeRequest.type, {
    processId: process.pid,
    rootUri: null,
    capabilities: { textDocument: { diagnostic: {}, ...(showsPredictions && { codeLens: {}, inlayHint: {} }) } },
    initializationOptions: { lazyMmu: { inlayHints: { enabled: showsPredictions } } },
  });
  await connection.sendNotification(InitializedNotification.type, {});

  function trace(value: TraceValues): Promise<void> {
    return connection.sendNotification(SetTraceNotification.type, { value });
  }

  async function open(path: string, content: string): Promise<void> {
    await trace('messages');
    const textDocument = { uri: pathToFileURL(path).href, languageId: 'c', version: 1, text: content };
    await connection.sendNotification(DidOpenTextDocumentNotification.type, { textDocument });
  }

  const uri = pathToFileURL(first).href;
  let asking = new CancellationTokenSource();

  /** Asks as an editor does that shows all of the document; nobody waits for the answers. */
  function askForPredictions(): void {
    asking.cancel();
    asking = new CancellationTokenSource();
    const { token } = asking;
    const textDocument = { uri };
    const range = { start: { line: 0, character: 0 }, end: { line: 99_999, character: 0 } };
    const lenses = connection
      .sendRequest(CodeLensRequest.type, { textDocument }, token)
      .then((found) =>
        Promise.all((found ?? []).map((lens) => connection.sendRequest(CodeLensResolveRequest.type, lens, token))),
      );
    const hints = connection.sendRequest(InlayHintRequest.type, { textDocument, range }, token);
    for (const answer of [lenses, hints]) answer.catch(() => undefined);
  }

  let current = text;
  let version = 1;

  async function diagnostics(): Promise<void> {
    const report = await connection.sendRequest(DocumentDiagnosticRequest.type, { textDocument: { uri } });
    if (report.kind !== DocumentDiagnosticReportKind.Full) throw new Error('a full report was expected');
  }

  function position(offset: number) {
    const { line, column } = new LineIndex(current).positionOf(offset);
    return { line: line - 1, character: column - 1 };
  }

  await open(first, text);
  await diagnostics();
  return {
    open,
    async indexed(path) {
      await indexed.of(pathToFileURL(path).href);
      if (!showsPredictions) await trace('off');
    },
    predicting: () =>
      new Promise((resolve) => {
        tellPredicting = resolve;
      }),
    processorTime() {
      const threads = `/proc/${server.pid}/task`;
      if (!existsSync(threads)) return undefined;
      return readdirSync(threads)
        .map((thread) => Number(readFileSync(join(threads, thread, 'schedstat'), 'utf8').split(' ')[0]) / 1e6)
        .reduce((all, each) => all + each, 0);
    },
    memory() {
      const status = `/proc/${server.pid}/status`;
      const kibibytes = existsSync(status) ? /^VmRSS:\s*(\d+)/m.exec(readFileSync(status, 'utf8')) : null;
      return kibibytes ? Number(kibibytes[1]) * 1024 : undefined;
    },
    async type({ start, end, text: typed }) {
      const range = { start: position(start), end: position(end) };
      current = current.slice(0, start) + typed + current.slice(end);
      return time(async () => {
        await connection.sendNotification(DidChangeTextDocumentNotification.type, {
          textDocument: { uri, version: ++version },
          contentChanges: [{ range, text: typed }],
        });
        if (showsPredictions) askForPredictions();
        await diagnostics();
      });
    },
    async close() {
      const ended = new Promise<number | null>((resolve) => server.once('exit', resolve));
      await connection.sendRequest(ShutdownRequest.type);
      await connection.sendNotification(ExitNotification.type);
      const code = await ended;
      connection.dispose();
      return code;
    },
  };
}

/** Which documents the server has analysed with the functions of their tree, as it traces. */
class Indexed {
  readonly #uris = new Set<string>();
  #look: () => void = () => {};

  hear(message: string): void {
    const told = /^(\S+) is analysed with the functions of /.exec(message);
    if (told) this.#uris.add(told[1]);
    this.#look();
  }

  of(uri: string): Promise<void> {
    return new Promise((resolve) => {
      this.#look = () => {
        if (this.#uris.has(uri)) resolve();
      };
      this.#look();
    });
  }
}
