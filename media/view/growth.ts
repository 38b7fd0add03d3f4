import { html, nothing, type TemplateResult } from 'lit-html';
import type { EventName, MachineName, SimulationReport, SimulationSweep } from '../../server/lsp/protocol.ts';
import { count, variantWords } from '../format.ts';
import { type Across, acrossWords, canBeLog, type GrowthControls, readRange } from '../growth/controls.ts';
import {
  drawnEvent,
  eventsOf,
  type GrowthLine,
  growthLines,
  growthPlot,
  lawWords,
  sweptMachine,
  valueWords,
} from '../growth/growth-plot.ts';
import { drawingOf, type PlotSize } from '../line-plot/drawing.ts';
import { eventWords } from '../machines.ts';
import { latest } from '../remembered.ts';
import { growthMachine } from '../state/studies.ts';
import type { Layout } from '../state.ts';
import { button, checkbox, dropdown, textField } from '../toolkit.ts';
import { titleOf, type View } from './context.ts';
import { copyPlot } from './copy.ts';
import { foldView } from './fold.ts';
import { linePlotView } from './line-plot.ts';
import { studyStatus } from './study-status.ts';

/** Drawn as large as it is shown, so that its text has the size of the panel's. */
export const plotSizes: Readonly<Record<Layout, PlotSize>> = {
  narrow: { width: 440, height: 240 },
  medium: { width: 600, height: 260 },
  wide: { width: 600, height: 260 },
};

/** How the counts of a machine grow with what is varied, with the law in words and a table of all that was measured. */
export function growthView(view: View, report: SimulationReport): TemplateResult {
  const { growth } = view.state.studies;
  const { phase, sweep } = growth;
  return html`<section class="growth" aria-labelledby="growth-title">
    <h2 class="section-title" id="growth-title">Growth</h2>
    ${controls(view, report)} ${studyStatus(view, 'growth', phase)} ${sweep ? plot(view, sweep) : nothing}
  </section>`;
}

function controls(view: View, report: SimulationReport): TemplateResult {
  const { state, dispatch } = view;
  const { controls: chosen, sweep, phase } = state.studies.growth;
  const machines = [...new Set(report.results.map(({ machine }) => machine))];
  const machine = growthMachine(state.studies, report);
  const event = sweep && drawnEvent(sweep, chosen);
  const range = readRange(chosen);
  const problem = 'problem' in range ? range.problem : undefined;
  const end = (name: 'from' | 'to', label: string) =>
    textField({
      id: `growth-${name}`,
      label,
      value: chosen[name],
      problem: name === 'to' ? problem : undefined,
      onInput: (text) => dispatch({ type: 'edit-range', end: name, text }),
      onEnter: () => dispatch({ type: 'study', study: 'growth' }),
    });
  return html`<div class="study-controls growth-controls">
    ${dropdown({
      id: 'growth-machine',
      label: 'On',
      value: machine ?? '',
      options: machines.map((name) => ({ value: name, label: titleOf(view, name) })),
      onChange: (value) => dispatch({ type: 'grow-on', machine: value as MachineName }),
    })}
    ${dropdown({
      id: 'growth-event',
      label: 'Count',
      value: event ?? '',
      options:
        sweep && machine
          ? eventsOf(sweep, sweptMachine(sweep) ?? machine).map((name) => ({
              value: name,
              label: eventWords[name].label,
            }))
          : [],
      onChange: (value) => dispatch({ type: 'grow-event', event: value as EventName }),
    })}
    ${dropdown({
      id: 'growth-across',
      label: 'Over',
      value: chosen.across,
      options: Object.entries(acrossWords).map(([value, { title }]) => ({ value, label: title })),
      onChange: (value) => dispatch({ type: 'grow-across', across: value as Across }),
    })}
    ${end('from', 'From')} ${end('to', 'To')}
    <div class="study-actions">
      ${button('Draw', {
        disabled: problem !== undefined || phase.kind === 'running',
        onClick: () => dispatch({ type: 'study', study: 'growth' }),
      })}
    </div>
  </div>`;
}

