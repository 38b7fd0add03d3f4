import { type Action, initialState, type State, update } from '../../../media/state.ts';
import type { FromPanel } from '../../../server/lsp/panel-protocol.ts';

/** Takes actions one after the other; gives the last state, and all that the host was told on the way. */
export function play(
  actions: readonly Action[],
  from: State = initialState(undefined, 'wide'),
): { readonly state: State; readonly post: readonly FromPanel[] } {
  let state = from;
  const post: FromPanel[] = [];
  for (const action of actions) {
    const step = update(state, action);
    state = step.state;
    post.push(...step.post);
  }
  return { state, post };
}
