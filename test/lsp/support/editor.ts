import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import {
  type ApplyWorkspaceEditParams,
  ApplyWorkspaceEditRequest,
  CancellationTokenSource,
  type ClientCapabilities,
  type CodeAction,
  CodeActionRequest,
  ConfigurationRequest,
  createProtocolConnection,
  type Diagnostic,
  DidChangeTextDocumentNotification,
  DidCloseTextDocumentNotification,
  DidOpenTextDocumentNotification,
  DocumentDiagnosticRequest,
  ExitNotification,
  InitializedNotification,
  InitializeRequest,
  type InitializeResult,
  type LogMessageParams,
  type ProtocolConnection,
  type PublishDiagnosticsParams,
  type Range,
  type RegistrationParams,
  RegistrationRequest,
  type ShowMessageParams,
  ShowMessageRequest,
  type ShowMessageRequestParams,
  ShutdownRequest,
  StreamMessageReader,
  StreamMessageWriter,
  type WorkspaceEdit,
} from 'vscode-languageserver/node';
import type { RegionsParams, WalkersParams } from '../../../server/lsp/protocol.ts';

/** Root of the project. */
export const project = fileURLToPath(new URL('../../..', import.meta.url));

/** The server as the tests run it: from source, without a build. */
export const fromSource = ['--import', 'tsx', 'server/lsp/main.ts', '--stdio'];

export interface EditorOptions {
  /** Whether it asks for diagnostics; it takes what is pushed otherwise. */
  readonly pull?: boolean;
  readonly features?: Readonly<Record<string, boolean>>;
  /** Answer to `workspace/configuration`; an editor without it does not offer the request. */
  readonly settings?: unknown;
  readonly initializationOptions?: unknown;
  readonly plainHover?: boolean;
  /** It shows edits before they are made, and lets places in them be filled in. */
  readonly editsWithCare?: boolean;
  /** The action that is chosen of every message that has it. */
  readonly chooses?: string;
  /** It cannot be told to ask again for lenses and hints. */
  readonly asksOnce?: boolean;
  readonly command?: readonly string[];
  /** Working directory of the server. */
  readonly folder?: string;
}

/** Settings of someone who only wants to hear what is wrong. */
export const withoutHints = { rules: { 'range-available': 'off' } };

/** What the server may tell unasked, by method. */
interface Told {
  'textDocument/publishDiagnostics': PublishDiagnosticsParams;
  'window/logMessage': LogMessageParams;
  'window/showMessage': ShowMessageParams;
  'window/showMessageRequest': ShowMessageRequestParams;
  '$/logTrace': { readonly message: string };
  'lazyMmu/regions': RegionsParams;
  'lazyMmu/walkers': WalkersParams;
  'workspace/diagnostic/refresh': Record<string, never>;
  'workspace/codeLens/refresh': Record<string, never>;
  'workspace/inlayHint/refresh': Record<string, never>;
  'client/registerCapability': RegistrationParams;
  'workspace/applyEdit': ApplyWorkspaceEditParams;
}

type Method = keyof Told;

interface Telling {
  readonly method: Method;
  readonly params: Told[Method];
}

/** Text of a sample. */
export function sample(name: string): string {
  return readFileSync(join(project, 'samples', name), 'utf8');
}

export function uriOf(path: string): string {
  return pathToFileURL(join(project, path)).href;
}

/** Servers whose session has not ended: a test that fails in the middle of one must not keep the run from ending. */
const serving = new Set<ChildProcess>();
after(() => {
  for (const server of serving) server.kill();
});

/** An editor at the other end of a server's standard input and output. */
export class Editor {
  readonly connection: ProtocolConnection;
  readonly offered: InitializeResult;
  readonly #server: ChildProcess;
  readonly #told: Telling[];
  readonly #waiting: Set<() => void>;
  readonly #settings: { current: unknown };

  private constructor(
    server: ChildProcess,
    connection: ProtocolConnection,
    offered: InitializeResult,
    told: Telling[],
    waiting: Set<() => void>,
    settings: { current: unknown },
  ) {
    this.#server = server;
    this.connection = connection;
    this.offered = offered;
    this.#told = told;
    this.#waiting = waiting;
    this.#settings = settings;
  }

