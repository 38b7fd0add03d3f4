import {
  type Connection,
  DidChangeConfigurationNotification,
  type DidChangeConfigurationParams,
  DidChangeWatchedFilesNotification,
} from 'vscode-languageserver';
import { indexedFolders } from '../host/defined-names.ts';
import { treeSettingsFile } from '../host/tree-settings.ts';
import { faultText } from './answer.ts';
import type { Client } from './capabilities.ts';
import type { Settings } from './protocol.ts';
import { readSettings } from './settings.ts';

/** Section of the settings that is ours. */
const section = 'lazyMmu';

/**
 * The settings of each document, as the client answers for it. A client that cannot be asked gives them once for all, at
 * the start or whenever they change.
 */
export class Configuration {
  readonly #connection: Connection;
  readonly #client: Client;
  readonly #warn: (text: string) => void;
  #pushed: unknown;
  #isWatching = false;
  #isWatchingSources = false;
  /** What the user was told, so that it is told once. */
  readonly #told = new Set<string>();

  /** `warn` shows the user a message. */
  constructor(connection: Connection, client: Client, initializationOptions: unknown, warn: (text: string) => void) {
    this.#connection = connection;
    this.#client = client;
    this.#warn = warn;
    this.#pushed = sectionOf(initializationOptions);
  }

  /** To be called once the client is initialised. */
  async listen(): Promise<void> {
    if (this.#client.registersConfiguration)
      await this.#connection.client.register(DidChangeConfigurationNotification.type, { section });
    if (this.#client.registersWatchedFiles)
      await this.#connection.client.register(DidChangeWatchedFilesNotification.type, {
        watchers: [{ globPattern: `**/${treeSettingsFile}` }],
      });
  }

  /** Has the client tell of changes in the files that the index of a tree is made of, from the first tree on. */
  async watchIndexedFiles(): Promise<void> {
    if (this.#isWatching || !this.#client.registersWatchedFiles) return;
    this.#isWatching = true;
    const watchers = indexedFolders.map(({ folder, recursive }) => ({
      globPattern: recursive ? `**/${folder}/**/*.{c,h}` : `**/${folder}/*.h`,
    }));
    await this.#connection.client.register(DidChangeWatchedFilesNotification.type, { watchers });
  }

  /** Has the client tell of changes in every C file, from the first scan on. */
  async watchSources(): Promise<void> {
    if (this.#isWatchingSources || !this.#client.registersWatchedFiles) return;
    this.#isWatchingSources = true;
    await this.#connection.client.register(DidChangeWatchedFilesNotification.type, {
      watchers: [{ globPattern: '**/*.{c,h}' }],
    });
  }

  /** Settings are asked for anew after this. */
  changed({ settings }: DidChangeConfigurationParams): void {
    this.#told.clear();
    if (!this.#client.configuration) this.#pushed = sectionOf(settings);
  }

  async of(uri: string): Promise<Settings> {
    const answered = this.#client.configuration ? await this.#ask(uri) : this.#pushed;
    const { settings, problems } = readSettings(answered);
    this.#tell(problems);
    return settings;
  }

  async #ask(uri: string): Promise<unknown> {
    try {
      return await this.#connection.workspace.getConfiguration({ scopeUri: uri, section });
    } catch (error) {
      this.#connection.console.error(
        `The client does not tell its settings, the defaults are used: ${faultText(error)}`,
      );
      return undefined;
    }
  }

  #tell(problems: readonly string[]): void {
    const untold = problems.filter((problem) => !this.#told.has(problem));
    if (untold.length === 0) return;
    for (const problem of untold) this.#told.add(problem);
    this.#warn(`Settings of Lazy MMU Lens: ${untold.join(' ')} The default is used.`);
  }
}

function sectionOf(settings: unknown): unknown {
  return typeof settings === 'object' && settings !== null && section in settings
    ? (settings as Record<string, unknown>)[section]
    : undefined;
}
