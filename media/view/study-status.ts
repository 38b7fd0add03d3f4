import { html, type TemplateResult } from 'lit-html';
import type { StudyName } from '../../server/lsp/panel-protocol.ts';
import type { StudyPhase } from '../state/studies.ts';
import { button, progressRing } from '../toolkit.ts';
import type { View } from './context.ts';

/** A study that runs, with the way to end it; or why it failed. */
export function studyStatus({ dispatch }: View, study: StudyName, phase: StudyPhase): TemplateResult {
  switch (phase.kind) {
    case 'idle':
      return html``;
    case 'failed':
      return html`<div class="notice notice-error">${phase.message}</div>`;
    case 'running': {
      const done = phase.percentage === undefined ? '' : ` · ${Math.round(phase.percentage)}%`;
      return html`<div class="study-running">
        ${progressRing()} <span>${phase.message}${done}</span>
        ${button('Stop', { onClick: () => dispatch({ type: 'stop-study', study }) })}
      </div>`;
    }
  }
}
