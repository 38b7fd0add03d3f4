import { html, nothing, type TemplateResult } from 'lit-html';
import type { Replay, RunResult, SimulationReport } from '../../../server/lsp/protocol.ts';
import { changeWords, type Grid, givenSpan, gridOf, type Span, shownSpan, within } from '../../coverage.ts';
import { count } from '../../format.ts';
import { destinationChanges, isReplayed, looksOf } from '../../replay/looks.ts';
import { type TableName, tableWords } from '../../tables.ts';
import { button } from '../../toolkit.ts';
import type { View } from '../context.ts';
import { runChoice } from '../run-choice.ts';
import { entriesTable } from './entries-table.ts';
import { entryView } from './entry-words.ts';
import { gridView } from './grid.ts';
import { legendView } from './legend.ts';
import { runList } from './run-list.ts';
import { scrubberView } from './scrubber.ts';

/** The page tables of one run at one moment, what covers their entries, and the way through the moments. */
export function pageTableView(view: View, report: SimulationReport, result: RunResult): TemplateResult {
  const { state } = view;
  const { replay, hasDestination } = state.playback;
  const given = givenSpan(report.scenario);
  const names: readonly TableName[] = hasDestination ? ['source', 'destination'] : ['source'];
  const grid = gridOf(result.machine, given, names.length);
  const entry = within(state.entry, given);
  const shown = shownSpan(given, entry, grid);
  const isLow = hasDestination && shown.end - shown.first > 8 * grid.row;
  const isTold = replay === undefined || isReplayed(replay, shown);
  const tables = names
    .filter((table) => table === 'source' || isTold)
    .map((table) => ({ table, looks: looksOf(state, result, given, shown, table) }));
  return html`<section class="page-table" aria-labelledby="page-table-title">
    <h2 class="section-title" id="page-table-title">${hasDestination ? 'Page tables' : 'Page table'}</h2>
    <div class="toolbar">${runChoice(view, report)} ${sides(view)}</div>
    ${hasDestination ? nothing : html`<p class="change quiet">${changeWords(result.changes)}</p>`}
    ${scrubberView(view, result, shown)} ${pages(view, given, shown, grid)}
    ${tables.map(({ table, looks }) => {
      const labelledBy = hasDestination ? `${table}-title` : 'page-table-title';
      return html`${hasDestination ? title(table, labelledBy, result, replay) : nothing}
      ${gridView(view, result, { table, labelledBy, isLow, given, shown, grid, entry, looks })}`;
    })}
    ${tables.length < names.length ? html`<p class="quiet">The replay alone tells of the destination.</p>` : nothing}
    <p class="hidden" id="page-table-keys">Arrow keys, Home, End, Page Up and Page Down move over the entries.</p>
    ${legendView(
      state,
      result,
      tables.flatMap(({ looks }) => looks),
    )}
    ${entryView(
      view,
      result,
      given,
      entry,
      tables.map(({ table, looks }) => ({ table, now: looks[entry - shown.first] })),
    )}
    ${runList(view, result)} ${entriesTable(view, result, shown, tables)}
  </section>`;
}

/** Which of two tables a grid shows, and what becomes of its entries. */
function title(table: TableName, id: string, result: RunResult, replay: Replay | undefined): TemplateResult {
  const ofDestination = replay === undefined ? [] : destinationChanges(replay);
  return html`<div class="grid-title">
    <h3 id=${id}>${tableWords[table]}</h3>
    <span class="quiet">${changeWords(table === 'source' ? result.changes : ofDestination)}</span>
  </div>`;
}

/** Which part of a range is shown that is longer than the grid, and the way to the other parts. */
function pages({ dispatch }: View, given: Span, shown: Span, { page: length }: Grid): TemplateResult {
  if (given.end - given.first <= shown.end - shown.first) return html``;
  const page = (label: string, entry: number) =>
    button(label, {
      disabled: entry !== within(entry, given),
      onClick: () => dispatch({ type: 'move-to', entry }),
    });
  const [first, last] = [given.first, given.end - 1].map((entry) => Math.floor(entry / length));
  const place = Math.floor(shown.first / length) - (first ?? 0) + 1;
  return html`<div class="pages">
    <span
      >Entries ${count(shown.first)} to ${count(shown.end - 1)} of ${count(given.end - given.first)}, page
      ${count(place)} of ${count((last ?? 0) - (first ?? 0) + 1)}</span
    >
    ${page('Previous', shown.first - 1)} ${page('Next', shown.end)}
  </div>`;
}

function sides({ state, dispatch }: View): TemplateResult {
  const { replay, position } = state.playback;
  const isAt = { before: position === 0, after: position === replay?.steps.length };
  const side = (value: 'before' | 'after', label: string) =>
    html`<button
      class="side"
      type="button"
      aria-pressed=${(replay ? isAt[value] : state.side === value) ? 'true' : 'false'}
      @click=${() => dispatch({ type: 'show-side', side: value })}
    >
      ${label}
    </button>`;
  return html`<div class="sides" role="group" aria-label="State of the entries">
    ${side('before', 'Before')}${side('after', 'After')}
  </div>`;
}
