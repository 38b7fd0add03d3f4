/** The replay of the run that the panel shows: asks the server for it, and shows in the editor where it is. */
import { CancellationTokenSource, type Disposable } from 'vscode';
import type { BaseLanguageClient } from 'vscode-languageclient';
import type { ReplayAnswer, ReplayQuestion } from '../../server/lsp/panel-protocol.ts';
import { messages, type ReplayParams, type ReplayResult, type SimulationTarget } from '../../server/lsp/protocol.ts';
import { messageOf } from '../progress.ts';
import { StepLine } from './step-line.ts';

type Wish = Extract<ReplayQuestion, { type: 'ask-replay' }>;
type Line = Extract<ReplayQuestion, { type: 'at-line' }>;

export class Replays implements Disposable {
  readonly #connect: () => Promise<BaseLanguageClient>;
  readonly #post: (answer: ReplayAnswer) => void;
  readonly #line = new StepLine();
  #running: CancellationTokenSource | undefined;
  /** What the panel's replay was made of: the function's document, and its path in its tree. */
  #shown: { readonly uri: string; readonly file: string } | undefined;

  constructor(connect: () => Promise<BaseLanguageClient>, post: (answer: ReplayAnswer) => void) {
    this.#connect = connect;
    this.#post = post;
  }

  /** Posts the replay, or why there is none; nothing once another is asked for. */
  async answer(target: SimulationTarget, { machine, variant, scenario }: Wish): Promise<void> {
    this.end();
    const cancellation = new CancellationTokenSource();
    this.#running = cancellation;
    const post = (answer: ReplayAnswer) => {
      if (this.#running === cancellation) this.#post(answer);
    };
    this.#line.begin();
    try {
      const client = await this.#connect();
      const params: ReplayParams = { ...target, machine, variant, scenario };
      const result = await client.sendRequest<ReplayResult>(messages.replay, params, cancellation.token);
      if ('replay' in result && this.#running === cancellation)
        this.#shown = { uri: target.uri, file: result.replay.file };
      post(
        'error' in result
          ? { type: 'replay-failed', machine, variant, message: result.error }
          : { type: 'replay', replay: result.replay },
      );
    } catch (error) {
      post({ type: 'replay-failed', machine, variant, message: messageOf(error) });
    } finally {
      cancellation.dispose();
      if (this.#running === cancellation) this.#running = undefined;
    }
  }

  at({ file, line, walkerLine }: Line): void {
    if (this.#shown) this.#line.show(this.#shown, { file, line, walkerLine });
  }

  leave(): void {
    this.#line.clear();
  }

  /** There is no replay any more; one that is being made is called off. */
  end(): void {
    const running = this.#running;
    this.#running = undefined;
    this.#shown = undefined;
    running?.cancel();
    this.leave();
  }

  dispose(): void {
    this.end();
    this.#line.dispose();
  }
}
