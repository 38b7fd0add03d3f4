/** What the server has told of walkers, by file. */
import { type Disposable, EventEmitter } from 'vscode';
import type { ScannedFile, WalkersParams } from '../../server/lsp/protocol.ts';

export class WalkerStore implements Disposable {
  readonly #files = new Map<string, ScannedFile>();
  readonly #changed = new EventEmitter<readonly string[]>();

  /** Tells the URIs of the files that there is news of. */
  readonly onDidChange = this.#changed.event;

  accept({ files }: WalkersParams): void {
    for (const file of files) {
      if (file.walkers.length === 0 && file.outside.length === 0) this.#files.delete(file.uri);
      else this.#files.set(file.uri, file);
    }
    this.#changed.fire(files.map(({ uri }) => uri));
  }

  files(): readonly ScannedFile[] {
    return [...this.#files.values()];
  }

  file(uri: string): ScannedFile | undefined {
    return this.#files.get(uri);
  }

  clear(): void {
    const uris = [...this.#files.keys()];
    this.#files.clear();
    this.#changed.fire(uris);
  }

  dispose(): void {
    this.#changed.dispose();
  }
}
