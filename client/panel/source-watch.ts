/** Notices that the text which a report is of has been edited since. */
import { type Disposable, type TextDocumentChangeEvent, workspace } from 'vscode';
import type { LineCosts } from '../../server/lsp/protocol.ts';
import { afterEdit, type CountedLines } from '../line-counts/follow-edits.ts';

interface Watched extends CountedLines {
  readonly uri: string;
}

export class SourceWatch implements Disposable {
  readonly #onChanged: () => void;
  readonly #listener: Disposable;
  #watched: Watched | undefined;

  constructor(onChanged: () => void) {
    this.#onChanged = onChanged;
    this.#listener = workspace.onDidChangeTextDocument((event) => this.#follow(event));
  }

  /** Watches the lines that a run executed, in the place of those before. They may have been edited while it ran. */
  watch({ uri, version, ran, lines }: LineCosts): void {
    this.#watched = { uri, ran, lines };
    const document = workspace.textDocuments.find((each) => each.uri.toString() === uri);
    if (document && document.version !== version) this.#tell();
  }

  dispose(): void {
    this.#listener.dispose();
  }

  #follow({ document, contentChanges }: TextDocumentChangeEvent): void {
    const before = this.#watched;
    if (before?.uri !== document.uri.toString()) return;
    let watched: CountedLines | undefined = before;
    for (const { range, text } of contentChanges) {
      const becomes = text.split('\n').length;
      watched = watched && afterEdit(watched, { first: range.start.line, last: range.end.line, becomes });
    }
    if (watched) this.#watched = { uri: before.uri, ...watched };
    else this.#tell();
  }

  #tell(): void {
    this.#watched = undefined;
    this.#onChanged();
  }
}
