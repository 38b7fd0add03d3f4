import {
  type CancellationToken,
  type DidChangeTextDocumentParams,
  type DidOpenTextDocumentParams,
  Emitter,
} from 'vscode-languageserver/node';
import { type AnalysisCache, createAnalysisCache } from '../core/analyse.ts';
import type { KernelParser } from '../core/syntax/source-file.ts';
import { type Analysed, analyse } from './analysed.ts';
import { AnalysisQueue } from './analysis-queue.ts';
import { attempt, faultText, type Log } from './answer.ts';
import { OpenDocument } from './documents.ts';
import type { Settings } from './protocol.ts';
import { Trees } from './trees.ts';
import { whyUnsuitable } from './unsuitable.ts';

/** What became of one version of a document; without `analysed` there is nothing to say about it. */
export interface Outcome {
  readonly uri: string;
  readonly version: number;
  readonly analysed?: Analysed;
}

interface Entry {
  readonly document: OpenDocument;
  /** Resolves when the settings are known and the analysis is asked for. */
  ready: Promise<void>;
  /** How often the settings were asked for: only the last answer counts. */
  asked: number;
  settings?: Settings;
  analysed?: Analysed;
  readonly cache: AnalysisCache;
  /** What the log said last about this document, so that it is not said at every key. */
  logged: string;
}

/** What the session asks of the world around it. */
export interface SessionHost {
  readonly log: Log;
  readonly parser: Promise<KernelParser>;
  settingsOf(uri: string): Promise<Settings>;
  /** Shows the user something that they should put right. */
  warn(message: string): void;
}

/** The open documents, each with the analysis of its newest text. */
export class Session {
  readonly #host: SessionHost;
  readonly #trees: Trees;
  readonly #entries = new Map<string, Entry>();
  readonly #queue: AnalysisQueue<Entry>;
  readonly #outcome = new Emitter<Outcome>();
  #parser: KernelParser | undefined;

  constructor(host: SessionHost) {
    this.#host = host;
    this.#trees = new Trees((problems) =>
      host.warn(`The tree's settings are not obeyed until they are right: ${problems.join(' ')}`),
    );
    this.#queue = new AnalysisQueue((entry) => this.#analyse(entry));
  }

  /** Fires after each analysis of a document, and once more, empty, when it is closed. */
  readonly onOutcome = this.#outcome.event;

  open({ textDocument: { uri, languageId, version, text } }: DidOpenTextDocumentParams): void {
    this.close(uri);
    this.diskChanged();
    const document = new OpenDocument(uri, languageId, version, text, this.#trees.placeOf(uri));
    const entry: Entry = { document, cache: createAnalysisCache(), ready: Promise.resolve(), asked: 0, logged: '' };
    this.#entries.set(uri, entry);
    entry.ready = this.#prepare(entry);
  }

  change({ textDocument: { uri, version }, contentChanges }: DidChangeTextDocumentParams): void {
    const entry = this.#entries.get(uri);
    if (!entry) return;
    entry.document.change(contentChanges, version);
    if (entry.settings) this.#queue.changed(entry);
  }

  close(uri: string): void {
    const entry = this.#entries.get(uri);
    if (!entry) return;
    this.#entries.delete(uri);
    this.#queue.forget(entry);
    entry.document.close();
    this.#outcome.fire({ uri, version: entry.document.version });
  }

  /** Headers are read again when they are next needed. */
  diskChanged(): void {
    this.#trees.forget();
  }

  /** Asks for the settings of every document again, and analyses it with them. Resolves when all are asked for. */
  async settingsChanged(): Promise<void> {
    const entries = [...this.#entries.values()];
    for (const entry of entries) entry.ready = this.#prepare(entry);
    await Promise.all(entries.map((entry) => entry.ready));
  }

  document(uri: string): OpenDocument | undefined {
    return this.#entries.get(uri)?.document;
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
    entry.analysed = undefined;
    attempt(this.#host.log, `analysis of ${uri}`, () => {
      entry.analysed = this.#look(entry, settings, parser);
    });
    const { analysed } = entry;
    if (!analysed) document.forgetParse();
    attempt(this.#host.log, `publishing of ${uri}`, () => this.#outcome.fire({ uri, version, analysed }));
  }

  #look(entry: Entry, settings: Settings, parser: KernelParser): Analysed | undefined {
    const { document, cache } = entry;
    const { uri, version } = document;
    const unsuitable = settings.enable === 'never' ? 'lazyMmu.enable is never' : whyUnsuitable(document, settings);
    if (unsuitable !== undefined) {
      this.#logOnce(entry, unsuitable, `${uri} is not analysed: ${unsuitable}`);
      return undefined;
    }
    const start = performance.now();
    const analysed = analyse(document, parser, settings, cache);
    const took = performance.now() - start;
    this.#host.log.trace(`analysed ${uri} version ${version} in ${took.toFixed(1)} ms`);
    const functions = analysed.analysis.notAnalysed.map((each) => `${each.function}: ${each.reason}`);
    this.#logOnce(entry, functions.join(), notAnalysedText(uri, analysed));
    return analysed;
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
