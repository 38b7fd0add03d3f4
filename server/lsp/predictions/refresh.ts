import { CodeLensRefreshRequest, InlayHintRefreshRequest } from 'vscode-languageserver';
import { faultText } from '../answer.ts';
import type { Context } from '../context.ts';

/** Has the client ask again for what it shows of predictions, whenever there is news of them. Returns what does so now. */
export function refreshPredictions({ connection, client, log, session, predictions }: Context): () => void {
  const ask = (type: typeof CodeLensRefreshRequest.type | typeof InlayHintRefreshRequest.type) =>
    void connection
      .sendRequest(type)
      .catch((error: unknown) => log.error(`the client does not ask again: ${faultText(error)}`));
  const lenses = () => client.showsLenses && client.refreshesLenses && ask(CodeLensRefreshRequest.type);
  const hints = () => client.showsHints && client.refreshesHints && ask(InlayHintRefreshRequest.type);
  // Whoever asked for hints has waited for the walker; lenses have said that it is being counted.
  predictions.onSettled(({ uri }) => {
    if (session.document(uri)) lenses();
  });
  predictions.onForgotten(() => {
    lenses();
    hints();
  });
  return () => {
    lenses();
    hints();
  };
}
