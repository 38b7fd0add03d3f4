import { html, nothing, type TemplateResult } from 'lit-html';
import type { LockCurve, LockStudy } from '../../server/lsp/protocol.ts';
import { count, plural, variantWords } from '../format.ts';
import { drawingOf } from '../line-plot/drawing.ts';
import { figure, locksPlot, locksVerdict, locksWords } from '../locks-plot.ts';
import { latest } from '../remembered.ts';
import { readLockCosts } from '../state/lock-costs.ts';
import { mostLockCpus, readLockCpus } from '../state/studies.ts';
import type { Layout } from '../state.ts';
import { button, dropdown, textField } from '../toolkit.ts';
import { titleOf, type View } from './context.ts';
import { copyPlot } from './copy.ts';
import { foldView } from './fold.ts';
import { plotSizes } from './growth.ts';
import { linePlotView } from './line-plot.ts';
import { lockCostsView } from './lock-costs.ts';
import { studyStatus } from './study-status.ts';

/** What one lock around the sections costs when many CPUs run the walker, with the times that this rests on. */
export function locksView(view: View): TemplateResult {
  const { phase, result } = view.state.studies.locks;
  return html`<section class="study" aria-labelledby="locks-title">
    ${foldView(view, {
      name: 'locks',
      classes: 'study-fold',
      summary: html`<h2 class="section-title" id="locks-title">One lock around the sections</h2>`,
      body: html`${controls(view)} ${studyStatus(view, 'locks', phase)}
      ${result ? studied(view, result) : phase.kind === 'idle' ? explained : nothing}`,
    })}
  </section>`;
}

const explained = html`<p class="quiet">
  What would many CPUs do that run this walker at the same time, if one lock were held around each lazy MMU section? How long
  it is held follows from the counts and from the time that each event takes, which you can change.
</p>`;

function controls(view: View): TemplateResult {
  const { state, dispatch } = view;
  const { phase, cpus, costs, result } = state.studies.locks;
  const isWrong = readLockCpus(cpus) === undefined;
  const run = () => dispatch({ type: 'study', study: 'locks' });
  return html`<div class="study-controls">
    ${textField({
      id: 'lock-cpus',
      label: 'CPUs',
      value: cpus,
      problem: isWrong ? `From 1 to ${count(mostLockCpus)}.` : undefined,
      onInput: (text) => dispatch({ type: 'edit-lock-cpus', text }),
      onEnter: run,
    })}
    ${result && result.curves.length > 0 ? runs(view, result) : nothing}
    <div class="study-actions">
      ${button('Run', {
        disabled: phase.kind === 'running' || isWrong || readLockCosts(costs) === undefined,
        onClick: run,
      })}
    </div>
  </div>`;
}

const keyOf = ({ machine, variant }: LockCurve): string => `${machine} ${variant}`;

/** The chosen curve; the first one while none is. */
const chosenCurve = ({ curves }: LockStudy, chosen: string | undefined): LockCurve | undefined =>
  curves.find((curve) => keyOf(curve) === chosen) ?? curves[0];

function runs(view: View, study: LockStudy): TemplateResult {
  const chosen = chosenCurve(study, view.state.studies.locks.run);
  return dropdown({
    id: 'lock-run',
    label: 'Shown',
    value: chosen ? keyOf(chosen) : '',
    options: study.curves.map((curve) => ({
      value: keyOf(curve),
      label: `${titleOf(view, curve.machine)}, ${variantWords[curve.variant]}`,
    })),
    onChange: (run) => view.dispatch({ type: 'lock-run', run }),
  });
}

const drawnLocks = latest((curve: LockCurve, layout: Layout) => {
  const plot = locksPlot(curve);
  return { plot, drawing: drawingOf(plot, plotSizes[layout]) };
});

function studied(view: View, study: LockStudy): TemplateResult {
  const { layout, studies } = view.state;
  const curve = chosenCurve(study, studies.locks.run);
  const drawn = curve && drawnLocks(curve, layout);
  if (!curve || !drawn?.drawing) return html`<p class="quiet">No run was finished.</p>`;
  const title = `Throughput on ${titleOf(view, curve.machine)}, ${variantWords[curve.variant]}`;
  const last = drawn.drawing.values.length - 1;
  return html`<p>${locksVerdict(curve)}</p>
    ${linePlotView({
      id: 'locks-plot',
      title,
      plot: drawn.plot,
      drawing: drawn.drawing,
      cursor: Math.min(studies.locks.cursor ?? last, last),
      words: (cpus) => locksWords(curve, cpus),
      onPoint: (cursor) => view.dispatch({ type: 'point-at-lock', cursor }),
    })}
    <p class="quiet">
      The lock is held for ${figure(curve.section)} ns for each ${plural(curve.entries, 'entry', 'entries')}, with
      ${figure(curve.outside)} ns between.
    </p>
    <div class="plot-tools">${copyPlot(view, 'locks-plot', title)}</div>
    ${points(view, title, curve)} ${lockCostsView(view, study, curve)}`;
}

const columns = ['CPUs', 'No lock', 'One lock', 'Repairman', 'Bound', 'Lock held', 'Waiting'];

function points(view: View, title: string, { points: rows }: LockCurve): TemplateResult {
  const numbers = (values: readonly string[]) => values.map((value) => html`<td class="number">${value}</td>`);
  const table = html`<div class="scroll">
      <table class="table">
        <caption class="hidden">${title}, entries per microsecond</caption>
        <thead>
          <tr>
            ${columns.map((head) => html`<th scope="col" class="number">${head}</th>`)}
          </tr>
        </thead>
        <tbody>
          ${rows.map(
            ({ cpus, withoutLock, withLock, repairman, bound, busy, waiting }) =>
              html`<tr>
                <th scope="row" class="number">${count(cpus)}</th>
                ${numbers([...[withoutLock, withLock, repairman, bound].map(figure), `${Math.round(100 * busy)}%`, `${figure(waiting)} ns`])}
              </tr>`,
          )}
        </tbody>
      </table>
    </div>
    <p class="quiet">
      Entries per microsecond. "One lock" is simulated, with sections of equal length. "Repairman" is the queueing model where
      sections vary as pauses do, "bound" what no lock can exceed: the result lies between them.
    </p>`;
  return foldView(view, { name: 'locks table', classes: 'counts', summary: 'Table of this plot', body: table });
}
