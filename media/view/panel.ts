import { html, nothing, type TemplateResult } from 'lit-html';
import { guard } from 'lit-html/directives/guard.js';
import { findResult } from '../headline.ts';
import type { State } from '../state.ts';
import { assumptionsView } from './assumptions.ts';
import type { View } from './context.ts';
import { failuresView } from './failures.ts';
import { findingsView } from './findings.ts';
import { headerView } from './header.ts';
import { linesView } from './lines.ts';
import { pageTableView } from './page-table/section.ts';
import { predictedView } from './predicted.ts';
import { scenarioView } from './scenario.ts';
import { statusView } from './status.ts';

/** The whole panel. The order in the document is the order of reading: question, answer, what it rests on, evidence. */
export function panelView(view: View): TemplateResult {
  const { report, shown, phase, announcement } = view.state;
  const result = report && shown ? findResult(report, shown) : undefined;
  const busy = phase.kind === 'running' || phase.kind === 'cancelling';
  return html`${headerView(view)}
    <div class="hidden" role="status" aria-live="polite">${announcement}</div>
    <div class="columns" aria-busy=${busy ? 'true' : 'false'}>
      <div class="column column-scenario">${guard(besidesReplay(view.state), () => scenarioView(view))}</div>
      <div class="column column-answer">${guard(besidesReplay(view.state), () => answerView(view))}</div>
      <div class="column column-evidence">
        ${
          report && result
            ? html`${pageTableView(view, report, result)}
              ${guard([report, result], () => html`${linesView(view, result)} ${findingsView(view, report, result)}`)}`
            : nothing
        }
      </div>
    </div>`;
}

function answerView(view: View): TemplateResult {
  const { report } = view.state;
  return html`${statusView(view)}
  ${
    report
      ? html`${predictedView(view, report)} ${assumptionsView(view, report)} ${failuresView(view, report)}`
      : nothing
  }`;
}

/** All but what changes while a replay moves: views of the rest are drawn again only when something of it is new. */
function besidesReplay({ playback: _, side: __, entry: ___, announcement: ____, ...rest }: State): unknown[] {
  return Object.values(rest);
}
