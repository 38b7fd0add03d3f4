import { html, nothing, type TemplateResult } from 'lit-html';
import type { RunResult } from '../../../server/lsp/protocol.ts';
import { coverage, type Span } from '../../coverage.ts';
import { lookWords } from '../../format.ts';
import { eventWords } from '../../machines.ts';
import type { EntryLook } from '../../replay/frames.ts';
import { type TableName, tableWords } from '../../tables.ts';
import type { View } from '../context.ts';

/** A table of entries, at the step that is shown. */
export interface ListedTable {
  readonly table: TableName;
  readonly looks: readonly EntryLook[];
}

/** Neighbours that look alike and that the same run covers. */
interface Row {
  readonly first: number;
  end: number;
  readonly look: EntryLook;
  readonly covered: string;
}

/** The same as the grids, in words: entries that are alike share a row. */
export function entriesTable(
  { state, dispatch }: View,
  result: RunResult,
  shown: Span,
  tables: readonly ListedTable[],
): TemplateResult {
  const { listed } = state.playback;
  return html`<details
    class="entries"
    ?open=${listed}
    @toggle=${(event: Event) => {
      const { open } = event.target as HTMLDetailsElement;
      if (open !== listed) dispatch({ type: 'list-entries', listed: open });
    }}
  >
    <summary>Entries as a table</summary>
    ${listed ? tables.map((each) => tableView(result, shown, each, tables.length > 1)) : nothing}
  </details>`;
}

function tableView(result: RunResult, shown: Span, listed: ListedTable, isNamed: boolean): TemplateResult {
  const caption = isNamed
    ? html`<caption class="table-name">${tableWords[listed.table]}</caption>`
    : html`<caption class="hidden">Entries at the step that is shown</caption>`;
  return html`<div class="scroll">
    <table class="table">
      ${caption}
      <thead>
        <tr>
          <th scope="col">Entries</th>
          <th scope="col">In the table</th>
          <th scope="col">Waiting</th>
          <th scope="col">Covered by</th>
        </tr>
      </thead>
      <tbody>
        ${rowsOf(result, shown, listed).map(rowView)}
      </tbody>
    </table>
  </div>`;
}

function rowView({ first, end, look, covered }: Row): TemplateResult {
  return html`<tr>
    <th scope="row">${end - first === 1 ? first : `${first}–${end - 1}`}</th>
    <td>${lookWords[look.state]}</td>
    <td>${look.waiting === undefined ? '' : lookWords[look.waiting]}</td>
    <td>${covered}</td>
  </tr>`;
}

function rowsOf(result: RunResult, shown: Span, { table, looks }: ListedTable): readonly Row[] {
  const covers = coverage(result)[table];
  const rows: Row[] = [];
  for (const [at, look] of looks.entries()) {
    const index = shown.first + at;
    const cover = covers.get(index)?.at(-1);
    const covered = cover === undefined ? '' : `${eventWords[cover.run.event].one} run ${cover.place} of ${cover.of}`;
    const last = rows.at(-1);
    const isLike = last?.covered === covered && last.look.state === look.state && last.look.waiting === look.waiting;
    if (last && isLike) last.end++;
    else rows.push({ first: index, end: index + 1, look, covered });
  }
  return rows;
}
