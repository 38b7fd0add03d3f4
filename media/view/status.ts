import { html, type TemplateResult } from 'lit-html';
import { formMatches } from '../form.ts';
import { progressRing } from '../toolkit.ts';
import type { View } from './context.ts';

/** What is going on now: running, cancelled, failed, out of date. Empty when the counts below are what the form asks for. */
export function statusView({ state }: View): TemplateResult {
  const { phase, report, form, target } = state;
  switch (phase.kind) {
    case 'running':
      return progress(phase.message, phase.percentage);
    case 'cancelling':
      return progress('Cancelling', undefined);
    case 'failed':
      return html`<div class="notice notice-error">
        <strong>The simulation failed.</strong> ${phase.message}${report ? ' The counts below are of the run before.' : ''}
      </div>`;
    case 'cancelled':
      return html`<div class="notice">Cancelled.${report ? ' The counts below are of the run before.' : ''}</div>`;
    case 'waiting':
      return target ? html`` : empty();
    case 'settled':
      if (state.sourceChanged) return edited();
      return report && form && !isCurrent(state) ? outdated() : html``;
  }
}

function isCurrent({ report, form }: View['state']): boolean {
  if (!report || !form) return true;
  const machines = [...new Set([...report.results, ...report.failures].map(({ machine }) => machine))];
  return formMatches(form, report.scenario, machines);
}

const edited = () =>
  html`<div class="notice">The source has changed since. These counts are of the text before; Simulate brings new ones.</div>`;

const outdated = () =>
  html`<div class="notice">The scenario has changed. These counts are of the one before; Simulate brings new ones.</div>`;

const empty = () =>
  html`<div class="notice">
    Nothing is simulated yet. Put the cursor in a page-table walker and run <strong>Lazy MMU: Simulate</strong>, or press
    the lens above the function.
  </div>`;

function progress(message: string, percentage: number | undefined): TemplateResult {
  const known = percentage === undefined ? undefined : Math.max(0, Math.min(100, Math.round(percentage)));
  return html`<div class="notice progress">
    ${progressRing()}
    <span>${message}${known === undefined ? '' : ` · ${known}%`}</span>
    <progress class="progress-bar" max="100" .value=${known ?? 0} aria-label="Progress" ?hidden=${known === undefined}></progress>
  </div>`;
}
