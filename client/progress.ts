/** What a long request says while it runs, and why it failed. */
import type { Disposable } from 'vscode';
import type { BaseLanguageClient, ProgressToken } from 'vscode-languageclient';

export interface Progress {
  readonly message: string;
  readonly percentage?: number;
}

/** Passes on what the server says under a token, until it is disposed of. */
export async function reportProgress(
  client: BaseLanguageClient,
  token: ProgressToken,
  tell: (progress: Progress) => void,
): Promise<Disposable> {
  const { WorkDoneProgress } = await import('vscode-languageclient');
  let said = '';
  return client.onProgress(WorkDoneProgress.type, token, (value) => {
    if (value.kind === 'end') return;
    said = value.message ?? (value.kind === 'begin' ? value.title : said);
    tell({ message: said, ...(value.percentage === undefined ? {} : { percentage: value.percentage }) });
  });
}

export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
