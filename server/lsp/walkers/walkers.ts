import { CancellationToken, RequestType } from 'vscode-languageserver';
import { URI } from 'vscode-uri';
import { fileMarks } from '../../core/kernel/callback-runners.ts';
import { type Clock, systemClock } from '../analysis-queue.ts';
import type { Context } from '../context.ts';
import { nextTurn } from '../next-turn.ts';
import type { DiskTrees } from '../platform.ts';
import { messages, type ScannedFile, type ScanParams, type ScanResult, type WalkersParams } from '../protocol.ts';
import type { ClosedDocuments } from './closed-documents.ts';
import { FolderScan, type ScanProgress } from './folder-scan.ts';
import { scannedFile } from './scanned-file.ts';
import { WalkerCosts } from './walker-costs.ts';

export const scanRequest = new RequestType<ScanParams, ScanResult, void>(messages.scan);

/** What is said after a fault of our own. */
export const failedScan = 'The scan failed; the log of Lazy MMU Lens says where.';

/** Milliseconds without a change in other files before what rests on them is looked at again. */
const quiet = 500;

/**
 * The walkers of folders, for a client that shows them: found by a scan when it asks for one, and told again whenever a
 * document or a file of theirs changes.
 */
export class Walkers {
  readonly #context: Context;
  readonly #disk: DiskTrees | undefined;
  readonly #scan: FolderScan | undefined;
  /** Files that have something to show, without costs, and what was said last of them. */
  readonly #files = new Map<string, { readonly file: ScannedFile; readonly told: string }>();
  readonly #costs: WalkerCosts;
  /** What the functions of each tree were when its files were looked at. */
  readonly #indexVersions = new Map<string, number>();
  readonly #clock: Pick<Clock, 'after'>;
  #folders: readonly string[] = [];
  /** Puts off the look at what rests on other files. */
  #putOff: (() => void) | undefined;

  /** `disk` is absent in a browser, where there are only the open documents. `closed` reads those that are not open. */
  constructor(
    context: Context,
    disk: DiskTrees | undefined,
    closed: Pick<ClosedDocuments, 'forget'>,
    clock: Pick<Clock, 'after'> = systemClock,
  ) {
    this.#context = context;
    this.#disk = disk;
    this.#clock = clock;
    this.#scan = disk && new FolderScan(context, disk, (file) => this.#found(file));
    this.#costs = new WalkerCosts(context.predictions, {
      changed: (uri) => this.#tell(uri),
      idle: () => closed.forget(),
    });
    context.session.onOutcome(({ uri }) => {
      // Whoever types waits for findings, not for this.
      if (this.#isShown(uri)) nextTurn(() => void this.#look(uri));
      this.#othersMayHaveChanged();
    });
    context.session.onFilesChanged((uris) => {
      void this.changed(uris);
      this.#othersMayHaveChanged();
    });
  }

  /** Answers `lazyMmu/scan`. */
  async scan({ folders, workDoneToken }: ScanParams, token: CancellationToken): Promise<ScanResult> {
    if (!Array.isArray(folders) || folders.some((folder) => typeof folder !== 'string'))
      return { error: 'name the "folders" to look through, as URIs' };
    this.#folders = folders;
    const progress = this.#context.connection.window.attachWorkDoneProgress(workDoneToken);
    progress.begin('Looking for walkers', undefined, howFar({ looked: 0, analysed: 0 }), true);
    let files = 0;
    try {
      const onDisk = this.#scan ? folders.filter((folder) => URI.parse(folder).scheme === 'file') : [];
      for (const folder of onDisk)
        if (this.#scan && !token.isCancellationRequested)
          files += await this.#scan.folder(folder, token, (far) => progress.report(howFar(far)));
      for (const uri of this.#context.session.uris()) await this.#look(uri);
      this.#newsOfIndexes();
      return { files, onlyOpen: onDisk.length === 0 };
    } finally {
      progress.done();
    }
  }

  /** Files have changed on disk, or their documents are closed. */
  async changed(uris: readonly string[]): Promise<void> {
    for (const uri of uris) {
      this.#costs.outdate(uri);
      if (this.#scan && this.#isShown(uri) && (this.#files.has(uri) || this.#isConcerned(uri)))
        await this.#scan.file(uri, await this.#context.settingsOf(uri));
    }
  }

  /** New settings hold for files that are not open too. */
  async settingsChanged(): Promise<void> {
    this.#costs.outdate();
    await this.#scan?.again();
  }

  #othersMayHaveChanged(): void {
    if (this.#folders.length === 0) return;
    this.#putOff?.();
    this.#putOff = this.#clock.after(quiet, () => {
      this.#putOff = undefined;
      if (this.#newsOfIndexes()) void this.#scan?.again();
    });
  }

  /** True when the functions of a tree that is shown are others than at the last call. */
  #newsOfIndexes(): boolean {
    let isNews = false;
    for (const folder of this.#folders) {
      const { root, index } = this.#context.session.placeOf(`${folder}/Kbuild`).in;
      const version = index?.functions?.version;
      if (root === undefined || version === undefined || this.#indexVersions.get(root) === version) continue;
      this.#indexVersions.set(root, version);
      isNews = true;
    }
    return isNews;
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
    if (!analysed) return;
    this.#costs.outdate(uri);
    this.#found(scannedFile(client, analysed));
  }

  /** Takes what there is in a file now. */
  #found(file: ScannedFile): void {
    const { uri, walkers, outside } = file;
    if (walkers.length > 0 || outside.length > 0) {
      this.#files.set(uri, { file, told: this.#files.get(uri)?.told ?? '' });
      this.#tell(uri);
      const withSections = walkers.filter(({ sections }) => sections.length > 0);
      this.#costs.want(
        uri,
        withSections.map((walker) => walker.function),
      );
    } else if (this.#files.delete(uri)) {
      this.#costs.forget(uri);
      this.#send(file);
    }
  }

  /** Tells of a file with what is known of its costs, unless that has been told. */
  #tell(uri: string): void {
    const known = this.#files.get(uri);
    if (!known) return;
    const walkers = known.file.walkers.map((walker) => ({ ...walker, cost: this.#costs.of(uri, walker.function) }));
    const file = { ...known.file, walkers };
    const told = JSON.stringify(file);
    if (told === known.told) return;
    this.#files.set(uri, { file: known.file, told });
    this.#send(file);
  }

  #send(file: ScannedFile): void {
    void this.#context.connection.sendNotification(messages.walkers, { files: [file] } satisfies WalkersParams);
  }
}

function howFar({ looked, analysed }: ScanProgress): string {
  return `${looked} files looked at, ${analysed} with lazy MMU code`;
}
