/** Findings of files that are not open, among the problems; those of open ones come from the server's own answers. */
import { type Disposable, languages, Uri, workspace } from 'vscode';
import type { BaseLanguageClient } from 'vscode-languageclient';
import { findingsOf } from './rows.ts';
import type { WalkerStore } from './walker-store.ts';

export class TreeProblems implements Disposable {
  readonly #problems = languages.createDiagnosticCollection('lazy-mmu-tree');
  readonly #store: WalkerStore;
  readonly #listeners: readonly Disposable[];
  /** Whose converter there is; absent while nobody has asked for the problems of the tree. */
  #client: BaseLanguageClient | undefined;

  constructor(store: WalkerStore) {
    this.#store = store;
    const show = (uris: readonly string[]) => {
      for (const uri of uris) this.#show(uri);
    };
    this.#listeners = [
      store.onDidChange(show),
      workspace.onDidOpenTextDocument(({ uri }) => this.#show(uri.toString())),
      workspace.onDidCloseTextDocument(({ uri }) => this.#show(uri.toString(), true)),
    ];
  }

  /** Lists the findings of all files that are known now, and of those that come. */
  begin(client: BaseLanguageClient): void {
    this.#client = client;
    for (const { uri } of this.#store.files()) this.#show(uri);
  }

  end(): void {
    this.#client = undefined;
    this.#problems.clear();
  }

  dispose(): void {
    for (const listener of this.#listeners) listener.dispose();
    this.#problems.dispose();
  }

  #show(text: string, isClosing = false): void {
    const client = this.#client;
    if (!client) return;
    const uri = Uri.parse(text);
    const isOpen = !isClosing && workspace.textDocuments.some((each) => each.uri.toString() === uri.toString());
    const file = isOpen ? undefined : this.#store.file(text);
    const findings = file ? findingsOf(file) : [];
    this.#problems.set(
      uri,
      findings.map((finding) => client.protocol2CodeConverter.asDiagnostic(finding)),
    );
  }
}
