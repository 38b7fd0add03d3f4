import { URI } from 'vscode-uri';
import type { KernelParser, SourceFile } from '../../core/syntax/source-file.ts';
import type { WalkerDocument } from '../documents.ts';
import type { DiskTrees } from '../platform.ts';
import type { Place } from '../trees.ts';

/** Reads files that no editor has open as documents. The one that was read last stays parsed: its walkers come in a row. */
export class ClosedDocuments {
  readonly #disk: Pick<DiskTrees, 'read'> | undefined;
  readonly #placeOf: (uri: string) => Place;
  #last: ClosedDocument | undefined;

  constructor(disk: Pick<DiskTrees, 'read'> | undefined, placeOf: (uri: string) => Place) {
    this.#disk = disk;
    this.#placeOf = placeOf;
  }

  /** The file as it is on disk now; undefined where there is no such file, or nobody may read it. */
  read(uri: string): WalkerDocument | undefined {
    const { scheme, fsPath } = URI.parse(uri);
    if (!this.#disk || scheme !== 'file') return undefined;
    let text: string;
    try {
      text = this.#disk.read(fsPath);
    } catch {
      return undefined;
    }
    if (this.#last?.uri === uri && this.#last.text === text) return this.#last;
    this.forget();
    this.#last = new ClosedDocument(uri, text, this.#placeOf(uri));
    return this.#last;
  }

  /** Gives the memory back. */
  forget(): void {
    this.#last?.forgetParse();
    this.#last = undefined;
  }
}

class ClosedDocument implements WalkerDocument {
  readonly uri: string;
  readonly text: string;
  readonly place: Place;
  #file: SourceFile | undefined;

  constructor(uri: string, text: string, place: Place) {
    this.uri = uri;
    this.text = text;
    this.place = place;
  }

  parsed(parser: KernelParser): SourceFile {
    this.#file ??= parser.parse(this.place.path, this.text);
    return this.#file;
  }

  forgetParse(): void {
    this.#file?.dispose();
    this.#file = undefined;
  }
}
