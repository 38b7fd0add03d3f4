import type { TextDocumentContentChangeEvent } from 'vscode-languageserver';
import { TextDocument } from 'vscode-languageserver-textdocument';
import type { KernelParser, SourceFile } from '../core/syntax/source-file.ts';
import type { TextEdit } from '../core/text.ts';
import { composeEdit } from './pending-edits.ts';
import { fromRange, type Positions } from './to-protocol.ts';
import type { Place } from './trees.ts';

/** A text with walkers that can be simulated, and its place. */
export interface WalkerDocument {
  readonly uri: string;
  readonly place: Place;
  readonly text: string;
  parsed(parser: KernelParser): SourceFile;
}

/** A document that the client has open: its newest text, and the parse that follows it when it is asked for. */
export class OpenDocument implements WalkerDocument {
  readonly uri: string;
  readonly place: Place;
  readonly #text: TextDocument;
  /** What has changed since `#file` was parsed. */
  #pending: readonly TextEdit[] = [];
  #file: SourceFile | undefined;

  constructor(uri: string, languageId: string, version: number, text: string, place: Place) {
    this.uri = uri;
    this.place = place;
    this.#text = TextDocument.create(uri, languageId, version, text);
    place.in.open.set(place.path, text);
  }

  get version(): number {
    return this.#text.version;
  }

  get text(): string {
    return this.#text.getText();
  }

  /** Positions in the newest text. */
  get positions(): Positions {
    return this.#text;
  }

  /** Each change is in positions of the text that the one before it left. */
  change(changes: readonly TextDocumentContentChangeEvent[], version: number): void {
    for (const change of changes) {
      const range =
        'range' in change && change.range !== undefined
          ? fromRange(this.#text, change.range)
          : { start: 0, end: this.text.length };
      TextDocument.update(this.#text, [change], version);
      if (this.#file) this.#pending = composeEdit(this.#pending, { range, text: change.text });
    }
    TextDocument.update(this.#text, [], version);
    this.place.in.open.set(this.place.path, this.text);
  }

  /** The newest text, parsed; what has not changed since the last call is not parsed again. */
  parsed(parser: KernelParser): SourceFile {
    if (!this.#file) this.#file = parser.parse(this.place.path, this.text);
    else if (this.#pending.length > 0) this.#file = this.#file.edit(this.#pending);
    this.#pending = [];
    return this.#file;
  }

  /** Gives the parse back: after a fault in it, for a text that is not analysed any more, and at the end. */
  forgetParse(): void {
    this.#file?.dispose();
    this.#file = undefined;
    this.#pending = [];
  }

  close(): void {
    this.forgetParse();
    this.place.in.open.delete(this.place.path);
  }
}
