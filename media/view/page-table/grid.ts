import { html, type TemplateResult } from 'lit-html';
import { guard } from 'lit-html/directives/guard.js';
import type { RunResult } from '../../../server/lsp/protocol.ts';
import { type Cover, coverage, type Grid, moved, type Span } from '../../coverage.ts';
import type { EntryLook } from '../../replay/frames.ts';
import { isReplayed, letterOf, lookInWords } from '../../replay/looks.ts';
import { type RunGroup, runGroups, runSteps } from '../../replay/runs.ts';
import type { View } from '../context.ts';

interface GridParts {
  /** Entries of the range, and those that are shown. */
  readonly given: Span;
  readonly shown: Span;
  readonly grid: Grid;
  /** The entry that the keyboard is on. */
  readonly entry: number;
  /** Looks of the entries shown. */
  readonly looks: readonly EntryLook[];
}

/** Colours of the brackets, in turn: style/page-table.css has as many. */
export const coverColours = 6;

/** A cell as it is drawn; equal texts are equal cells. */
interface Cell {
  readonly index: number;
  readonly classes: string;
  readonly look: EntryLook;
  readonly isCurrent: boolean;
}

/** The entries, a row at a time: only rows that look different are drawn again. */
export function gridView(view: View, result: RunResult, parts: GridParts): TemplateResult {
  const { shown, grid, entry, given } = parts;
  const firstRow = Math.floor(shown.first / grid.row);
  const rows = Array.from({ length: Math.ceil(shown.end / grid.row) - firstRow }, (_, index) => firstRow + index);
  const cells = cellsOf(view, result, parts);
  const cellsIn = (row: number) => {
    const [from, to] = [row * grid.row - shown.first, (row + 1) * grid.row - shown.first];
    return cells.slice(Math.max(0, from), Math.max(0, to));
  };
  return html`<div
    class=${`grid grid-${grid.row}`}
    role="grid"
    aria-labelledby="page-table-title"
    aria-describedby="page-table-keys"
    aria-rowcount=${rows.length}
    aria-colcount=${grid.row}
    @keydown=${(event: KeyboardEvent) => move(view, event, entry, given, grid)}
    @focusin=${(event: Event) => focus(view, event)}
  >
    ${rows.map((row) => {
      const inRow = cellsIn(row);
      const key = inRow.map(({ classes, isCurrent }) => `${classes}${isCurrent ? '*' : ''}`).join();
      return guard([row, grid.row, shown.first, shown.end, key], () => rowView(row, grid, shown, inRow));
    })}
  </div>`;
}

function rowView(row: number, grid: Grid, shown: Span, cells: readonly Cell[]): TemplateResult {
  const [before, after] = [shown.first - row * grid.row, (row + 1) * grid.row - shown.end];
  return html`<div class="grid-row" role="row">
    <span class="grid-index" role="rowheader">${row * grid.row}</span>
    ${outside(before)} ${cells.map(cellView)} ${outside(after)}
  </div>`;
}

/** Entries of a row that the walker is not given. */
function outside(count: number): readonly TemplateResult[] {
  return Array.from(
    { length: Math.max(0, count) },
    () => html`<span role="gridcell" aria-label="Not given to the walker"></span>`,
  );
}

function cellView({ index, classes, look, isCurrent }: Cell): TemplateResult {
  return html`<span
    class=${classes}
    role="gridcell"
    id=${`entry-${index}`}
    aria-label=${`Entry ${index}, ${lookInWords(look)}`}
    aria-selected=${isCurrent ? 'true' : 'false'}
    tabindex=${isCurrent ? 0 : -1}
    >${letterOf(look)}</span
  >`;
}

function cellsOf({ state }: View, result: RunResult, { shown, entry, looks }: GridParts): readonly Cell[] {
  const { replay, position, pointed } = state.playback;
  const covers = coverage(result);
  const step = isReplayed(replay, shown) ? replay.steps[position - 1] : undefined;
  const steps = isReplayed(replay, shown) ? runSteps(replay) : undefined;
  const group = pointed === undefined ? undefined : runGroups(result)[pointed];
  const on = step?.on?.destination ? undefined : step?.on;
  return looks.map((look, at) => {
    const index = shown.first + at;
    const { state: held, waiting } = look;
    const classes = [
      `cell cell-${held}`,
      ...(waiting === undefined ? [] : [`waiting next-${waiting}`]),
      ...(on && index >= on.first && index < on.first + on.entries ? ['stepped'] : []),
      ...coverClasses(
        covers.get(index)?.at(-1),
        index,
        (run) => steps === undefined || (steps[run] ?? 0) < position,
        group,
      ),
    ];
    return { index, classes: classes.join(' '), look, isCurrent: index === entry };
  });
}

/** Each run is bracketed at both ends, neighbours in other colours; what is still to happen is pale. */
function coverClasses(
  cover: Cover | undefined,
  index: number,
  hasHappened: (run: number) => boolean,
  group: RunGroup | undefined,
): readonly string[] {
  if (cover === undefined) return [];
  const { run, index: place } = cover;
  return [
    `covered cover-${place % coverColours}`,
    ...(index === run.first ? ['covered-first'] : []),
    ...(index === run.first + run.entries - 1 ? ['covered-last'] : []),
    ...(hasHappened(place) ? [] : ['to-come']),
    ...(group && place >= group.from && place < group.to ? ['pointed'] : []),
  ];
}

function move({ dispatch }: View, event: KeyboardEvent, entry: number, given: Span, grid: Grid): void {
  const next = moved(event.key, entry, given, event.ctrlKey || event.metaKey, grid);
  if (next === undefined) return;
  event.preventDefault();
  const element = event.currentTarget as HTMLElement;
  dispatch({ type: 'move-to', entry: next });
  // Another page of the grid is there only when it is drawn.
  queueMicrotask(() => element.querySelector<HTMLElement>(`#entry-${next}`)?.focus());
}

function focus({ dispatch }: View, { target }: Event): void {
  const entry = /^entry-(\d+)$/.exec((target as HTMLElement).id)?.[1];
  if (entry !== undefined) dispatch({ type: 'move-to', entry: Number(entry) });
}
