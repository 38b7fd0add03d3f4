import {
  type CancellationToken,
  type DidChangeTextDocumentParams,
  type DidOpenTextDocumentParams,
  Emitter,
} from 'vscode-languageserver';
import { analysisSteps, createAnalysisCache } from '../core/analyse.ts';
import { mentionsSuppression } from '../core/rules/suppressions.ts';
import type { FunctionIndex } from '../core/summaries/function-index.ts';
import type { KernelParser } from '../core/syntax/source-file.ts';
import { entryUpdate } from '../core/text-marks.ts';
import type { DiskTree } from '../host/source-tree.ts';
import type { IndexEvents } from '../host/tree-index.ts';
import { type Analysed, analyse, type Knowledge, optionsOf } from './analysed.ts';
import { AnalysisQueue } from './analysis-queue.ts';
import { attempt, faultText, type Log } from './answer.ts';
import { Background } from './background.ts';
import { OpenDocument } from './documents.ts';
import type { DiskTrees } from './platform.ts';
import type { Settings } from './protocol.ts';
import { type Place, Trees } from './trees.ts';
import { whyUnsuitable } from './unsuitable.ts';

/** What became of one version of a document; without `analysed` there is nothing to say about it. */
export interface Outcome {
  readonly uri: string;
  readonly version: number;
  readonly analysed?: Analysed;
  /** Other files have changed what there is to say, not the document itself. */
  readonly byOthers: boolean;
}

interface Entry {
  readonly document: OpenDocument;
  /** Resolves when the settings are known and the analysis is asked for. */
  ready: Promise<void>;
  /** How often the settings were asked for: only the last answer counts. */
  asked: number;
  settings?: Settings;
  analysed?: Analysed;
  /** What the analysis is made with. */
  knowledge: Knowledge;
  /** Version of the index that it was made with. */
  indexVersion: number;
  /** What is being found out with an index that the analysis is not made with yet. */
  coming?: Knowledge;
  /** The analysis is due for what other files have changed. */
  byOthers: boolean;
  /** What the log said last about this document, so that it is not said at every key. */
  logged: string;
}

/** What the session asks of the world around it. */
export interface SessionHost {
  readonly log: Log;
  readonly parser: Promise<KernelParser>;
  readonly disk?: DiskTrees;
  settingsOf(uri: string): Promise<Settings>;
  /** Shows the user something that they should put right. */
  warn(message: string): void;
  /** The index of a tree is made: the files that it is made of should be watched. */
  indexStarted(root: string): void;
}

/** The open documents, each with the analysis of its newest text. */
export class Session {
  readonly #host: SessionHost;
  readonly #trees: Trees;
  readonly #entries = new Map<string, Entry>();
  readonly #queue: AnalysisQueue<Entry>;
  readonly #outcome = new Emitter<Outcome>();
  readonly #opened = new Emitter<OpenDocument>();
  readonly #filesChanged = new Emitter<readonly string[]>();
  readonly #background: Background<Entry>;
  #parser: KernelParser | undefined;

  constructor(host: SessionHost) {
    this.#host = host;
    this.#trees = new Trees(
      (problems) => host.warn(`The tree's settings are not obeyed until they are right: ${problems.join(' ')}`),
      host.disk,
      (tree) => host.disk?.index(tree, host.parser, this.#eventsOf(tree)),
    );
    this.#background = new Background((error) => host.log.error(`looking at other files failed: ${faultText(error)}`));
    this.#queue = new AnalysisQueue((entry) => this.#analyse(entry));
  }

  /** Fires after each analysis of a document, and once more, empty, when it is closed. */
  readonly onOutcome = this.#outcome.event;

  /** Fires when a document is opened. */
  readonly onOpened = this.#opened.event;

  /** Fires with the URIs of files that have changed on disk. */
  readonly onFilesChanged = this.#filesChanged.event;

