import { html, nothing, type TemplateResult } from 'lit-html';
import type { ReplayState, RunResult } from '../../../server/lsp/protocol.ts';
import { lookWords, stateLetters } from '../../format.ts';
import { eventWords } from '../../machines.ts';
import type { EntryLook } from '../../replay/frames.ts';
import { letterOf, metIn } from '../../replay/looks.ts';
import type { State } from '../../state.ts';

/** What colours, letters and lines mean. With a replay it is the same at every moment of it, so that nothing moves. */
export function legendView(
  { playback: { replay } }: State,
  { runs }: RunResult,
  looks: readonly EntryLook[],
): TemplateResult {
  const events = [...new Set(runs.map(({ event }) => event))];
  const met = replay ? metIn(replay) : undefined;
  const states = Object.keys(lookWords) as ReplayState[];
  const seen = met?.states ?? new Set(looks.map(({ state }) => state));
  return html`<ul class="legend" aria-label="Legend">
    ${states
      .filter((state) => seen.has(state))
      .map(
        (state) =>
          html`<li>
            <span class=${`cell swatch cell-${state}`} aria-hidden="true">${stateLetters[state]}</span>${lookWords[state]}
          </li>`,
      )}
    ${states
      .filter((state) => met?.waits.has(state))
      .map(
        (waiting) =>
          html`<li>
            <span class=${`cell swatch cell-present waiting next-${waiting}`} aria-hidden="true"
              >${letterOf({ state: replay?.waiting?.kind === 'update' ? 'swap' : waiting, waiting })}</span
            >${waitingWords(replay?.waiting, waiting)}
          </li>`,
      )}
    ${
      events.length === 0
        ? nothing
        : html`<li>
              <span class="swatch cell covered cover-0 covered-first covered-last" aria-hidden="true"></span>covered by one
              ${events.map((event) => eventWords[event].one).join(' or ')}
            </li>
            ${
              replay
                ? html`<li>
                    <span class="swatch cell covered cover-0 covered-first covered-last to-come" aria-hidden="true"></span
                    >the same, still to come
                  </li>`
                : nothing
            }`
    }
    ${replay ? html`<li><span class="swatch cell stepped" aria-hidden="true"></span>of this step</li>` : nothing}
  </ul>`;
}

function waitingWords(
  waiting: { readonly kind: string; readonly one: string } | undefined,
  state: ReplayState,
): string {
  switch (waiting?.kind) {
    case 'flush':
      return `${lookWords[state]}, flush waits`;
    case 'barrier':
      return `${lookWords[state]}, barriers wait`;
    default:
      return `${lookWords[state]} waits as ${waiting?.one ?? 'an update'}`;
  }
}
