/** Where a line says what it cost, a hint of what it is predicted to cost would say it twice. */
import { type Disposable, window } from 'vscode';
import type { BaseLanguageClient, InlayHintsMiddleware } from 'vscode-languageclient';
import type { LineCounts } from './line-counts.ts';

/** Leaves out the hints of lines that have counts. */
export function hintsBesideCounts(counts: LineCounts): InlayHintsMiddleware {
  return {
    async provideInlayHints(document, viewPort, token, next) {
      const hints = await next(document, viewPort, token);
      const counted = new Set(counts.of(document).map(({ line }) => line));
      return hints?.filter(({ position }) => !counted.has(position.line));
    },
  };
}

/** Has the editor ask for hints again whenever counts come or go. */
export function refreshHints(client: BaseLanguageClient, counts: LineCounts): Disposable {
  return counts.onDidChange(() => {
    const hints = client.getFeature('textDocument/inlayHint');
    const providers = window.visibleTextEditors.map(({ document }) => hints.getProvider(document));
    for (const provider of new Set(providers)) provider?.onDidChangeInlayHints.fire();
  });
}
