/** Asks the server to look through the workspace, once at a time, with progress and a way to stop. */
import {
  CancellationTokenSource,
  type Disposable,
  EventEmitter,
  commands as editor,
  l10n,
  ProgressLocation,
  window,
  workspace,
} from 'vscode';
import type { BaseLanguageClient } from 'vscode-languageclient';
import { messages, type ScanParams, type ScanResult } from '../../server/lsp/protocol.ts';
import { messageOf, reportProgress } from '../progress.ts';

/** The view that shows what a scan has found. */
export const walkersView = 'lazyMmu.walkers';

/** How the last scan went, or that one goes on. Where the server reaches no folder it has looked at open files only. */
export type ScanState = 'running' | 'stopped' | 'failed' | 'done' | 'openFiles';

let scans = 0;

export class Scan implements Disposable {
  readonly #connect: () => Promise<BaseLanguageClient>;
  readonly #changed = new EventEmitter<ScanState>();
  #running: { readonly stop: CancellationTokenSource; readonly done: Promise<ScanResult | undefined> } | undefined;

  constructor(connect: () => Promise<BaseLanguageClient>) {
    this.#connect = connect;
  }

  /**
   * Looks through all folders; whoever asks while that goes on gets the same answer: nothing once it was stopped. Errors are shown. `inFront` shows the
   * progress as a notification, which can be cancelled there.
   */
  run(inFront: boolean): Promise<ScanResult | undefined> {
    if (this.#running) return this.#running.done;
    const stop = new CancellationTokenSource();
    const done = this.#show(stop, inFront).finally(() => {
      this.#running = undefined;
      stop.dispose();
    });
    this.#running = { stop, done };
    this.#enter('running');
    return done;
  }

  /** Fires when a scan begins and when it ends. */
  readonly onDidChangeState = this.#changed.event;

  stop(): void {
    this.#running?.stop.cancel();
  }

  dispose(): void {
    this.stop();
    this.#changed.dispose();
  }

  /** The view says what there is to do in each state, by the context. */
  #enter(state: ScanState): void {
    void editor.executeCommand('setContext', 'lazyMmu.scan', state);
    this.#changed.fire(state);
  }

  async #show(stop: CancellationTokenSource, inFront: boolean): Promise<ScanResult | undefined> {
    const title = l10n.t('Looking for walkers');
    const location = inFront ? ProgressLocation.Notification : ProgressLocation.Window;
    const asked = window.withProgress({ location, title, cancellable: inFront }, (progress, token) => {
      token.onCancellationRequested(() => stop.cancel());
      return this.#ask(stop, (message) => progress.report({ message }));
    });
    void window.withProgress({ location: { viewId: walkersView } }, () => asked);
    const result = await asked;
    this.#enter(endOf(result));
    if (result && 'error' in result) void window.showErrorMessage(result.error);
    return result;
  }

  async #ask({ token }: CancellationTokenSource, report: (message: string) => void): Promise<ScanResult | undefined> {
    const workDoneToken = `lazyMmu/scan/${++scans}`;
    let progress: Disposable | undefined;
    try {
      const client = await this.#connect();
      progress = await reportProgress(client, workDoneToken, ({ message }) => report(message));
      const folders = (workspace.workspaceFolders ?? []).map(({ uri }) => client.code2ProtocolConverter.asUri(uri));
      const params: ScanParams = { folders, workDoneToken };
      return await client.sendRequest<ScanResult>(messages.scan, params, token);
    } catch (error) {
      return token.isCancellationRequested ? undefined : { error: messageOf(error) };
    } finally {
      progress?.dispose();
    }
  }
}

function endOf(result: ScanResult | undefined): ScanState {
  if (result === undefined) return 'stopped';
  if ('error' in result) return 'failed';
  return workspace.workspaceFolders?.some(({ uri }) => uri.scheme === 'file') ? 'done' : 'openFiles';
}
