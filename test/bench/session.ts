import { spawn } from 'node:child_process';
import { pathToFileURL } from 'node:url';
import {
  createProtocolConnection,
  DidChangeTextDocumentNotification,
  DidOpenTextDocumentNotification,
  DocumentDiagnosticReportKind,
  DocumentDiagnosticRequest,
  ExitNotification,
  InitializedNotification,
  InitializeRequest,
  ShutdownRequest,
  StreamMessageReader,
  StreamMessageWriter,
} from 'vscode-languageserver/node';
import { LineIndex } from '../../server/core/text.ts';
import { time } from './measure.ts';
import type { Keystroke } from './typing.ts';

/** A document open in a real server process, spoken to over standard input and output as an editor would. */
export interface Session {
  /** Milliseconds from sending one change to having the diagnostics of the new text. */
  type(key: Keystroke): Promise<number>;
  /** Shuts the server down and gives its exit code. */
  close(): Promise<number | null>;
}

export async function openSession(command: readonly string[], path: string, text: string): Promise<Session> {
  const [program, ...words] = command;
  const server = spawn(program, words, { stdio: ['pipe', 'pipe', 'inherit'] });
  const connection = createProtocolConnection(
    new StreamMessageReader(server.stdout),
    new StreamMessageWriter(server.stdin),
  );
  connection.listen();
  await connection.sendRequest(InitializeRequest.type, {
    processId: process.pid,
    rootUri: null,
    capabilities: { textDocument: { diagnostic: {} } },
  });
  await connection.sendNotification(InitializedNotification.type, {});

  const uri = pathToFileURL(path).href;
  let current = text;
  let version = 1;
  await connection.sendNotification(DidOpenTextDocumentNotification.type, {
    textDocument: { uri, languageId: 'c', version, text },
  });

  async function diagnostics(): Promise<void> {
    const report = await connection.sendRequest(DocumentDiagnosticRequest.type, { textDocument: { uri } });
    if (report.kind !== DocumentDiagnosticReportKind.Full) throw new Error('a full report was expected');
  }

  function position(offset: number) {
    const { line, column } = new LineIndex(current).positionOf(offset);
    return { line: line - 1, character: column - 1 };
  }

  await diagnostics();
  return {
    async type({ start, end, text: typed }) {
      const range = { start: position(start), end: position(end) };
      current = current.slice(0, start) + typed + current.slice(end);
      return time(async () => {
        await connection.sendNotification(DidChangeTextDocumentNotification.type, {
          textDocument: { uri, version: ++version },
          contentChanges: [{ range, text: typed }],
        });
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
