import { html, type TemplateResult } from 'lit-html';
import type { RunResult, SimulationReport } from '../../../server/lsp/protocol.ts';
import {
  changeWords,
  coverage,
  entryWords,
  type Grid,
  givenSpan,
  gridOf,
  type Span,
  shownSpan,
  within,
} from '../../coverage.ts';
import { count, lookWords } from '../../format.ts';
import { lookInWords, looksOf } from '../../replay/looks.ts';
import { statesBetween } from '../../states.ts';
import { button } from '../../toolkit.ts';
import type { View } from '../context.ts';
import { runChoice } from '../run-choice.ts';
import { entriesTable } from './entries-table.ts';
import { gridView } from './grid.ts';
import { legendView } from './legend.ts';
import { runList } from './run-list.ts';
import { scrubberView } from './scrubber.ts';

/** The page table of one run at one moment, what covers its entries, and the way through the moments. */
export function pageTableView(view: View, report: SimulationReport, result: RunResult): TemplateResult {
  const { state } = view;
  const given = givenSpan(report.scenario);
  const grid = gridOf(result.machine, given);
  const entry = within(state.entry, given);
  const shown = shownSpan(given, entry, grid);
  const looks = looksOf(state, result, given, shown);
  return html`<section class="page-table" aria-labelledby="page-table-title">
    <h2 class="section-title" id="page-table-title">Page table</h2>
    <div class="toolbar">${runChoice(view, report)} ${sides(view)}</div>
    <p class="change quiet">${changeWords(result)}</p>
    ${scrubberView(view, result, shown)} ${pages(view, given, shown, grid)}
    ${gridView(view, result, { given, shown, grid, entry, looks })}
    <p class="hidden" id="page-table-keys">Arrow keys, Home, End, Page Up and Page Down move over the entries.</p>
    ${legendView(state, result, looks)}
    <p class="entry-words" role="status" aria-live=${state.playback.playing ? 'off' : 'polite'}>${wordsOf(result, entry, given, lookInWords(looks[entry - shown.first] ?? { state: 'none' }))}</p>
    ${runList(view, result)} ${entriesTable(view, result, shown, looks)}
  </section>`;
}

/** What became of the entry, and what it is now where that is neither. */
function wordsOf(result: RunResult, entry: number, given: Span, now: string): string {
  const at = entry - given.first;
  const [before] = statesBetween(result.before, at, at + 1);
  const [after] = statesBetween(result.after, at, at + 1);
  const words = entryWords(entry, before, after, coverage(result).get(entry) ?? []);
  const known = [before, after].map((state) => state && lookWords[state]);
  return known.includes(now) ? words : `${words} Now: ${now}.`;
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
