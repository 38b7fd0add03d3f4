import { html, nothing, type TemplateResult } from 'lit-html';
import type { MachineName, SimulationReport } from '../../server/lsp/protocol.ts';
import { type FoundOnce, findingsOf, runWords } from '../findings.ts';
import { count, plural } from '../format.ts';
import { link } from '../toolkit.ts';
import { titleOf, type View } from './context.ts';
import { lineLink } from './line-link.ts';

/** What the sanitizer found, each with its place, its entry, the way there and the runs that have it. */
export function findingsView(view: View, report: SimulationReport): TemplateResult {
  const found = findingsOf(report);
  const isPart = report.watchedEntries < report.scenario.entries;
  return html`<section class="findings" aria-labelledby="findings-title">
    <h2 class="section-title" id="findings-title">Sanitizer</h2>
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

/** What each status means, for those who point at it. */
const statusTitles = {
  reported: 'Said in a review or in the source',
  predicted: 'Follows from the source; nobody has seen it fail',
} as const;

function item(view: View, report: SimulationReport, { finding, runs }: FoundOnce): TemplateResult {
  const { id, status, severity, message, file, line, times } = finding;
  return html`<li class=${`finding finding-${severity}`}>
    <span class="tag">${severity}</span> ${lineLink(view, file, line)}
    <p>${sentence(message)}</p>
    <p class="quiet">
      <span title=${statusTitles[status]}>${id}, ${status}</span>${entryLink(view, report, { finding, runs })},
      ${count(times)}× · ${runWords(runs, (machine: MachineName) => titleOf(view, machine))}
    </p>
    ${path(view, finding)}
  </li>`;
}

const sentence = (words: string): string =>
  `${words.charAt(0).toUpperCase()}${words.slice(1)}${/[.!?]$/.test(words) ? '' : '.'}`;

/** Leads to the entry in the page table of the first run that has the finding. */
function entryLink({ dispatch }: View, { scenario }: SimulationReport, { finding, runs }: FoundOnce): TemplateResult {
  const [run] = runs;
  if (finding.entry === undefined || run === undefined) return html``;
  const index = scenario.start + finding.entry.index;
  const address = `0x${finding.entry.address.toString(16)}`;
  return html`, ${link(`entry ${count(index)}`, `Show entry ${index}, which maps ${address}, in the page table`, () => {
    dispatch({ type: 'show', run });
    dispatch({ type: 'move-to', entry: index });
  })}`;
}

function path(view: View, { path: steps }: FoundOnce['finding']): TemplateResult {
  if (steps.length === 0) return html``;
  return html`<details class="finding-path">
    <summary>The way there, ${plural(steps.length, 'step')}</summary>
    <ol>
      ${steps.map(
        ({ file, line, function: name, what }) =>
          html`<li>${lineLink(view, file, line)} <span class="code">${name}()</span> ${what}</li>`,
      )}
    </ol>
  </details>`;
}
