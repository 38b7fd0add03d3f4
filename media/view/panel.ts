import { html, nothing, type TemplateResult } from 'lit-html';
import { guard } from 'lit-html/directives/guard.js';
import type { SimulationReport } from '../../server/lsp/protocol.ts';
import { findResult } from '../headline.ts';
import type { State } from '../state.ts';
import { assumptionsView } from './assumptions.ts';
import { comparisonView } from './comparison.ts';
import type { View } from './context.ts';
import { failuresView } from './failures.ts';
import { findingsView } from './findings.ts';
import { growthView } from './growth.ts';
import { headerView } from './header.ts';
import { linesView } from './lines.ts';
import { locksView } from './locks.ts';
import { pageTableView } from './page-table/section.ts';
import { predictedView } from './predicted.ts';
import { scenarioView } from './scenario.ts';
import { statusView } from './status.ts';

/**
 * The whole panel. In one or two columns the answer comes before its evidence, and what few ask for last; in three the page
 * table stands in the middle, between the question and the answer. The order in the document is that on the screen.
 */
export function panelView(view: View): TemplateResult {
  const { report, phase, announcement, layout } = view.state;
  const busy = phase.kind === 'running' || phase.kind === 'cancelling';
  const isWide = layout === 'wide';
  const isNarrow = layout === 'narrow';
  const still = besidesReplay(view.state);
  const question = html`<div class="column column-scenario">
    ${guard(still, () => html`${scenarioView(view)} ${report && !isNarrow ? assumptionsView(view, report) : nothing}`)}
  </div>`;
  const answer = html`<div class="column column-answer">
    ${guard(
      still,
      () => html`${statusView(view)} ${report ? answers(view, report, isNarrow) : nothing}
      ${report && isWide ? studies(view) : nothing}`,
    )}
  </div>`;
  const evidence = html`<div class="column column-evidence">
    ${report ? shownRun(view, report) : nothing}
    ${guard(still, () => (report && !isWide ? studies(view) : nothing))}
  </div>`;
  return html`${headerView(view)}
    <div class="hidden" role="status" aria-live="polite">${announcement}</div>
    <div class=${`columns columns-${layout}`} aria-busy=${busy ? 'true' : 'false'}>
      ${isWide ? [question, evidence, answer] : [question, answer, evidence]}
    </div>`;
}

function answers(view: View, report: SimulationReport, withAssumptions: boolean): TemplateResult {
  return html`${predictedView(view, report)} ${failuresView(view, report)} ${growthView(view, report)}
  ${findingsView(view, report)} ${withAssumptions ? assumptionsView(view, report) : nothing}`;
}

function studies(view: View): TemplateResult {
  return html`${comparisonView(view)} ${locksView(view)}`;
}

function shownRun(view: View, report: SimulationReport): TemplateResult {
  const { shown } = view.state;
  const result = shown && findResult(report, shown);
  if (!result) return html``;
  return html`${pageTableView(view, report, result)} ${guard([result], () => linesView(view, result))}`;
}

/** All but what changes while a replay moves: views of the rest are drawn again only when something of it is new. */
function besidesReplay({ playback: _, side: __, entry: ___, announcement: ____, ...rest }: State): unknown[] {
  return Object.values(rest);
}