  open({ textDocument: { uri, languageId, version, text } }: DidOpenTextDocumentParams): void {
    this.close(uri);
    this.diskChanged();
    const document = new OpenDocument(uri, languageId, version, text, this.#trees.placeOf(uri));
    const entry: Entry = {
      document,
      knowledge: { cache: createAnalysisCache() },
      indexVersion: 0,
      byOthers: false,
      ready: Promise.resolve(),
      asked: 0,
      logged: '',
    };
    this.#entries.set(uri, entry);
    entry.ready = this.#prepare(entry);
    this.#opened.fire(document);
  }

  change({ textDocument: { uri, version }, contentChanges }: DidChangeTextDocumentParams): void {
    const entry = this.#entries.get(uri);
    if (!entry) return;
    this.#background.callOff(entry);
    entry.document.change(contentChanges, version);
    if (entry.settings) this.#queue.changed(entry);
  }

  close(uri: string): void {
    const entry = this.#entries.get(uri);
    if (!entry) return;
    this.#entries.delete(uri);
    this.#queue.forget(entry);
    this.#background.callOff(entry);
    const { document } = entry;
    document.close();
    this.#outcome.fire({ uri, version: document.version, byOthers: false });
    const { index, open } = document.place.in;
    index?.functions?.closed(document.place.path);
    this.#lookAtOthers();
    if (open.size === 0) index?.rest();
  }

  /** Headers are read again when they are next needed. */
  diskChanged(): void {
    this.#trees.forget();
  }

  /** The same, of files that are known: documents whose findings depend on them are looked at again. */
  filesChanged(uris: readonly string[]): void {
    this.diskChanged();
    for (const uri of uris) {
      const { in: tree, path } = this.#trees.placeOf(uri);
      tree.index?.functions?.changedOnDisk(path);
    }
    this.#lookAtOthers();
    this.#filesChanged.fire(uris);
  }

  /** Asks for the settings of every document again, and analyses it with them. Resolves when all are asked for. */
  async settingsChanged(): Promise<void> {
    const entries = [...this.#entries.values()];
    for (const entry of entries) entry.ready = this.#prepare(entry);
    await Promise.all(entries.map((entry) => entry.ready));
  }

  /** Where a file lies, open or not. */
  placeOf(uri: string): Place {
    return this.#trees.placeOf(uri);
  }

  /** URIs of the open documents. */
  uris(): readonly string[] {
    return [...this.#entries.keys()];
  }

  document(uri: string): OpenDocument | undefined {
    return this.#entries.get(uri)?.document;
  }

  /** The open document that stands for a file of a tree. */
  documentAt(tree: Place['in'], path: string): OpenDocument | undefined {
    for (const { document } of this.#entries.values())
      if (document.place.in === tree && document.place.path === path) return document;
    return undefined;
  }

  /**
   * The analysis of a document's newest text; undefined when it is not open, not analysed, or the request is cancelled.
   * What it holds is for use before the next await: a document that changes takes its positions along.
   */
  async analysed(uri: string, token: CancellationToken): Promise<Analysed | undefined> {
    const entry = this.#entries.get(uri);
    if (!entry) return undefined;
    await entry.ready;
    await this.#queue.settled(entry, token);
    return token.isCancellationRequested || this.#entries.get(uri) !== entry ? undefined : entry.analysed;
  }

  async #prepare(entry: Entry): Promise<void> {
    const asked = ++entry.asked;
    try {
      const [settings, parser] = await Promise.all([this.#host.settingsOf(entry.document.uri), this.#host.parser]);
      if (asked !== entry.asked) return;
      this.#parser = parser;
      entry.settings = settings;
      if (this.#entries.get(entry.document.uri) === entry) this.#queue.changed(entry);
    } catch (error) {
      this.#host.log.error(`${entry.document.uri} cannot be analysed: ${faultText(error)}`);
    }
  }

  #analyse(entry: Entry): void {
    const { document, settings } = entry;
    const parser = this.#parser;
    if (!settings || !parser) return;
    const { uri, version } = document;
    const { byOthers, analysed: before } = entry;
    entry.byOthers = false;
    entry.analysed = undefined;
    attempt(this.#host.log, `analysis of ${uri}`, () => {
      entry.analysed = this.#look(entry, settings, parser, before?.settings === settings ? before : undefined);
    });
    const { analysed } = entry;
    if (!analysed) document.forgetParse();
    attempt(this.#host.log, `publishing of ${uri}`, () => this.#outcome.fire({ uri, version, analysed, byOthers }));
    this.#needIndex(entry);
    this.#lookAtOthers();
  }

  #look(entry: Entry, settings: Settings, parser: KernelParser, before?: Analysed): Analysed | undefined {
    const { document, knowledge } = entry;
    const { uri, version, place } = document;
    const unsuitable = settings.enable === 'never' ? 'lazyMmu.enable is never' : whyUnsuitable(document, settings);
    if (unsuitable !== undefined) {
      this.#logOnce(entry, unsuitable, `${uri} is not analysed: ${unsuitable}`);
      return undefined;
    }
    const start = performance.now();
    place.in.index?.functions?.opened(document.parsed(parser));
    const analysed = analyse(document, parser, settings, { ...knowledge, before });
    entry.indexVersion = knowledge.index?.version ?? 0;
    const took = performance.now() - start;
    const anew = [...knowledge.cache.anew].join(', ') || 'nothing';
    this.#host.log.trace(`analysed ${uri} version ${version} in ${took.toFixed(1)} ms, anew: ${anew}`);
    const functions = analysed.analysis.notAnalysed.map((each) => `${each.function}: ${each.reason}`);
    this.#logOnce(entry, functions.join(), notAnalysedText(uri, analysed));
    return analysed;
  }

  /** A document with lazy MMU code needs to know what the functions of other files do. */
  #needIndex({ analysed, document }: Entry): void {
    const { index } = document.place.in;
    const { text } = document;
    const isConcerned = analysed && (analysed.analysis.functions.length > 0 || mentionsSuppression(text));
    // What updates entries may do so in a section that a function of another file enters.
    if (isConcerned || (analysed && entryUpdate.test(text))) index?.start();
  }

  #eventsOf({ root }: DiskTree): IndexEvents {
    return {
      started: () => this.#host.indexStarted(root),
      ready: (index) => {
        const parser = this.#parser;
        for (const { document, analysed } of this.#entries.values())
          if (parser && analysed && document.place.in.root === root) index.opened(document.parsed(parser));
        this.#host.log.trace(`the functions of ${root} are known`);
        this.#lookAtOthers();
      },
      failed: (error) => {
        this.#host.log.error(`Functions of other files of ${root} are not known: ${faultText(error)}`);
        for (const entry of this.#entries.values())
          if (entry.document.place.in.root === root) this.#queue.changed(entry);
      },
    };
  }

  /** Looks in the background at documents that were analysed with less than is known of other files now. */
  #lookAtOthers(): void {
    for (const entry of this.#entries.values()) {
      const index = entry.document.place.in.index?.functions;
      if (!index || !entry.analysed) continue;
      if (entry.knowledge.index !== index || entry.indexVersion !== index.version)
        this.#background.begin(entry, this.#lookAgain(entry, index));
    }
  }

  /** Finds out in steps what an analysis with the index says, and asks for it when that is news. */
  *#lookAgain(entry: Entry, index: FunctionIndex): Generator<void, void> {
    const { document, knowledge, settings, analysed } = entry;
    if (!this.#parser || !settings || !analysed) return;
    if (knowledge.index !== index && entry.coming?.index !== index)
      entry.coming = { cache: createAnalysisCache(knowledge.cache), index };
    const next = knowledge.index === index ? knowledge : (entry.coming ?? knowledge);
    const file = document.parsed(this.#parser);
    const analysis = yield* analysisSteps(file, optionsOf(document, settings, index), next.cache);
    entry.knowledge = next;
    entry.coming = undefined;
    entry.indexVersion = index.version;
    this.#host.log.trace(`${document.uri} is analysed with the functions of ${document.place.in.root ?? 'its tree'}`);
    if (JSON.stringify(analysis) === JSON.stringify(analysed.analysis)) return;
    entry.byOthers = true;
    this.#queue.changed(entry);
  }

  /** Says the text when `what` is news: lines that move are not. */
  #logOnce(entry: Entry, what: string, text: string): void {
    if (what !== '' && what !== entry.logged) this.#host.log.info(text);
    entry.logged = what;
  }
}

/** The functions that could not be read, in one message. */
function notAnalysedText(uri: string, { analysis, file }: Analysed): string {
  return analysis.notAnalysed
    .map((each) => `${uri}:${file.lines.lineOf(each.range.start)}: ${each.function}() is not analysed: ${each.reason}`)
    .join('\n');
}
