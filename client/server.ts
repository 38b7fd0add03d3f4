/** The server's life: started when there is something to analyse, stopped, restarted, and told apart when it fails. */
import { type Disposable, EventEmitter } from 'vscode';
import type { BaseLanguageClient, State } from 'vscode-languageclient';

export type ServerState = 'idle' | 'starting' | 'running' | 'failed';

export class Server implements Disposable {
  readonly #create: () => Promise<BaseLanguageClient>;
  readonly #changed = new EventEmitter<ServerState>();
  #client: BaseLanguageClient | undefined;
  #starting: Promise<BaseLanguageClient> | undefined;
  /** Ends with the client that is being stopped, which takes away what its server has said. */
  #stopping: Promise<unknown> | undefined;
  #state: ServerState = 'idle';

  readonly onDidChangeState = this.#changed.event;

  constructor(create: () => Promise<BaseLanguageClient>) {
    this.#create = create;
  }

  get state(): ServerState {
    return this.#state;
  }

  /** The running client; starts one where there is none. Rejects when the server does not come up. */
  start(): Promise<BaseLanguageClient> {
    // One that has crashed too often is not restarted by its client.
    if (this.#state === 'failed') this.#starting = undefined;
    this.#starting ??= this.#launch();
    return this.#starting;
  }

  async stop(): Promise<void> {
    const starting = this.#starting;
    await starting?.catch(() => undefined);
    // Another one was started meanwhile.
    if (this.#starting && this.#starting !== starting) return;
    const client = this.#client;
    this.#client = undefined;
    this.#starting = undefined;
    this.#enter('idle');
    // A client whose server has died, or never lived, has nothing to stop and says so by throwing.
    this.#stopping = client?.dispose().catch(() => undefined);
    await this.#stopping;
  }

  async restart(): Promise<void> {
    await this.stop();
    await this.start();
  }

  async dispose(): Promise<void> {
    await this.stop();
    this.#changed.dispose();
  }

  async #launch(): Promise<BaseLanguageClient> {
    this.#enter('starting');
    await this.#stopping;
    const dead = this.#client;
    this.#client = undefined;
    await dead?.dispose().catch(() => undefined);
    let client: BaseLanguageClient | undefined;
    try {
      client = await this.#create();
      this.#client = client;
      client.onDidChangeState(({ newState }) => {
        if (client === this.#client) this.#enter(states[newState]);
      });
      await client.start();
      return client;
    } catch (error) {
      if (client === this.#client) {
        this.#starting = undefined;
        this.#enter('failed');
      }
      throw error;
    }
  }

  #enter(state: ServerState): void {
    if (state === this.#state) return;
    this.#state = state;
    this.#changed.fire(state);
  }
}

/**
 * By the numbers of the client library, which is not loaded before there is a server. The client restarts a server that
 * crashes; one that stays down is a failure, since stopping is our own doing.
 */
const states = { 1: 'failed', 2: 'running', 3: 'starting', 4: 'failed' } as const satisfies Record<State, ServerState>;
