/** What the server has told of walkers, by file. */
import { type Disposable, EventEmitter, Uri } from 'vscode';
import type { ScannedFile, WalkersParams } from '../../server/lsp/protocol.ts';

export class WalkerStore implements Disposable {
  readonly #files = new Map<string, ScannedFile>();
  readonly #changed = new EventEmitter<readonly string[]>();

  /** Tells the URIs of the files that there is news of, as VS Code writes them. */
  readonly onDidChange = this.#changed.event;

  accept({ files }: WalkersParams): void {
    for (const file of files) {
      if (file.walkers.length === 0 && file.outside.length === 0) this.#files.delete(keyOf(file));
      else this.#files.set(keyOf(file), file);
    }
    this.#changed.fire(files.map(keyOf));
  }

  files(): readonly ScannedFile[] {
    return [...this.#files.values()];
  }

  /** `uri` is written as VS Code writes it. */
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

/** VS Code and the server escape different characters. */
function keyOf({ uri }: ScannedFile): string {
  return Uri.parse(uri).toString();
}
