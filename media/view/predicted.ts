import { html, nothing, type TemplateResult } from 'lit-html';
import type { SimulationReport } from '../../server/lsp/protocol.ts';
import { count, list, plural, variantWords } from '../format.ts';
import { headline } from '../headline.ts';
import { eventNames, eventWords } from '../machines.ts';
import { type MachinePlots, machinePlots, scales } from '../plots.ts';
import { plotView } from './bars.ts';
import { titleOf, type View } from './context.ts';

/** The answer: the headline, then each machine with its bars and, folded, the whole table of its counts. */
export function predictedView(view: View, report: SimulationReport): TemplateResult {
  const machines = machinePlots(report);
  const largest = scales(machines);
  return html`<section class="predicted" aria-labelledby="predicted-title">
    <h2 class="section-title" id="predicted-title">Predicted</h2>
    ${headlineView(report)} ${rangeCall(report)}
    <div class="machines-list">
      ${machines.map((each) => machineView(view, each, largest))}
    </div>
  </section>`;
}

function headlineView(report: SimulationReport): TemplateResult {
  const told = headline(report);
  if (!told) return html`<p class="headline">No run was finished; see the failures below.</p>`;
  const decisive = report.assumptions.filter((each) => each.decisive).length;
  return html`<p class="headline">
    ${told.subject}:
    ${told.from === undefined ? nothing : html`<span class="headline-from">${told.from}</span> → `}<strong
      class="headline-to"
      >${told.to}</strong
    >
    ${told.unit}
    ${told.detail === '' ? nothing : html`<span class="headline-detail">${sentence(told.detail)}</span>`}
    ${decisive === 0 ? nothing : html`<span class="headline-rests">Rests on ${plural(decisive, 'assumption')}, listed below.</span>`}
  </p>`;
}

const sentence = (words: string): string => `${words.charAt(0).toUpperCase()}${words.slice(1)}.`;

function rangeCall({ rangeCall: call }: SimulationReport): TemplateResult {
  if (!call) return html``;
  if ('refused' in call) return html`<p class="range-call"><strong>No range call here:</strong> ${call.refused}</p>`;
  return html`<p class="range-call">Range call: <code>${call.text}</code></p>`;
}

function machineView(view: View, plots: MachinePlots, largest: ReadonlyMap<string, number>): TemplateResult {
  const { machine, results } = plots;
  const title = titleOf(view, machine);
  return html`<section class="machine" aria-label=${title}>
    ${plots.plots.map((plot, index) => {
      const label = html`<span class="plot-label">${plot.label}</span>`;
      const heading =
        index === 0
          ? html`<h3 class="machine-title">${title} ${label}</h3>`
          : html`<h4 class="machine-title">${label}</h4>`;
      return plotView(view, machine, title, plot, largest.get(plot.event) ?? 0, heading);
    })}
    ${results.length === 0 ? nothing : countsTable(title, plots)}
  </section>`;
}

function countsTable(title: string, { results, constant }: MachinePlots): TemplateResult {
  const events = eventNames.filter((event) => results.some(({ counts }) => counts[event] > 0));
  const rest = constant.length === 0 ? '' : ` · ${list(constant)} in every run`;
  return html`<details class="counts">
    <summary>All counts${rest}</summary>
    <div class="scroll">
      <table class="table">
        <caption class="hidden">Counts on ${title}</caption>
        <thead>
          <tr>
            <th scope="col">Event</th>
            ${results.map(({ variant }) => html`<th scope="col" class="number">${variantWords[variant]}</th>`)}
          </tr>
        </thead>
        <tbody>
          ${events.map(
            (event) =>
              html`<tr>
                <th scope="row">${eventWords[event].label}</th>
                ${results.map(({ counts }) => html`<td class="number">${count(counts[event])}</td>`)}
              </tr>`,
          )}
          <tr>
            <th scope="row">Returned</th>
            ${results.map(({ returned }) => html`<td class="number code">${returned}</td>`)}
          </tr>
          ${
            results.some(({ unfinished }) => unfinished !== undefined)
              ? html`<tr>
                  <th scope="row">Gave up in the page table from entry</th>
                  ${results.map(({ unfinished }) => html`<td class="number">${unfinished ? count(unfinished.entry) : ''}</td>`)}
                </tr>`
              : ''
          }
          <tr>
            <th scope="row">Statements executed</th>
            ${results.map(({ steps }) => html`<td class="number">${count(steps)}</td>`)}
          </tr>
        </tbody>
      </table>
    </div>
  </details>`;
}