  static async start(options: EditorOptions = {}): Promise<Editor> {
    const server = spawn(process.execPath, options.command ?? fromSource, {
      cwd: options.folder ?? project,
      stdio: 'pipe',
    });
    serving.add(server);
    server.once('exit', () => serving.delete(server));
    const connection = createProtocolConnection(
      new StreamMessageReader(server.stdout),
      new StreamMessageWriter(server.stdin),
    );
    server.stderr.pipe(process.stderr);
    const told: Telling[] = [];
    const waiting = new Set<() => void>();
    const hear = (telling: Telling) => {
      told.push(telling);
      for (const look of [...waiting]) look();
    };
    for (const method of [
      'textDocument/publishDiagnostics',
      'window/logMessage',
      'window/showMessage',
      '$/logTrace',
      'lazyMmu/regions',
      'lazyMmu/walkers',
    ] as const)
      connection.onNotification(method, (params: Told[Method]) => hear({ method, params }));
    for (const method of [
      'workspace/diagnostic/refresh',
      'workspace/codeLens/refresh',
      'workspace/inlayHint/refresh',
    ] as const)
      connection.onRequest(method, () => {
        hear({ method, params: {} });
        return null;
      });
    const settings = { current: options.settings };
    connection.onRequest(ConfigurationRequest.type, ({ items }) => items.map(() => settings.current ?? null));
    connection.onRequest(ApplyWorkspaceEditRequest.type, (params) => {
      hear({ method: 'workspace/applyEdit', params });
      return { applied: true };
    });
    connection.onRequest(ShowMessageRequest.type, (params) => {
      hear({ method: 'window/showMessageRequest', params });
      return params.actions?.find(({ title }) => title === options.chooses) ?? null;
    });
    connection.onRequest(RegistrationRequest.type, (params) => hear({ method: 'client/registerCapability', params }));
    connection.listen();
    const offered = await connection.sendRequest(InitializeRequest.type, {
      processId: process.pid,
      rootUri: null,
      capabilities: capabilities(options),
      initializationOptions: options.initializationOptions,
      trace: 'messages',
    });
    await connection.sendNotification(InitializedNotification.type, {});
    return new Editor(server, connection, offered, told, waiting, settings);
  }

  /** Changes the settings, and says so to the server. */
  async configure(settings: unknown): Promise<void> {
    this.#settings.current = settings;
    await this.connection.sendNotification('workspace/didChangeConfiguration', { settings: null });
  }

  async open(uri: string, text: string, version = 1): Promise<void> {
    const textDocument = { uri, languageId: 'c', version, text };
    await this.connection.sendNotification(DidOpenTextDocumentNotification.type, { textDocument });
  }

  /** Opens a sample under its own path. */
  async openSample(name: string): Promise<string> {
    const uri = uriOf(`samples/${name}`);
    await this.open(uri, sample(name));
    return uri;
  }

  async change(uri: string, version: number, ...contentChanges: { range?: Range; text: string }[]): Promise<void> {
    const params = { textDocument: { uri, version }, contentChanges } as Parameters<
      ProtocolConnection['sendNotification']
    >[1];
    await this.connection.sendNotification(DidChangeTextDocumentNotification.type.method, params);
  }

  async close(uri: string): Promise<void> {
    await this.connection.sendNotification(DidCloseTextDocumentNotification.type, { textDocument: { uri } });
  }

  /** Diagnostics of the newest text, asked for. */
  async diagnostics(uri: string): Promise<Diagnostic[]> {
    const report = await this.connection.sendRequest(DocumentDiagnosticRequest.type, { textDocument: { uri } });
    assert.equal(report.kind, 'full');
    return report.items;
  }

  async codeActions(uri: string, range: Range, only?: string[], diagnostics: Diagnostic[] = []): Promise<CodeAction[]> {
    const params = { textDocument: { uri }, range, context: { diagnostics, ...(only && { only }) } };
    const actions = await this.connection.sendRequest(CodeActionRequest.type, params);
    return (actions ?? []) as CodeAction[];
  }

  /** Sends a request and its cancellation right behind it. */
  cancelled({ method }: { readonly method: string }, params: object): Promise<unknown> {
    const source = new CancellationTokenSource();
    const answer = this.connection.sendRequest(method, params, source.token);
    source.cancel();
    return answer;
  }

  /** Everything told so far by a method. */
  told<M extends Method>(method: M): Told[M][] {
    return this.#told.filter((each) => each.method === method).map(({ params }) => params as Told[M]);
  }

