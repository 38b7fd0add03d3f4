/** The newest regions that the server has sent for each open document. */
import { type Disposable, EventEmitter, type TextDocument, Uri, workspace } from 'vscode';
import type { RegionsParams } from '../../server/lsp/protocol.ts';

export class LatestRegions implements Disposable {
  readonly #byDocument = new Map<string, RegionsParams>();
  readonly #changed = new EventEmitter<string>();
  readonly #closing = workspace.onDidCloseTextDocument((document) => this.#forget(document.uri.toString()));

  /** Tells the URI of the document whose regions have come or gone. */
  readonly onDidChange = this.#changed.event;

  /** Takes in what the server sent; regions of a text that is no longer there are dropped. */
  accept(params: RegionsParams): void {
    const uri = Uri.parse(params.uri).toString();
    const document = workspace.textDocuments.find((each) => each.uri.toString() === uri);
    if (document?.version !== params.version) return;
    this.#byDocument.set(uri, params);
    this.#changed.fire(uri);
  }

  /** Regions of exactly the text that the document has now; undefined while none have come for it. */
  of(document: TextDocument): RegionsParams | undefined {
    const known = this.#byDocument.get(document.uri.toString());
    return known?.version === document.version ? known : undefined;
  }

  /** True while what has come is of another text than the document has now. */
  isBehind(document: TextDocument): boolean {
    const known = this.#byDocument.get(document.uri.toString());
    return known !== undefined && known.version !== document.version;
  }

  clear(): void {
    for (const uri of [...this.#byDocument.keys()]) this.#forget(uri);
  }

  dispose(): void {
    this.#closing.dispose();
    this.#changed.dispose();
    this.#byDocument.clear();
  }

  #forget(uri: string): void {
    if (this.#byDocument.delete(uri)) this.#changed.fire(uri);
  }
}
