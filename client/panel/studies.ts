/** What the panel asks about a report: each kind of study once at a time, with progress, and cancelled by the next. */
import { CancellationTokenSource, type Disposable, l10n, workspace } from 'vscode';
import type { BaseLanguageClient } from 'vscode-languageclient';
import type { StudyAnswer, StudyName, StudyQuestion } from '../../server/lsp/panel-protocol.ts';
import {
  type CompareParams,
  type CompareResult,
  type LocksParams,
  type LocksResult,
  messages,
  type SimulationTarget,
  type SweepParams,
  type SweepResult,
} from '../../server/lsp/protocol.ts';
import { messageOf, reportProgress } from '../progress.ts';

/** A failure has words for the user. */
type Failure = { readonly error: string };

let asked = 0;

const studyOf: Readonly<Record<StudyQuestion['type'], StudyName>> = {
  'ask-growth': 'growth',
  'ask-comparison': 'comparison',
  'ask-locks': 'locks',
};

export class Studies implements Disposable {
  readonly #connect: () => Promise<BaseLanguageClient>;
  readonly #post: (answer: StudyAnswer) => void;
  readonly #running = new Map<StudyName, CancellationTokenSource>();

  constructor(connect: () => Promise<BaseLanguageClient>, post: (answer: StudyAnswer) => void) {
    this.#connect = connect;
    this.#post = post;
  }

  /** Posts the answer, or why there is none; nothing once it is cancelled. */
  async answer(target: SimulationTarget, question: StudyQuestion): Promise<void> {
    const study = studyOf[question.type];
    this.cancel(study);
    const cancellation = new CancellationTokenSource();
    this.#running.set(study, cancellation);
    const post = (answer: StudyAnswer) => {
      if (this.#running.get(study) === cancellation) this.#post(answer);
    };
    const workDoneToken = `lazyMmu/study/${++asked}`;
    let progress: Disposable | undefined;
    try {
      const client = await this.#connect();
      progress = await reportProgress(client, workDoneToken, (said) => post({ type: 'study-running', study, ...said }));
      const answered = await ask(client, { ...target, workDoneToken }, question, cancellation);
      post('error' in answered ? { type: 'study-failed', study, message: answered.error } : answered);
    } catch (error) {
      post({ type: 'study-failed', study, message: messageOf(error) });
    } finally {
      progress?.dispose();
      cancellation.dispose();
      if (this.#running.get(study) === cancellation) this.#running.delete(study);
    }
  }

  cancel(study: StudyName): void {
    const running = this.#running.get(study);
    this.#running.delete(study);
    running?.cancel();
  }

  dispose(): void {
    for (const study of [...this.#running.keys()]) this.cancel(study);
  }
}

async function ask(
  client: BaseLanguageClient,
  target: SimulationTarget & { readonly workDoneToken: string },
  question: StudyQuestion,
  { token }: CancellationTokenSource,
): Promise<StudyAnswer | Failure> {
  const { type: _, ...wish } = question;
  const params = { ...target, ...wish };
  switch (question.type) {
    case 'ask-growth': {
      const result = await client.sendRequest<SweepResult>(messages.sweep, params as SweepParams, token);
      return 'error' in result ? result : { type: 'growth', sweep: result.sweep };
    }
    case 'ask-comparison': {
      // Git obeys what a repository configures, and that is not to be trusted before the user says so.
      if (!workspace.isTrusted)
        return {
          error: l10n.t(
            'Comparing runs git in this folder: trust the workspace first (Workspaces: Manage Workspace Trust).',
          ),
        };
      const result = await client.sendRequest<CompareResult>(messages.compare, params as CompareParams, token);
      return 'error' in result ? result : { type: 'comparison', ...result };
    }
    case 'ask-locks': {
      const result = await client.sendRequest<LocksResult>(messages.locks, params as LocksParams, token);
      return 'error' in result ? result : { type: 'locks', locks: result.locks };
    }
  }
}
