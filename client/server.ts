/** The server's life: started when there is something to analyse, stopped, restarted, and told apart when it fails. */
import { type Disposable, EventEmitter } from 'vscode';
import { type BaseLanguageClient, State } from 'vscode-languageclient';

export type ServerState = 'idle' | 'starting' | 'running' | 'failed';

export class Server implements Disposable {
  readonly #create: () => BaseLanguageClient;
  readonly #changed = new EventEmitter<ServerState>();
  #client: BaseLanguageClient | undefined;
  #starting: Promise<BaseLanguageClient> | undefined;
  #state: ServerState = 'idle';

  readonly onDidChangeState = this.#changed.event;

  constructor(create: () => BaseLanguageClient) {
    this.#create = create;
  }

  get state(): ServerState {
    return this.#state;
  }

  /** The running client; starts one where there is none. Rejects when the server does not come up. */
  start(): Promise<BaseLanguageClient> {
    this.#starting ??= this.#launch();
    return this.#starting;
  }

  async stop(): Promise<void> {
    const client = this.#client;
    await this.#starting?.catch(() => undefined);
    if (client !== this.#client) return;
    this.#client = undefined;
    this.#starting = undefined;
    this.#enter('idle');
    // A client whose server has died, or never lived, has nothing to stop and says so by throwing.
    await client?.dispose().catch(() => undefined);
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
    const client = this.#create();
    this.#client = client;
    this.#enter('starting');
    client.onDidChangeState(({ newState }) => {
      if (client === this.#client) this.#enter(stateOf(newState));
    });
    try {
      await client.start();
    } catch (error) {
      if (client === this.#client) {
        this.#starting = undefined;
        this.#enter('failed');
      }
      throw error;
    }
    return client;
  }

  #enter(state: ServerState): void {
    if (state === this.#state) return;
    this.#state = state;
    this.#changed.fire(state);
  }
}

function stateOf(state: State): ServerState {
  switch (state) {
    case State.Running:
      return 'running';
    case State.Starting:
      return 'starting';
    // The client restarts a server that crashes; one that stays down is a failure, since stopping is our own doing.
    case State.Stopped:
    case State.StartFailed:
      return 'failed';
  }
}
