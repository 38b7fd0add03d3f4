import { html, nothing, type TemplateResult } from 'lit-html';
import type { EventName, LineCounts, RunResult } from '../../server/lsp/protocol.ts';
import { count } from '../format.ts';
import { eventWords, machineWords } from '../machines.ts';
import type { View } from './context.ts';
import { lineLink } from './line-link.ts';

/** Where the counts of the shown run come from, line by line. */
export function linesView(view: View, result: RunResult): TemplateResult {
  const lines = result.lines
    .filter(({ line }) => line > 0)
    .sort((one, other) => one.file.localeCompare(other.file) || one.line - other.line);
  const events = columns(result);
  const most = heaviest(lines, result);
  const withText = lines.some(({ text }) => text !== undefined);
  const columnCount = 2 + Number(withText) + events.length;
  return html`<section class="lines" aria-labelledby="lines-title">
    <h2 class="section-title" id="lines-title">By source line</h2>
    ${
      lines.length === 0
        ? html`<p class="quiet">This run executed no page-table primitive.</p>`
        : html`<div class="scroll">
            <table class="table">
              <caption class="hidden">Counts of the run shown, by source line</caption>
              <thead>
                <tr>
                  <th scope="col">Line</th>
                  ${withText ? html`<th scope="col">Source</th>` : nothing}
                  <th scope="col" class="number">Calls</th>
                  ${events.map((event) => html`<th scope="col" class="number">${eventWords[event].label}</th>`)}
                </tr>
              </thead>
              ${[...new Set(lines.map(({ file }) => file))].map(
                (file) => html`<tbody>
                  <tr>
                    <th scope="rowgroup" class="file code" colspan=${columnCount}>${file}</th>
                  </tr>
                  ${lines.filter((line) => line.file === file).map((line) => row(view, line, events, line === most, withText))}
                </tbody>`,
              )}
              ${elsewhere(lines, events, result, withText)}
            </table>
          </div>`
    }
  </section>`;
}

/** What matters on the machine and happened: its events, what they carried, and how they split where they do. */
function columns({ machine, counts }: RunResult): readonly EventName[] {
  const wanted = machineWords[machine].metrics.flatMap(({ event, parts = [], carries }) => [
    event,
    ...parts.filter((part) => counts[part.event] !== counts[event]).map((part) => part.event),
    ...(carries ? [carries.event] : []),
  ]);
  return wanted.filter((event) => counts[event] > 0);
}

/** The line with most of the machine's first event that any line has. */
function heaviest(lines: readonly LineCounts[], { machine }: RunResult): LineCounts | undefined {
  const weigh = (event: EventName) => (line: LineCounts) => line.counts[event] ?? 0;
  for (const { event } of machineWords[machine].metrics) {
    const most = Math.max(0, ...lines.map(weigh(event)));
    if (most > 0) return lines.find((line) => weigh(event)(line) === most);
  }
  return undefined;
}

function row(
  view: View,
  line: LineCounts,
  events: readonly EventName[],
  most: boolean,
  withText: boolean,
): TemplateResult {
  return html`<tr class=${most ? 'heaviest' : nothing}>
    <th scope="row">${lineLink(view, line.file, line.line, String(line.line))}${most ? html` <span class="tag">most</span>` : nothing}</th>
    ${withText ? html`<td class="source code" title=${line.text ?? ''}>${line.text ?? ''}</td>` : nothing}
    <td class="number">${count(line.calls)}</td>
    ${events.map((event) => html`<td class="number">${figure(line.counts[event] ?? 0)}</td>`)}
  </tr>`;
}

/** What no line of the walker did: the flush of its caller counts as well. */
function elsewhere(
  lines: readonly LineCounts[],
  events: readonly EventName[],
  { counts }: RunResult,
  withText: boolean,
): TemplateResult {
  const rest = events.map((event) => counts[event] - lines.reduce((sum, line) => sum + (line.counts[event] ?? 0), 0));
  if (rest.every((value) => value === 0)) return html``;
  return html`<tbody>
    <tr>
      <th scope="row" colspan=${1 + Number(withText)}>Elsewhere, as in the caller's flush</th>
      <td></td>
      ${rest.map((value) => html`<td class="number">${figure(value)}</td>`)}
    </tr>
  </tbody>`;
}

const figure = (value: number): TemplateResult =>
  value === 0 ? html`<span class="quiet">0</span>` : html`${count(value)}`;
