/** One simulation at a time: asks the server, passes its progress on, and can be cancelled. */
import { CancellationTokenSource, type Disposable, l10n, Uri, workspace } from 'vscode';
import type { BaseLanguageClient } from 'vscode-languageclient';
import type { FromPanel, ToPanel } from '../../server/lsp/panel-protocol.ts';
import {
  messages,
  type SimulateParams,
  type SimulateResult,
  type SimulationChoices,
  type SimulationChoicesParams,
  type SimulationTarget,
} from '../../server/lsp/protocol.ts';
import { messageOf, type Progress, reportProgress } from '../progress.ts';

export type Post = (message: ToPanel) => void;
type Wish = Pick<Extract<FromPanel, { type: 'simulate' }>, 'machines' | 'scenario'>;

type Simulated = Exclude<SimulateResult, { readonly error: string }>;

let simulations = 0;

export class Simulation implements Disposable {
  readonly #connect: () => Promise<BaseLanguageClient>;
  readonly #post: Post;
  #running: CancellationTokenSource | undefined;
  /** What `run` simulates: the function that was offered last, once the panel knows of it. */
  #target: SimulationTarget | undefined;
  #offers = 0;

  constructor(connect: () => Promise<BaseLanguageClient>, post: Post) {
    this.#connect = connect;
    this.#post = post;
  }

  /** The function that is simulated; undefined while none is offered. */
  get target(): SimulationTarget | undefined {
    return this.#target;
  }

  /** Posts the machines and scenarios that fit a function, or why there are none. */
  async offer(target: SimulationTarget): Promise<void> {
    this.dispose();
    const offer = ++this.#offers;
    const message = await this.#choices(target);
    if (offer !== this.#offers) return;
    this.#target = target;
    this.#post(message);
  }

  /** Posts the report, or why there is none. Resolves to it while it is the newest. */
  async run({ machines, scenario }: Wish): Promise<Simulated | undefined> {
    this.cancel();
    const target = this.#target;
    if (!target) return undefined;
    const cancellation = new CancellationTokenSource();
    this.#running = cancellation;
    // Whatever a superseded run still has to say would be taken for the answer to the newer one.
    const post: Post = (message) => {
      if (this.#running === cancellation) this.#post(message);
    };
    const workDoneToken = `lazyMmu/simulate/${++simulations}`;
    let progress: Disposable | undefined;
    try {
      post({ type: 'running', message: l10n.t('Simulating {0}()', target.function) });
      const client = await this.#open(target);
      const tell = (said: Progress) => post({ type: 'running', ...said });
      progress = await reportProgress(client, workDoneToken, tell);
      const params: SimulateParams = { ...target, machines, scenario, workDoneToken };
      const result = await client.sendRequest<SimulateResult>(messages.simulate, params, cancellation.token);
      post('error' in result ? { type: 'error', message: result.error } : { type: 'report', report: result.report });
      return 'report' in result && this.#running === cancellation ? result : undefined;
    } catch (error) {
      const cancelled = cancellation.token.isCancellationRequested;
      post({ type: 'error', message: cancelled ? l10n.t('The simulation was cancelled.') : messageOf(error) });
      return undefined;
    } finally {
      progress?.dispose();
      cancellation.dispose();
      if (this.#running === cancellation) this.#running = undefined;
    }
  }

  cancel(): void {
    this.#running?.cancel();
  }

  dispose(): void {
    this.cancel();
    this.#running = undefined;
    this.#target = undefined;
  }

  async #choices(target: SimulationTarget): Promise<ToPanel> {
    try {
      const client = await this.#open(target);
      const params: SimulationChoicesParams = { ...target, ...(await scenarioText(target)) };
      const choices = await client.sendRequest<SimulationChoices>(messages.simulationChoices, params);
      return { type: 'choices', choices, ...target };
    } catch (error) {
      return { type: 'error', message: messageOf(error) };
    }
  }

  /** The server simulates the text of open documents, so the document is opened where nothing shows it. */
  async #open(target: SimulationTarget): Promise<BaseLanguageClient> {
    const uri = Uri.parse(target.uri);
    try {
      await workspace.openTextDocument(uri);
    } catch {
      throw new Error(l10n.t('{0} cannot be opened: it was moved or deleted, or cannot be read.', uri.path));
    }
    return this.#connect();
  }
}

/** The text of the scenario file as the editor has it, saved or not. */
async function scenarioText({ scenarioFile }: SimulationTarget): Promise<{ scenarioText?: string }> {
  if (scenarioFile === undefined) return {};
  const document = await workspace.openTextDocument(Uri.parse(scenarioFile));
  return { scenarioText: document.getText() };
}
