import { html, nothing, type TemplateResult } from 'lit-html';
import type { Assumption, SimulationReport } from '../../server/lsp/protocol.ts';
import { count, plural } from '../format.ts';
import type { View } from './context.ts';
import { lineLink } from './line-link.ts';

/** What the counts rest on, in plain sight: the assumptions that decided something first, defaults of the scenario last. */
export function assumptionsView(view: View, { assumptions }: SimulationReport): TemplateResult {
  const decisive = assumptions.filter((each) => each.decisive);
  const stated = assumptions.filter((each) => each.stated !== undefined);
  const others = assumptions.filter((each) => !each.decisive && each.stated === undefined);
  return html`<section class="assumptions" aria-labelledby="assumptions-title">
    <h2 class="section-title" id="assumptions-title">Assumptions</h2>
    ${
      decisive.length === 0
        ? html`<p class="none">None that a page-table event rests on.</p>`
        : html`<p class="caution">${plural(decisive.length, 'assumption')} that page-table events rest on:</p>
            ${table(view, decisive, 'Assumptions that page-table events rest on')}`
    }
    ${
      others.length === 0
        ? nothing
        : html`<p class="quiet">${plural(others.length, 'assumption')} without an effect on the counts:</p>
            ${table(view, others, 'Assumptions without an effect on the counts')}`
    }
    ${
      stated.length === 0
        ? nothing
        : html`<p class="quiet">${plural(stated.length, 'default')} of the scenario that the walker asked for:</p>
            ${table(view, stated, 'Defaults of the scenario that the walker asked for')}`
    }
  </section>`;
}

function table(view: View, assumptions: readonly Assumption[], caption: string): TemplateResult {
  return html`<div class="scroll">
    <table class="table">
      <caption class="hidden">${caption}</caption>
      <thead>
        <tr>
          <th scope="col">Name</th>
          <th scope="col">Taken as</th>
          ${assumptions.some((each) => each.stated !== undefined) ? html`<th scope="col">Because</th>` : nothing}
          <th scope="col">Line</th>
          <th scope="col" class="number">Times</th>
        </tr>
      </thead>
      <tbody>
        ${assumptions.map(
          (each) =>
            html`<tr>
              <th scope="row" class="code">${each.kind === 'function' ? `${each.name}()` : each.name}</th>
              <td class="code">${each.value}</td>
              ${each.stated === undefined ? nothing : html`<td>${each.stated}</td>`}
              <td>${lineLink(view, each.file, each.line)}</td>
              <td class="number">${count(each.times)}×</td>
            </tr>`,
        )}
      </tbody>
    </table>
  </div>`;
}
