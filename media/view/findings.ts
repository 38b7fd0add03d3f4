import { html, nothing, type TemplateResult } from 'lit-html';
import type { Finding, RunResult, SimulationReport } from '../../server/lsp/protocol.ts';
import { count } from '../format.ts';
import type { View } from './context.ts';
import { lineLink } from './line-link.ts';

/** What the sanitizer found in the run shown. */
export function findingsView(view: View, report: SimulationReport, shown: RunResult): TemplateResult {
  const findings = report.findings.filter(
    ({ machine, variant }) => machine === shown.machine && variant === shown.variant,
  );
  const isPart = report.watchedEntries < report.scenario.entries;
  return html`<section class="findings" aria-labelledby="findings-title">
    <h2 class="section-title" id="findings-title">Sanitizer</h2>
    ${isPart ? html`<p class="quiet">It watched the first ${count(report.watchedEntries)} entries.</p>` : nothing}
    ${
      findings.length === 0
        ? html`<p class="none">Nothing found in this run.</p>`
        : html`<ul>
            ${findings.map((finding) => item(view, finding))}
          </ul>`
    }
  </section>`;
}

function item(view: View, { id, status, severity, message, file, line, entry, times }: Finding): TemplateResult {
  const about = entry === undefined ? '' : `, first of entry ${count(entry.index)}`;
  return html`<li>
    <span class="tag">${severity}</span> ${lineLink(view, file, line)} ${message}
    <span class="quiet">(${id}, ${status}; ${count(times)}×${about})</span>
  </li>`;
}
