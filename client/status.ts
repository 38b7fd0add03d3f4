/** The entry in the language status of C files: what the server does, and what there is to do about it. */
import { type Disposable, type LanguageStatusItem, LanguageStatusSeverity, l10n, languages, window } from 'vscode';
import type { KernelDescription, RegionsParams } from '../server/lsp/protocol.ts';
import type { LatestRegions } from './regions/latest-regions.ts';
import type { Server, ServerState } from './server.ts';

export class Status implements Disposable {
  readonly #server: Server;
  readonly #latest: LatestRegions;
  readonly #listeners: readonly Disposable[];
  /** Absent while there is no server, so that C of other projects has nothing of ours. */
  #item: LanguageStatusItem | undefined;
  #simulations = 0;

  constructor(server: Server, latest: LatestRegions) {
    this.#server = server;
    this.#latest = latest;
    this.#listeners = [
      server.onDidChangeState(() => this.#show()),
      latest.onDidChange(() => this.#show()),
      window.onDidChangeActiveTextEditor(() => this.#show()),
    ];
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
    this.#item?.dispose();
  }

  #show(): void {
    const { state } = this.#server;
    if (state === 'idle') {
      this.#item?.dispose();
      this.#item = undefined;
      return;
    }
    const document = window.activeTextEditor?.document;
    const known = state === 'running' && document ? this.#latest.of(document) : undefined;
    this.#item ??= createItem();
    this.#item.busy = state === 'starting' || this.#simulations > 0;
    this.#item.severity = state === 'failed' ? LanguageStatusSeverity.Error : LanguageStatusSeverity.Information;
    this.#item.text = this.#text(state, known);
    this.#item.detail = ['Lazy MMU Lens', known?.kernel && kernelText(known.kernel)].filter(Boolean).join(' · ');
    this.#item.command =
      state === 'failed'
        ? { command: 'lazyMmu.restartServer', title: l10n.t('Restart') }
        : { command: 'lazyMmu.showLog', title: l10n.t('Show Log') };
  }

  #text(state: Exclude<ServerState, 'idle'>, known: RegionsParams | undefined): string {
    switch (state) {
      case 'starting':
        return l10n.t('Starting…');
      case 'failed':
        return l10n.t('The server has stopped');
      case 'running':
        return this.#simulations > 0 ? l10n.t('Simulating…') : regionCount(known);
    }
  }
}

function createItem(): LanguageStatusItem {
  const item = languages.createLanguageStatusItem('lazyMmu.status', [
    { language: 'c' },
    { language: 'cpp', pattern: '**/*.h' },
  ]);
  item.name = 'Lazy MMU Lens';
  return item;
}

function regionCount(known: RegionsParams | undefined): string {
  if (!known) return l10n.t('Ready');
  const { length } = known.regions;
  if (length === 0) return l10n.t('No lazy MMU regions');
  return length === 1 ? l10n.t('1 lazy MMU region') : l10n.t('{0} lazy MMU regions', length);
}

function kernelText({ version, api }: KernelDescription): string {
  const kernel = version === undefined ? l10n.t('kernel tree') : l10n.t('Linux {0}', version);
  return `${kernel}, ${apiText(api)}`;
}

function apiText(api: KernelDescription['api']): string {
  switch (api) {
    case 'legacy':
      return l10n.t('sections do not nest');
    case 'nestable':
      return l10n.t('sections nest');
    case 'ranges':
      return l10n.t('sections nest and carry ranges');
  }
}
