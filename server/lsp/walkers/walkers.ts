import { CancellationToken, RequestType } from 'vscode-languageserver';
import { URI } from 'vscode-uri';
import { fileMarks } from '../../core/kernel/callback-runners.ts';
import type { Context } from '../context.ts';
import { nextTurn } from '../next-turn.ts';
import type { DiskTrees } from '../platform.ts';
import { lensTitle } from '../predictions/words.ts';
import {
  messages,
  type ScannedFile,
  type ScanParams,
  type ScanResult,
  type SimulationTarget,
  type WalkersParams,
} from '../protocol.ts';
import { FolderScan } from './folder-scan.ts';
import { scannedFile } from './scanned-file.ts';

export const scanRequest = new RequestType<ScanParams, ScanResult, void>(messages.scan);

/** What is said after a fault of our own. */
export const failedScan = 'The scan failed; the log of Lazy MMU Lens says where.';

/**
 * The walkers of folders, for a client that shows them: found by a scan when it asks for one, and told again whenever a
 * document or a file of theirs changes.
 */
export class Walkers {
  readonly #context: Context;
  readonly #disk: DiskTrees | undefined;
  readonly #scan: FolderScan | undefined;
  /** What was said last of each file that has something to show. */
  readonly #told = new Map<string, string>();
  /** By document and function: what is predicted, in words. */
  readonly #costs = new Map<string, Map<string, string>>();
  #folders: readonly string[] = [];

  /** `disk` is absent in a browser, where there are only the open documents. */
  constructor(context: Context, disk: DiskTrees | undefined) {
    this.#context = context;
    this.#disk = disk;
    this.#scan = disk && new FolderScan(context, disk, (file) => this.#tell(file));
    context.session.onOutcome(({ uri }) => {
      // Whoever types waits for findings, not for this.
      if (this.#isShown(uri)) nextTurn(() => void this.#look(uri));
    });
    context.session.onFilesChanged((uris) => void this.changed(uris));
    context.predictions.onSettled((target) => this.#settled(target));
  }

  /** Answers `lazyMmu/scan`. */
  async scan({ folders, workDoneToken }: ScanParams, token: CancellationToken): Promise<ScanResult> {
    if (!Array.isArray(folders) || folders.some((folder) => typeof folder !== 'string'))
      return { error: 'name the "folders" to look through, as URIs' };
    this.#folders = folders;
    const progress = this.#context.connection.window.attachWorkDoneProgress(workDoneToken);
    progress.begin('Looking for walkers', undefined, undefined, true);
    let files = 0;
    try {
      const onDisk = this.#scan ? folders.filter((folder) => URI.parse(folder).scheme === 'file') : [];
      for (const folder of onDisk)
        if (this.#scan && !token.isCancellationRequested)
          files += await this.#scan.folder(folder, token, ({ looked, analysed }) =>
            progress.report(`${looked} files looked at, ${analysed} with lazy MMU code`),
          );
      for (const uri of this.#context.session.uris()) await this.#look(uri);
      return { files, onlyOpen: onDisk.length === 0 };
    } finally {
      progress.done();
    }
  }

  /** Files have changed on disk, or their documents are closed. */
  async changed(uris: readonly string[]): Promise<void> {
    for (const uri of uris)
      if (this.#scan && this.#isShown(uri) && (this.#told.has(uri) || this.#isConcerned(uri)))
        await this.#scan.file(uri, await this.#context.settingsOf(uri));
  }

  #isConcerned(uri: string): boolean {
    if (!/\.[ch]$/.test(uri)) return false;
    try {
      const text = this.#disk?.read(URI.parse(uri).fsPath) ?? '';
      return fileMarks.some((mark) => text.includes(mark));
    } catch {
      return false;
    }
  }

  #isShown(uri: string): boolean {
    return this.#folders.some((folder) => uri.startsWith(`${folder.replace(/\/$/, '')}/`));
  }

  async #look(uri: string): Promise<void> {
    if (!this.#isShown(uri)) return;
    const { session, client } = this.#context;
    if (!session.document(uri)) return this.changed([uri]);
    const analysed = await session.analysed(uri, CancellationToken.None);
    if (analysed) this.#tell(scannedFile(client, analysed, (name) => this.#costs.get(uri)?.get(name)));
  }

  #settled({ uri, function: name }: SimulationTarget): void {
    const known = this.#context.predictions.known({ uri, function: name });
    const costs = this.#costs.get(uri) ?? new Map<string, string>();
    this.#costs.set(uri, costs);
    if (known && !('refused' in known)) costs.set(name, lensTitle(known));
    else costs.delete(name);
    void this.#look(uri);
  }

  #tell(file: ScannedFile): void {
    const isEmpty = file.walkers.length === 0 && file.outside.length === 0;
    const text = isEmpty ? undefined : JSON.stringify(file);
    if (this.#told.get(file.uri) === text) return;
    if (text === undefined) this.#told.delete(file.uri);
    else this.#told.set(file.uri, text);
    void this.#context.connection.sendNotification(messages.walkers, { files: [file] } satisfies WalkersParams);
  }
}
