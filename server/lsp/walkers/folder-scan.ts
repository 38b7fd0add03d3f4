import type { CancellationToken } from 'vscode-languageserver';
import { TextDocument } from 'vscode-languageserver-textdocument';
import { URI, Utils } from 'vscode-uri';
import {
  type AnalysisCache,
  type AnalysisOptions,
  analysisSteps,
  createAnalysisCache,
  helpersAcrossFiles,
} from '../../core/analyse.ts';
import type { KernelParser } from '../../core/syntax/source-file.ts';
import { optionsOf } from '../analysed.ts';
import { faultText } from '../answer.ts';
import { Background } from '../background.ts';
import type { Context } from '../context.ts';
import type { DiskTrees } from '../platform.ts';
import type { ScannedFile, Settings } from '../protocol.ts';
import type { DocumentTree } from '../trees.ts';
import { whyUnsuitable } from '../unsuitable.ts';
import { scannedFile } from './scanned-file.ts';

/** What a scan needs of the server around it. */
export type ScanContext = Pick<Context, 'session' | 'parser' | 'settingsOf' | 'client' | 'log'>;

/** How far a scan is. */
export interface ScanProgress {
  /** C files that were looked at for marks of lazy MMU mode. */
  readonly looked: number;
  /** Files of them that were analysed. */
  readonly analysed: number;
}

/** Analyses files that are not open, in steps between requests. */
export class FolderScan {
  readonly #context: ScanContext;
  readonly #disk: DiskTrees;
  readonly #emit: (file: ScannedFile) => void;
  readonly #background: Background<string>;
  /** By file: what was found out about it, so that another look finds out only what other files have changed. */
  readonly #caches = new Map<string, AnalysisCache>();
  /** By folder that was looked through: functions of other files whose callers were looked for. */
  readonly #searched = new Map<string, Set<string>>();
  /** By file that is being looked at: who waits for it. */
  readonly #waiting = new Map<string, (() => void)[]>();

  /** `emit` gets what there is in each file. */
  constructor(context: ScanContext, disk: DiskTrees, emit: (file: ScannedFile) => void) {
    this.#context = context;
    this.#disk = disk;
    this.#emit = emit;
    this.#background = new Background((error) => context.log.error(`looking for walkers failed: ${faultText(error)}`));
  }

  /** Looks through a folder, by its URI, until it is done or cancelled. Resolves to how many files it has analysed. */
  async folder(uri: string, token: CancellationToken, progress: (progress: ScanProgress) => void): Promise<number> {
    const { fsPath } = URI.parse(uri);
    const { tree, settings } = await this.#settingOf(uri);
    // What is shown from now on depends on functions of other files as they change.
    if (tree.index) tree.index.isKept = true;
    await tree.index?.settled();
    const helpers = helpersIn(tree, settings);
    this.#searched.set(uri, new Set(helpers));
    const searches = [this.#disk.searchFolder(fsPath)];
    if (helpers.length > 0) searches.push(this.#disk.searchFolder(fsPath, helpers));
    const seen = new Set<string>();
    try {
      for (const search of searches)
        for await (const path of search.found()) {
          if (token.isCancellationRequested) return seen.size;
          if (seen.has(path)) continue;
          seen.add(path);
          progress({ looked: searches[0].looked, analysed: seen.size });
          await this.file(URI.file(path).toString(), settings);
        }
    } finally {
      await Promise.all(searches.map((search) => search.end()));
    }
    return seen.size;
  }

  /**
   * Looks again at files that were looked at before, for what other files or the settings have changed; and at those that call
   * what has become a helper since.
   */
  async again(): Promise<void> {
    for (const uri of [...this.#caches.keys()]) await this.file(uri, await this.#context.settingsOf(uri));
    for (const uri of this.#searched.keys()) await this.#callersOfNewHelpers(uri);
  }

  async #callersOfNewHelpers(uri: string): Promise<void> {
    const { tree, settings } = await this.#settingOf(uri);
    const searched = this.#searched.get(uri) ?? new Set();
    const helpers = helpersIn(tree, settings).filter((name) => !searched.has(name));
    if (helpers.length === 0) return;
    for (const name of helpers) searched.add(name);
    const search = this.#disk.searchFolder(URI.parse(uri).fsPath, helpers);
    try {
      for await (const path of search.found()) {
        const caller = URI.file(path).toString();
        if (!this.#caches.has(caller)) await this.file(caller, settings);
      }
    } finally {
      await search.end();
    }
  }

  /** The tree that a folder lies in, and the settings that hold there. */
  async #settingOf(uri: string): Promise<{ readonly tree: DocumentTree; readonly settings: Settings }> {
    const inside = Utils.joinPath(URI.parse(uri), 'Kbuild').toString();
    return { tree: this.#context.session.placeOf(inside).in, settings: await this.#context.settingsOf(inside) };
  }

  /** Looks at one file as it is on disk. Resolves when that is done; a file that is open is left to its document. */
  async file(uri: string, settings: Settings): Promise<void> {
    const parser = await this.#context.parser;
    await new Promise<void>((resolve) => {
      this.#waiting.set(uri, [...(this.#waiting.get(uri) ?? []), resolve]);
      this.#background.begin(uri, this.#stepsToTheEnd(uri, parser, settings));
    });
  }

  /** These may take the place of others that were not done yet: whoever waited for those waits for these. */
  *#stepsToTheEnd(uri: string, parser: KernelParser, settings: Settings): Generator<void, void> {
    try {
      yield* this.#steps(uri, parser, settings);
    } finally {
      const waiting = this.#waiting.get(uri) ?? [];
      this.#waiting.delete(uri);
      for (const resolve of waiting) resolve();
    }
  }

  *#steps(uri: string, parser: KernelParser, settings: Settings): Generator<void, void> {
    const { session, client, log } = this.#context;
    if (session.document(uri)) return;
    const place = session.placeOf(uri);
    const { root, index } = place.in;
    let text: string;
    try {
      text = this.#disk.read(URI.parse(uri).fsPath);
    } catch {
      // It is gone, or nobody may read it: there is nothing to show of it any more.
      this.#caches.delete(uri);
      this.#emit({ uri, walkers: [], outside: [] });
      return;
    }
    const unsuitable = whyUnsuitable({ text }, settings);
    if (unsuitable !== undefined) {
      log.info(`${uri} is not looked through: ${unsuitable}`);
      return;
    }
    const options: AnalysisOptions = optionsOf({ place }, settings, index?.functions);
    const file = parser.parse(place.path, text);
    try {
      const cache = this.#caches.get(uri) ?? createAnalysisCache();
      this.#caches.set(uri, cache);
      const analysis = yield* analysisSteps(file, options, cache);
      const positions = TextDocument.create(uri, 'c', 0, text);
      this.#emit(scannedFile(client, { uri, root, positions, analysis }));
    } finally {
      file.dispose();
    }
  }
}

/** Functions of a tree that enter or leave lazy MMU mode for callers in other files. */
function helpersIn(tree: DocumentTree, settings: Settings): readonly string[] {
  return helpersAcrossFiles(optionsOf({ place: { in: tree, path: '' } }, settings, tree.index?.functions));
}
