import { html, nothing, type TemplateResult } from 'lit-html';
import type { SimulationReport } from '../../server/lsp/protocol.ts';
import { plural } from '../format.ts';
import type { View } from './context.ts';
import { foldView } from './fold.ts';

/** Which C was run besides the walker's own, and what a primitive or a model stood in for, with the reasons. */
export function provenanceView(view: View, { executed, modelled }: SimulationReport): TemplateResult {
  if (executed.length === 0 && modelled.length === 0) return html``;
  const reasons = [...new Set(modelled.map(({ reason }) => reason))];
  const names = (of: readonly { readonly function: string }[]) =>
    html`<span class="code">${of.map((each) => `${each.function}()`).join(', ')}</span>`;
  const parts = [
    ...(executed.length > 0 ? [`${plural(executed.length, 'helper')} run from source`] : []),
    ...(modelled.length > 0 ? [`${modelled.length} modelled`] : []),
  ];
  return foldView(view, {
    name: 'provenance',
    classes: 'counts provenance',
    summary: `What was run · ${parts.join(', ')}`,
    body: html`${
      executed.length === 0
        ? nothing
        : html`<p class="quiet">From the source of the tree, besides the function itself:</p>
            <ul>
              ${executed.map((each) => html`<li><span class="code">${each.function}()</span> <span class="quiet">${each.file}</span></li>`)}
            </ul>`
    }
    ${reasons.map(
      (reason) =>
        html`<p class="quiet">Modelled, since ${reason}:</p>
          <p>${names(modelled.filter((each) => each.reason === reason))}</p>`,
    )}`,
  });
}
