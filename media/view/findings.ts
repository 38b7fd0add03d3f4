import { html, nothing, type TemplateResult } from 'lit-html';
import type { MachineName, SimulationReport } from '../../server/lsp/protocol.ts';
import { type FoundOnce, findingsOf, runWords } from '../findings.ts';
import { count, plural } from '../format.ts';
import { link } from '../toolkit.ts';
import { titleOf, type View } from './context.ts';
import { foldView } from './fold.ts';
import { lineLink } from './line-link.ts';

/** What the sanitizer found, each with its place, its entry, the way there and the runs that have it. */
export function findingsView(view: View, report: SimulationReport): TemplateResult {
  const found = findingsOf(report);
  const isPart = report.watchedEntries < report.scenario.entries;
  return html`<section class="findings" aria-labelledby="findings-title">
    <h2 class="section-title" id="findings-title" tabindex="-1">Sanitizer</h2>
    ${isPart ? html`<p class="quiet">It watched the first ${count(report.watchedEntries)} entries.</p>` : nothing}
    ${
      found.length === 0
        ? html`<p class="none">Nothing found in any run.</p>`
        : html`<ul class="finding-list">
            ${found.map((each) => item(view, report, each))}
          </ul>`
    }
  </section>`;
}

/** How each kind of finding is known. */
const statusWords = {
  reported: 'reported in a review or in the source',
  predicted: 'predicted from the source; nobody has seen it fail',
} as const;

function item(view: View, report: SimulationReport, { finding, runs }: FoundOnce): TemplateResult {
  const { id, status, severity, message, file, line, times } = finding;
  return html`<li class=${`finding finding-${severity}`}>
    <span class="tag">${severity}</span> ${lineLink(view, file, line)}
    <p>${sentence(message)}</p>
    <p class="quiet">
      ${times === 1 ? 'Once' : `${count(times)} times`}${entryLink(view, report, { finding, runs }, times > 1)} on
      ${runWords(runs, (machine: MachineName) => titleOf(view, machine))}. ${id}: ${statusWords[status]}.
    </p>
    ${path(view, finding)}
  </li>`;
}

const sentence = (words: string): string =>
  `${words.charAt(0).toUpperCase()}${words.slice(1)}${/[.!?]$/.test(words) ? '' : '.'}`;

/** Leads to the entry in the page table of the first run that has the finding. */
function entryLink(
  { dispatch }: View,
  { scenario }: SimulationReport,
  { finding, runs }: FoundOnce,
  isFirst: boolean,
): TemplateResult {
  const [run] = runs;
  if (finding.entry === undefined || run === undefined) return html``;
  const index = scenario.start + finding.entry.index;
  const address = `0x${finding.entry.address.toString(16)}`;
  return html`, ${isFirst ? 'first ' : ''}of ${link(
    `entry ${count(index)}`,
    `Show entry ${index}, which maps ${address}, in the page table`,
    () => {
      dispatch({ type: 'show', run });
      dispatch({ type: 'move-to', entry: index });
    },
  )}`;
}

function path(view: View, { id, file: at, line: from, path: steps }: FoundOnce['finding']): TemplateResult {
  if (steps.length === 0) return html``;
  return foldView(view, {
    name: `path ${id} ${at}:${from}`,
    classes: 'finding-path',
    summary: `The way there, ${plural(steps.length, 'step')}`,
    body: html`<ol>
      ${steps.map(
        ({ file, line, function: name, what }) =>
          html`<li>${lineLink(view, file, line)} <span class="code">${name}()</span> ${what}</li>`,
      )}
    </ol>`,
  });
}