  /** The first telling that fits, in the past or still to come. */
  heard<M extends Method>(method: M, fits: (params: Told[M]) => boolean): Promise<Told[M]> {
    return new Promise((resolve) => {
      const look = () => {
        const found = this.told(method).find(fits);
        if (!found) return;
        this.#waiting.delete(look);
        resolve(found);
      };
      this.#waiting.add(look);
      look();
    });
  }

  /** Ends the session as the protocol has it; resolves with the exit code of the server. */
  async quit(): Promise<number | null> {
    const exited = once(this.#server, 'exit');
    await this.connection.sendRequest(ShutdownRequest.type);
    await this.connection.sendNotification(ExitNotification.type);
    const [code] = await exited;
    this.connection.dispose();
    return code;
  }
}

function capabilities({
  pull,
  features,
  settings,
  plainHover,
  asksOnce,
  editsWithCare,
}: EditorOptions): ClientCapabilities {
  const diagnostics = {
    relatedInformation: true,
    codeDescriptionSupport: true,
    tagSupport: { valueSet: [1 as const, 2 as const] },
  };
  return {
    workspace: {
      applyEdit: true,
      configuration: settings !== undefined,
      didChangeConfiguration: { dynamicRegistration: true },
      didChangeWatchedFiles: { dynamicRegistration: true },
      workspaceEdit: {
        documentChanges: true,
        ...(editsWithCare && { snippetEditSupport: true, changeAnnotationSupport: {} }),
      },
      diagnostics: { refreshSupport: true },
      ...(!asksOnce && { codeLens: { refreshSupport: true }, inlayHint: { refreshSupport: true } }),
    },
    textDocument: {
      publishDiagnostics: diagnostics,
      ...(pull && { diagnostic: diagnostics }),
      hover: { contentFormat: plainHover ? ['plaintext'] : ['markdown', 'plaintext'] },
      codeLens: {},
      inlayHint: {},
      codeAction: { codeActionLiteralSupport: { codeActionKind: { valueSet: [] } } },
    },
    ...(features && { experimental: { lazyMmu: features } }),
  };
}

/** The text after an edit that names this document in a version. */
export function applyWorkspaceEdit(
  text: string,
  uri: string,
  version: number,
  edit: WorkspaceEdit | undefined,
): string {
  const [change, ...others] = edit?.documentChanges ?? [];
  assert.equal(others.length, 0);
  assert.ok(change && 'textDocument' in change && 'edits' in change);
  assert.deepEqual(change.textDocument, { uri, version });
  const ordered = [...change.edits].sort((a, b) => offsetAt(text, rangeOf(b).start) - offsetAt(text, rangeOf(a).start));
  return ordered.reduce((result, each) => {
    assert.ok('newText' in each);
    return applyChange(result, each.range, each.newText);
  }, text);
}

function rangeOf(edit: object): Range {
  assert.ok('range' in edit);
  return edit.range as Range;
}

/** Positions as the protocol defines them, worked out without the server's means. */
export function offsetAt(text: string, { line, character }: Range['start']): number {
  const lines = text.split(/(?<=\r\n|\n|\r(?!\n))/);
  if (line >= lines.length) return text.length;
  const before = lines.slice(0, line).reduce((length, each) => length + each.length, 0);
  return before + Math.min(character, lines[line].replace(/[\r\n]+$/, '').length);
}

export function applyChange(text: string, range: Range, replacement: string): string {
  return text.slice(0, offsetAt(text, range.start)) + replacement + text.slice(offsetAt(text, range.end));
}

/** Range of the first place where `part` stands in `text`, from `after` on. */
export function rangeOfText(text: string, part: string, after = 0): Range {
  const start = text.indexOf(part, after);
  assert.notEqual(start, -1, `${part} is not in the text`);
  return { start: positionAt(text, start), end: positionAt(text, start + part.length) };
}

export function positionAt(text: string, offset: number): Range['start'] {
  const lines = text.slice(0, offset).split(/\r\n|\n|\r/);
  return { line: lines.length - 1, character: lines[lines.length - 1].length };
}

/** A change that inserts `text` in front of the first place of `part`. */
export function insertion(document: string, part: string, text: string): { range: Range; text: string } {
  const { start } = rangeOfText(document, part);
  return { range: { start, end: start }, text };
}

export function textIn(text: string, range: Range): string {
  return text.slice(offsetAt(text, range.start), offsetAt(text, range.end));
}
