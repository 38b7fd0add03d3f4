/** The entry in the language status of C files: what the server does, and what there is to do about it. */
import { type Disposable, type LanguageStatusItem, LanguageStatusSeverity, l10n, languages, window } from 'vscode';
import type { LatestRegions } from './regions/latest-regions.ts';
import type { Server } from './server.ts';

export class Status implements Disposable {
  readonly #item: LanguageStatusItem = languages.createLanguageStatusItem('lazyMmu.status', [
    { language: 'c' },
    { language: 'cpp', pattern: '**/*.h' },
  ]);
  readonly #server: Server;
  readonly #latest: LatestRegions;
  readonly #listeners: readonly Disposable[];
  #simulations = 0;

  constructor(server: Server, latest: LatestRegions) {
    this.#server = server;
    this.#latest = latest;
    this.#item.name = 'Lazy MMU Lens';
    this.#listeners = [
      server.onDidChangeState(() => this.#show()),
      latest.onDidChange(() => this.#show()),
      window.onDidChangeActiveTextEditor(() => this.#show()),
    ];
    this.#show();
  }

  /** Shows that a simulation runs, until it has settled. */
  async during<T>(simulation: Promise<T>): Promise<T> {
    this.#simulations++;
    this.#show();
    try {
      return await simulation;
    } finally {
      this.#simulations--;
      this.#show();
    }
  }

  dispose(): void {
    for (const listener of this.#listeners) listener.dispose();
    this.#item.dispose();
  }

  #show(): void {
    const { state } = this.#server;
    this.#item.busy = state === 'starting' || this.#simulations > 0;
    this.#item.severity = state === 'failed' ? LanguageStatusSeverity.Error : LanguageStatusSeverity.Information;
    this.#item.text = this.#text();
    this.#item.detail = 'Lazy MMU Lens';
    this.#item.command =
      state === 'failed' || state === 'idle'
        ? { command: 'lazyMmu.restartServer', title: state === 'failed' ? l10n.t('Restart') : l10n.t('Start') }
        : { command: 'lazyMmu.showLog', title: l10n.t('Show Log') };
  }

  #text(): string {
    switch (this.#server.state) {
      case 'idle':
        return l10n.t('Off');
      case 'starting':
        return l10n.t('Starting…');
      case 'failed':
        return l10n.t('The server has stopped');
      case 'running':
        return this.#simulations > 0 ? l10n.t('Simulating…') : this.#regionCount();
    }
  }

  #regionCount(): string {
    const document = window.activeTextEditor?.document;
    const count = document && this.#latest.of(document)?.regions.length;
    if (count === undefined) return l10n.t('Ready');
    return count === 1 ? l10n.t('1 lazy MMU region') : l10n.t('{0} lazy MMU regions', count);
  }
}
