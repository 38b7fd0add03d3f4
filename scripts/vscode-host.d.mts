/** Types of vscode-host.mjs, which says what each does. */
export interface HostOptions {
  readonly workspace: string;
  readonly version?: string;
  readonly extensions?: readonly string[];
  readonly port?: number;
  readonly open?: string;
  readonly settings?: Readonly<Record<string, unknown>>;
  readonly log?: (message: string) => void;
}

export interface Host {
  readonly url: string;
  /** Of VS Code. */
  readonly version: string;
  /** Where the extensions are, each unpacked in a folder `publisher.name-version`. */
  readonly extensionsDir: string;
  readonly stop: () => Promise<void>;
}

export function start(options: HostOptions): Promise<Host>;
