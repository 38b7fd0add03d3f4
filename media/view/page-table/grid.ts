import { html, type TemplateResult } from 'lit-html';
import { guard } from 'lit-html/directives/guard.js';
import type { RunResult } from '../../../server/lsp/protocol.ts';
import { type Cover, coverage, type Grid, moved, type Span } from '../../coverage.ts';
import type { EntryLook } from '../../replay/frames.ts';
import { isReplayed, letterOf, lookInWords } from '../../replay/looks.ts';
import { groupPlaces, runSteps } from '../../replay/runs.ts';
import { type TableName, tableOf } from '../../tables.ts';
import type { View } from '../context.ts';

interface GridParts {
  readonly table: TableName;
  /** Id of the heading that names the grid. */
  readonly labelledBy: string;
  /** Rows are lower than those of one table, so that two large ones are seen at once. */
  readonly isLow: boolean;
  /** Entries of the range, and those that are shown. */
  readonly given: Span;
  readonly shown: Span;
  readonly grid: Grid;
  /** The entry that the keyboard is on. */
  readonly entry: number;
  /** Looks of the entries that are shown. */
  readonly looks: readonly EntryLook[];
}

/** Colours of the brackets, in turn: style/page-table.css has as many. */
export const coverColours = 6;

/** A cell as it is drawn; equal texts are equal cells. */
interface Cell {
  readonly index: number;
  readonly id: string;
  readonly classes: string;
  readonly look: EntryLook;
  readonly isCurrent: boolean;
}

/** The entries, a row at a time: only rows that look different are drawn again. */
export function gridView(view: View, result: RunResult, parts: GridParts): TemplateResult {
  const { shown, grid, table, labelledBy } = parts;
  const firstRow = Math.floor(shown.first / grid.row);
  const rows = Array.from({ length: Math.ceil(shown.end / grid.row) - firstRow }, (_, index) => firstRow + index);
  const cells = cellsOf(view, result, parts);
  const cellsIn = (row: number) => {
    const [from, to] = [row * grid.row - shown.first, (row + 1) * grid.row - shown.first];
    return cells.slice(Math.max(0, from), Math.max(0, to));
  };
  return html`<div
    class=${`grid grid-${grid.row}${parts.isLow ? ' grid-low' : ''}`}
    role="grid"
    aria-labelledby=${labelledBy}
    aria-describedby="page-table-keys"
    @keydown=${(event: KeyboardEvent) => move(view, event, parts)}
    @focusin=${(event: Event) => focus(view, event, table)}
  >
    ${guard([grid.row], () => headView(grid))}
    ${rows.map((row) => {
      const inRow = cellsIn(row);
      const key = inRow.map(({ classes, isCurrent }) => `${classes}${isCurrent ? '*' : ''}`).join();
      return guard([row, grid.row, shown.first, shown.end, key], () => rowView(row, grid, shown, inRow));
    })}
  </div>`;
}

/** Numbers of the columns, as far as there is room for them; to the ear each entry says its own. */
function headView({ row }: Grid): TemplateResult {
  const every = row > 16 ? 4 : 1;
  return html`<div class="grid-head" aria-hidden="true">
    <span></span>
    ${Array.from(
      { length: row },
      (_, column) => html`<span class="grid-column">${column % every === 0 ? column : ''}</span>`,
    )}
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

function cellView({ index, id, classes, look, isCurrent }: Cell): TemplateResult {
  return html`<span
    class=${classes}
    role="gridcell"
    id=${id}
    aria-label=${`Entry ${index}, ${lookInWords(look)}`}
    aria-selected=${isCurrent ? 'true' : 'false'}
    tabindex=${isCurrent ? 0 : -1}
    >${letterOf(look)}</span
  >`;
}

function cellsOf({ state }: View, result: RunResult, { shown, entry, looks, table }: GridParts): readonly Cell[] {
  const { replay, position, pointed } = state.playback;
  const covers = coverage(result)[table];
  const step = isReplayed(replay, shown) ? replay.steps[position - 1] : undefined;
  const steps = isReplayed(replay, shown) ? runSteps(replay) : undefined;
  const groups = groupPlaces(result);
  const on = step?.on && tableOf(step.on) === table ? step.on : undefined;
  return looks.map((look, at) => {
    const index = shown.first + at;
    const { state: held, waiting } = look;
    const classes = [
      `cell cell-${held}`,
      ...(waiting === undefined ? [] : [`waiting next-${waiting}`]),
      ...(on && index >= on.first && index < on.first + on.entries ? ['stepped'] : []),
      ...coverClasses(covers.get(index)?.at(-1), index, (run) => ({
        group: groups[run] ?? 0,
        hasHappened: steps === undefined || (steps[run] ?? 0) < position,
        isPointed: groups[run] === pointed,
      })),
    ];
    return { index, id: cellId(table, index), classes: classes.join(' '), look, isCurrent: index === entry };
  });
}

/** Each run is bracketed at both ends, neighbours of which the list tells apart in other colours; what is still to happen is dotted. */
function coverClasses(
  cover: Cover | undefined,
  index: number,
  about: (run: number) => { readonly group: number; readonly hasHappened: boolean; readonly isPointed: boolean },
): readonly string[] {
  if (cover === undefined) return [];
  const { run, index: place } = cover;
  const { group, hasHappened, isPointed } = about(place);
  return [
    `covered cover-${group % coverColours}`,
    ...(index === run.first ? ['covered-first'] : []),
    ...(index === run.first + run.entries - 1 ? ['covered-last'] : []),
    ...(hasHappened ? [] : ['to-come']),
    ...(isPointed ? ['pointed'] : []),
  ];
}

const cellId = (table: TableName, index: number): string => `${table}-${index}`;

function move({ dispatch }: View, event: KeyboardEvent, { table, entry, given, grid }: GridParts): void {
  const next = moved(event.key, entry, given, event.ctrlKey || event.metaKey, grid);
  if (next === undefined) return;
  event.preventDefault();
  const element = event.currentTarget as HTMLElement;
  dispatch({ type: 'move-to', entry: next });
  // Another page of the grid is there only when it is drawn.
  queueMicrotask(() => element.querySelector<HTMLElement>(`#${cellId(table, next)}`)?.focus());
}

function focus({ dispatch }: View, { target }: Event, table: TableName): void {
  const { id } = target as HTMLElement;
  const entry = Number(id.slice(cellId(table, 0).length - 1));
  if (id === cellId(table, entry)) dispatch({ type: 'move-to', entry });
}
