import { html, type TemplateResult } from 'lit-html';
import { guard } from 'lit-html/directives/guard.js';
import type { RunResult } from '../../../server/lsp/protocol.ts';
import { count } from '../../format.ts';
import { groupName, groupWords, type RunGroup, runGroups, runSteps } from '../../replay/runs.ts';
import type { View } from '../context.ts';
import { coverColours } from './grid.ts';

/** More are not listed: nobody reads them, and the grid shows them all. */
const mostListed = 200;

/** The runs of entries in the order in which they happened. Pointing at one marks it in the grid; a click goes there. */
export function runList(view: View, result: RunResult): TemplateResult {
  const { replay, pointed } = view.state.playback;
  const groups = runGroups(result);
  if (groups.length === 0) return html``;
  return html`<div class="runs">
    <h3 class="runs-title" id="runs-title">Runs of entries</h3>
    <ol class="run-list" aria-labelledby="runs-title" @mouseleave=${() => point(view, undefined)}>
      ${guard([result, replay, pointed], () =>
        groups.slice(0, mostListed).map((group, index) => runView(view, group, index)),
      )}
    </ol>
    ${groups.length > mostListed ? html`<p class="quiet">And ${count(groups.length - mostListed)} more.</p>` : ''}
  </div>`;
}

function runView(view: View, group: RunGroup, index: number): TemplateResult {
  const { replay, pointed } = view.state.playback;
  const step = replay && runSteps(replay)[group.from];
  return html`<li>
    <button
      class=${pointed === index ? 'run run-pointed' : 'run'}
      type="button"
      @mouseenter=${() => point(view, index)}
      @focus=${() => point(view, index)}
      @blur=${() => point(view, undefined)}
      @click=${() => step !== undefined && view.dispatch({ type: 'go-to', position: step + 1 })}
    >
      <span class=${`run-mark cover-${index % coverColours}`} aria-hidden="true"></span>
      <span class="run-name">${groupName(group)}</span> <span>${groupWords(group, replay)}</span>
    </button>
  </li>`;
}

function point({ dispatch, state }: View, run: number | undefined): void {
  if (state.playback.pointed !== run) dispatch({ type: 'point-at-run', run });
}
