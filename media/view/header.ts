import { html, nothing, type TemplateResult } from 'lit-html';
import type { SimulationReport } from '../../server/lsp/protocol.ts';
import { mailText } from '../copy/mail.ts';
import { reportJson } from '../copy/report-json.ts';
import { findingCount, findingsOf } from '../findings.ts';
import { plural } from '../format.ts';
import { link } from '../toolkit.ts';
import type { View } from './context.ts';
import { copyButton } from './copy.ts';

/** Which function this is about, how far its numbers can be trusted, and ways to take them along. */
export function headerView(view: View): TemplateResult {
  const { state, reveal } = view;
  const { report, target } = state;
  if (!target) return html`<header class="header"><h1 class="title">Lazy MMU</h1></header>`;
  return html`<header class="header">
    <h1 class="title">${target.function}</h1>
    ${
      report
        ? html`<span class="code"
              >${link(`${report.file}:${report.line}`, `Open ${report.file}:${report.line}`, () =>
                reveal(report.file, report.line),
              )}</span
            ><ul class="facts" aria-label="About this simulation">
              ${trust(report)}
            </ul>
            ${copies(view, report)}`
        : nothing
    }
  </header>`;
}

function trust(report: SimulationReport): TemplateResult {
  const decisive = report.assumptions.filter((each) => each.decisive).length;
  const assumed =
    decisive === 0 ? 'no assumption behind these counts' : `${plural(decisive, 'assumption')} behind these counts`;
  const found = findingsOf(report);
  return html`${pill('assumptions', decisive === 0, assumed)}
  ${pill('findings', found.length === 0, `sanitizer: ${findingCount(found)}`)}`;
}

/** Leads to the section that says more. */
function pill(section: 'assumptions' | 'findings', isGood: boolean, words: string): TemplateResult {
  const follow = () => {
    const title = document.getElementById(`${section}-title`);
    title?.scrollIntoView({ block: 'start' });
    title?.focus();
  };
  return html`<li>
    <button class=${isGood ? 'pill pill-good' : 'pill pill-caution'} type="button" @click=${follow}>${words}</button>
  </li>`;
}

function copies(view: View, report: SimulationReport): TemplateResult {
  const { choices, studies } = view.state;
  if (!choices) return html``;
  const { growth, comparison } = studies;
  const mail = () =>
    mailText({
      report,
      choices,
      controls: growth.controls,
      ...(growth.sweep ? { sweep: growth.sweep } : {}),
      ...(comparison.result ? { comparison: comparison.result } : {}),
    });
  return html`<div class="copies" role="group" aria-label="Copy">
    ${copyButton(view, 'mail', 'Copy for mail', mail)}
    ${copyButton(view, 'json', 'Copy JSON', () => reportJson(report))}
  </div>`;
}
