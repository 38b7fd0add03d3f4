/** What a long request says while it runs, and why it failed. */
import { type Disposable, l10n } from 'vscode';
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

/** Codes of vscode-jsonrpc for a request whose server is gone: no connection, one that broke, one that was closed. */
const goneCodes: readonly unknown[] = [-32096, -32097, -32098, -32099];

export function messageOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const { code } = error as { code?: unknown };
  return goneCodes.includes(code)
    ? l10n.t('The language server ended before it had answered. Try again: it is started anew.')
    : error.message;
}
