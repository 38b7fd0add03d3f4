import { html, nothing, type TemplateResult } from 'lit-html';
import type { EntryState, RunResult, SimulationReport } from '../../server/lsp/protocol.ts';
import {
  type Cover,
  changeWords,
  coverage,
  entryWords,
  givenSpan,
  moved,
  rowLength,
  type Span,
  shownSpan,
  within,
} from '../coverage.ts';
import { count, stateLetters, stateWords } from '../format.ts';
import { eventWords } from '../machines.ts';
import { statesBetween } from '../states.ts';
import { button } from '../toolkit.ts';
import type { View } from './context.ts';
import { runChoice } from './run-choice.ts';

/** The entries of one run, before or after, with the runs that one instruction covers underlined. */
export function pageTableView(view: View, report: SimulationReport, result: RunResult): TemplateResult {
  const { state } = view;
  const covers = coverage(result);
  const given = givenSpan(report.scenario);
  const entry = within(state.entry, given);
  const shown = shownSpan(given, entry);
  const [before, after] = [result.before, result.after].map((patterns) =>
    statesBetween(patterns, shown.first - given.first, shown.end - given.first),
  );
  const states = state.side === 'after' ? after : before;
  const firstRow = Math.floor(shown.first / rowLength);
  const rows = Array.from({ length: Math.ceil(shown.end / rowLength) - firstRow }, (_, index) => firstRow + index);
  return html`<section class="page-table" aria-labelledby="page-table-title">
    <h2 class="section-title" id="page-table-title">Page table</h2>
    <div class="toolbar">${runChoice(view, report)} ${sides(view)}</div>
    <p class="change quiet">${changeWords(result)}</p>
    ${pages(view, given, shown)}
    <div
      class="grid"
      role="grid"
      aria-labelledby="page-table-title"
      aria-describedby="page-table-keys"
      aria-rowcount=${rows.length}
      aria-colcount=${rowLength}
      @keydown=${(event: KeyboardEvent) => move(view, event, entry, given)}
    >
      ${rows.map(
        (row) =>
          html`<div class="grid-row" role="row">
            <span class="grid-index" role="rowheader">${row * rowLength}</span>
            ${Array.from({ length: rowLength }, (_, column) => {
              const index = row * rowLength + column;
              if (index < shown.first || index >= shown.end) return outside;
              return cell(view, index, index === entry, states[index - shown.first], covers.get(index));
            })}
          </div>`,
      )}
    </div>
    <p class="hidden" id="page-table-keys">Arrow keys, Home, End, Page Up and Page Down move over the entries.</p>
    <p class="entry-words" role="status">
      ${entryWords(entry, before[entry - shown.first], after[entry - shown.first], covers.get(entry) ?? [])}
    </p>
    ${legend([...new Set([...before, ...after])], result)}
  </section>`;
}

/** An entry of a row that the walker is not given. */
const outside = html`<span role="gridcell" aria-label="Not given to the walker"></span>`;

/** Which part of a range is shown that is longer than the grid, and the way to the other parts. */
function pages({ dispatch }: View, given: Span, shown: Span): TemplateResult {
  if (given.end - given.first <= shown.end - shown.first) return html``;
  const page = (label: string, entry: number) =>
    button(label, {
      disabled: entry !== within(entry, given),
      onClick: () => dispatch({ type: 'move-to', entry }),
    });
  return html`<div class="pages">
    <span>Entries ${count(shown.first)} to ${count(shown.end - 1)} of ${count(given.end - given.first)}</span>
    ${page('Previous', shown.first - 1)} ${page('Next', shown.end)}
  </div>`;
}

function sides({ state, dispatch }: View): TemplateResult {
  const side = (value: 'before' | 'after', label: string) =>
    html`<button
      class="side"
      type="button"
      aria-pressed=${state.side === value ? 'true' : 'false'}
      @click=${() => dispatch({ type: 'show-side', side: value })}
    >
      ${label}
    </button>`;
  return html`<div class="sides" role="group" aria-label="State of the entries">
    ${side('before', 'Before')}${side('after', 'After')}
  </div>`;
}

function cell(
  { dispatch }: View,
  index: number,
  current: boolean,
  state: EntryState = 'none',
  covers: readonly Cover[] = [],
): TemplateResult {
  const cover = covers.at(-1);
  const classes = ['cell', `cell-${state}`, ...(cover ? coverClasses(cover, index) : [])];
  return html`<span
    class=${classes.join(' ')}
    role="gridcell"
    id=${`entry-${index}`}
    aria-label=${`Entry ${index}, ${stateWords[state]}`}
    aria-selected=${current ? 'true' : 'false'}
    tabindex=${current ? 0 : -1}
    @focus=${() => dispatch({ type: 'move-to', entry: index })}
    >${stateLetters[state]}</span
  >`;
}

/** Neighbouring runs alternate in colour, and each is bracketed at both ends. */
function coverClasses({ run, place }: Cover, index: number): string[] {
  return [
    'covered',
    place % 2 === 1 ? 'covered-odd' : 'covered-even',
    ...(index === run.first ? ['covered-first'] : []),
    ...(index === run.first + run.entries - 1 ? ['covered-last'] : []),
  ];
}

function move({ dispatch }: View, event: KeyboardEvent, entry: number, given: Span): void {
  const next = moved(event.key, entry, given, event.ctrlKey || event.metaKey);
  if (next === undefined) return;
  event.preventDefault();
  const grid = event.currentTarget as HTMLElement;
  dispatch({ type: 'move-to', entry: next });
  // Another page of the grid is there only when it is drawn.
  queueMicrotask(() => grid.querySelector<HTMLElement>(`#entry-${next}`)?.focus());
}

function legend(seen: readonly EntryState[], { runs }: RunResult): TemplateResult {
  const events = [...new Set(runs.map(({ event }) => event))];
  return html`<ul class="legend" aria-label="Legend">
    ${seen.map(
      (state) =>
        html`<li>
          <span class=${`cell swatch cell-${state}`} aria-hidden="true">${stateLetters[state]}</span>${stateWords[state]}
        </li>`,
    )}
    ${
      events.length === 0
        ? nothing
        : html`<li>
            <span class="swatch cell covered covered-odd covered-first covered-last" aria-hidden="true"></span>covered by
            one ${events.map((event) => eventWords[event].one).join(' or ')}
          </li>`
    }
  </ul>`;
}
