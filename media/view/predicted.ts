import { html, nothing, type TemplateResult } from 'lit-html';
import type { SimulationReport } from '../../server/lsp/protocol.ts';
import { count, list, plural, scenarioWords, variantWords } from '../format.ts';
import { glossary } from '../glossary.ts';
import { headline, rangeSavesNothing } from '../headline.ts';
import { eventNames, eventWords } from '../machines.ts';
import { type MachinePlots, machinePlots, scales } from '../plots.ts';
import { plotView } from './bars.ts';
import { titleOf, type View } from './context.ts';
import { foldView } from './fold.ts';

/** The answer: the headline, then each machine with its bars and, folded, the whole table of its counts. */
export function predictedView(view: View, report: SimulationReport): TemplateResult {
  const machines = machinePlots(report);
  const largest = scales(machines);
  return html`<section class="predicted" aria-labelledby="predicted-title">
    <h2 class="section-title" id="predicted-title">Predicted</h2>
    ${headlineView(report)} ${scenarioLine(view, report)} ${rangeCall(report)}
    <div class="machines-list">
      ${machines.map((each) => machineView(view, each, largest))}
    </div>
    ${meanings(view, report)}
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

/** In which situation: the numbers mean nothing without it. */
function scenarioLine({ state }: View, { scenario }: SimulationReport): TemplateResult {
  const preset = state.choices?.presets.find(({ name }) => name === scenario.preset);
  return html`<p class="quiet">${preset ? `${sentence(preset.title).slice(0, -1)}: ` : ''}${scenarioWords(scenario)}.</p>`;
}

function rangeCall(report: SimulationReport): TemplateResult {
  const { rangeCall: call } = report;
  if (!call) return html``;
  if ('refused' in call) return html`<p class="range-call"><strong>No range call here:</strong> ${call.refused}</p>`;
  const words = rangeSavesNothing(report) ? 'The range call saves nothing here:' : 'Range call:';
  return html`<p class="range-call">${words} <code>${call.text}</code></p>`;
}

function machineView(view: View, plots: MachinePlots, largest: ReadonlyMap<string, number>): TemplateResult {
  const { machine, results } = plots;
  const title = titleOf(view, machine);
  const hasLazyMode = view.state.choices?.machines.find(({ name }) => name === machine)?.hasLazyMode ?? true;
  const kind = hasLazyMode ? nothing : html`<span class="plot-label">· has no lazy MMU mode</span>`;
  return html`<section class="machine" aria-label=${title}>
    ${
      plots.idle
        ? html`<h3 class="machine-title">${title} ${kind}</h3>
            <p class="quiet">No ${list(plots.idle, 'or')} in any run.</p>`
        : nothing
    }
    ${plots.plots.map((plot, index) => {
      const label = html`<span class="plot-label">${plot.label}${plot.shared ? ` ${plot.shared}` : ''}</span>`;
      const heading =
        index === 0
          ? html`<h3 class="machine-title">${title} ${label} ${kind}</h3>`
          : html`<h4 class="machine-title">${label}</h4>`;
      return plotView(view, machine, title, plot, largest.get(plot.event) ?? 0, heading);
    })}
    ${results.length === 0 ? nothing : countsTable(view, title, plots)}
  </section>`;
}

/** For those who are new to a machine; in a list of their own, so that they are there for the keyboard too. */
function meanings(view: View, report: SimulationReport): TemplateResult {
  return foldView(view, {
    name: 'meanings',
    classes: 'counts meanings',
    summary: 'What these words mean',
    body: html`<dl class="meanings-list">
      ${glossary(report).map(
        ({ term, words }) =>
          html`<dt>${term}</dt>
            <dd>${words}</dd>`,
      )}
    </dl>`,
  });
}

function countsTable(view: View, title: string, { machine, results, constant }: MachinePlots): TemplateResult {
  const events = eventNames.filter((event) => results.some(({ counts }) => counts[event] > 0));
  const rest = constant.length === 0 ? '' : ` · ${list(constant)} in every run`;
  const table = html`<div class="scroll">
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
    </div>`;
  return foldView(view, { name: `counts ${machine}`, classes: 'counts', summary: `All counts${rest}`, body: table });
}