const drawnGrowth = latest(
  (sweep: SimulationSweep, event: EventName, across: Across, spacing: GrowthControls['spacing'], layout: Layout) => {
    const lines = growthLines(sweep, event, across);
    const drawn = growthPlot(lines, event, across, spacing);
    return { lines, drawn, drawing: drawingOf(drawn, plotSizes[layout]) };
  },
);

function plot(view: View, sweep: SimulationSweep): TemplateResult {
  const { state, dispatch } = view;
  const { controls: chosen, cursor } = state.studies.growth;
  const [event, machine] = [drawnEvent(sweep, chosen), sweptMachine(sweep)];
  if (event === undefined || machine === undefined)
    return html`<p class="quiet">No event happens on this machine, or no run was finished.</p>`;
  // Present entries run over what was measured for entries: a sweep of another property has none of them.
  const across = chosen.across === 'present' && sweep.sweep.axis === 'entries' ? 'present' : sweep.sweep.axis;
  const { lines, drawn, drawing } = drawnGrowth(sweep, event, across, chosen.spacing, state.layout);
  if (!drawing) return html``;
  const title = `${eventWords[event].label} on ${titleOf(view, machine)}`;
  const spacing = (axis: 'x' | 'y', label: string) =>
    checkbox(label, drawn[axis].spacing === 'log', (log) =>
      dispatch({ type: 'grow-spacing', axis, spacing: log ? 'log' : 'linear' }),
    );
  return html`<div class="growth-plot">
    ${linePlotView({
      id: 'growth-plot',
      title,
      plot: drawn,
      drawing,
      cursor: Math.min(cursor ?? drawing.values.length - 1, drawing.values.length - 1),
      words: (x) => valueWords(lines, event, across, x),
      onPoint: (at) => dispatch({ type: 'point-at', cursor: at }),
    })}
    <ul class="laws" aria-label="Laws of growth">
      ${lines.map(
        ({ names, variants, curve }) =>
          html`<li>
            <span class=${`law-swatch swatch-${variants[0]}`} aria-hidden="true"></span><strong>${names}:</strong>
            ${lawWords(curve, event)}
          </li>`,
      )}
    </ul>
    <div class="plot-tools">
      ${canBeLog(across) ? spacing('x', 'Log x axis') : nothing}
      ${spacing('y', 'Log y axis')} ${copyPlot(view, 'growth-plot', title)}
    </div>
    ${table(view, title, lines, across)}
  </div>`;
}

function table(view: View, title: string, lines: readonly GrowthLine[], across: Across): TemplateResult {
  const values = [...new Set(lines.flatMap(({ points }) => points.map(({ x }) => x)))].sort(
    (one, other) => one - other,
  );
  const byX = lines.map(({ points }) => new Map(points.map(({ x, y }) => [x, y])));
  const measured = html`<div class="scroll long-table" tabindex="0" role="group" aria-label=${`Values of ${title}`}>
      <table class="table">
        <caption class="hidden">${title}</caption>
        <thead>
          <tr>
            <th scope="col" class="number">${acrossWords[across].title}</th>
            ${lines.map(({ variants }) => html`<th scope="col" class="number">${variants.map((each) => variantWords[each]).join(', ')}</th>`)}
          </tr>
        </thead>
        <tbody>
          ${values.map(
            (x) =>
              html`<tr>
                <th scope="row" class="number">${across === 'holes' ? x : count(x)}</th>
                ${byX.map((known) => html`<td class="number">${known.has(x) ? count(known.get(x) ?? 0) : ''}</td>`)}
              </tr>`,
          )}
        </tbody>
      </table>
    </div>`;
  return foldView(view, {
    name: 'growth table',
    classes: 'counts',
    summary: `Table of this plot · ${count(values.length)} values`,
    body: measured,
  });
}
