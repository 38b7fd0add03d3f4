import { html, type TemplateResult } from 'lit-html';
import type { SimulationReport } from '../../server/lsp/protocol.ts';
import { variantWords } from '../format.ts';
import { titleOf, type View } from './context.ts';
import { lineLink } from './line-link.ts';

/** Runs that could not be finished, each with its reason and its line. */
export function failuresView(view: View, { failures }: SimulationReport): TemplateResult {
  if (failures.length === 0) return html``;
  return html`<section class="failures" aria-labelledby="failures-title">
    <h2 class="section-title" id="failures-title">Not finished</h2>
    <ul class="failure-list">
      ${failures.map(
        (failure) =>
          html`<li>
            <strong>${titleOf(view, failure.machine)}, ${variantWords[failure.variant]}:</strong>
            ${failure.reason} ${lineLink(view, failure.file, failure.line)}
          </li>`,
      )}
    </ul>
  </section>`;
}
