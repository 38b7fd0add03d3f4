import { html, nothing, type TemplateResult } from 'lit-html';
import { plural } from '../format.ts';
import { link } from '../toolkit.ts';
import type { View } from './context.ts';

/** Which function this is about, and how far its numbers can be trusted. */
export function headerView({ state, reveal }: View): TemplateResult {
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
              ${trust(report.executed.length, report.assumptions.filter(({ decisive }) => decisive).length)}
            </ul>`
        : nothing
    }
  </header>`;
}

function trust(helpers: number, decisive: number): TemplateResult {
  const assumed =
    decisive === 0 ? 'no assumption behind these counts' : `${plural(decisive, 'assumption')} behind these counts`;
  return html`<li class="pill">${plural(helpers, 'helper')} run from source</li>
    <li class=${decisive === 0 ? 'pill pill-good' : 'pill pill-caution'}>${assumed}</li>`;
}
