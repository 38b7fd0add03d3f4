/** Findings of files that no editor shows, among the problems; those of the others come from the server's own answers. */
import { Disposable, languages, Uri, workspace } from 'vscode';
import type { BaseLanguageClient } from 'vscode-languageclient';
import { findingsOf } from './rows.ts';
import type { WalkerStore } from './walker-store.ts';

export class TreeProblems implements Disposable {
  readonly #problems = languages.createDiagnosticCollection('lazy-mmu-tree');
  readonly #store: WalkerStore;
  #listeners = Disposable.from();

  constructor(store: WalkerStore) {
    this.#store = store;
  }

  /** Lists the findings of all files that are known now, and of those that come. */
  begin(client: BaseLanguageClient): void {
    this.end();
    const show = (uris: Iterable<string | Uri>) => {
      for (const uri of uris) this.#show(client, uri.toString());
    };
    this.#listeners = Disposable.from(
      this.#store.onDidChange(show),
      workspace.onDidOpenTextDocument(({ uri }) => show([uri])),
      workspace.onDidCloseTextDocument(({ uri }) => this.#show(client, uri.toString(), true)),
      client.visibleDocuments.onOpen(show),
      client.visibleDocuments.onClose(show),
    );
    show(this.#store.files().map(({ uri }) => Uri.parse(uri)));
  }

  end(): void {
    this.#listeners.dispose();
    this.#problems.clear();
  }

  dispose(): void {
    this.end();
    this.#problems.dispose();
  }

  /** The client asks for the problems of a document that is open and in a tab; VS Code has others open for a while. */
  #show(client: BaseLanguageClient, text: string, isClosing = false): void {
    const uri = Uri.parse(text);
    const document = workspace.textDocuments.find((each) => each.uri.toString() === uri.toString());
    const isAsked = !isClosing && document !== undefined && client.visibleDocuments.isVisible(document);
    const file = isAsked ? undefined : this.#store.file(text);
    const findings = file ? findingsOf(file) : [];
    this.#problems.set(
      uri,
      findings.map((finding) => client.protocol2CodeConverter.asDiagnostic(finding)),
    );
  }
}
