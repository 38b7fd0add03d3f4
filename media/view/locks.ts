import { html, nothing, type TemplateResult } from 'lit-html';
import type { LockCurve, LockStudy } from '../../server/lsp/protocol.ts';
import { count, plural, variantWords } from '../format.ts';
import { drawingOf } from '../line-plot/drawing.ts';
import { figure, locksPlot, locksVerdict, locksWords } from '../locks-plot.ts';
import { latest } from '../remembered.ts';
import { mostLockCpus, readLockCpus } from '../state/studies.ts';
import type { Layout } from '../state.ts';
import { button, dropdown, textField } from '../toolkit.ts';
import { titleOf, type View } from './context.ts';
import { plotSizes } from './growth.ts';
import { linePlotView } from './line-plot.ts';
import { studyStatus } from './study-status.ts';

/** What one lock around the sections costs when many CPUs run the walker, with the times that this rests on. */
export function locksView(view: View): TemplateResult {
  const { state, dispatch } = view;
  const { open, phase, cpus, result } = state.studies.locks;
  const isWrong = readLockCpus(cpus) === undefined;
  const fold = (event: Event) => {
    const { open: isOpen } = event.currentTarget as HTMLDetailsElement;
    if (isOpen !== open) dispatch({ type: 'fold-study', study: 'locks', open: isOpen });
  };
  return html`<section class="study" aria-labelledby="locks-title">
    <details class="study-fold" ?open=${open} @toggle=${fold}>
      <summary><h2 class="section-title" id="locks-title">One lock around the sections</h2></summary>
      <div class="study-controls">
        ${textField({
          id: 'lock-cpus',
          label: 'CPUs',
          value: cpus,
          problem: isWrong ? `From 1 to ${count(mostLockCpus)}.` : undefined,
          onInput: (text) => dispatch({ type: 'edit-lock-cpus', text }),
          onEnter: () => dispatch({ type: 'study', study: 'locks' }),
        })}
        ${result && result.curves.length > 0 ? runs(view, result) : nothing}
        <div class="study-actions">
          ${button('Run', {
            disabled: phase.kind === 'running' || isWrong,
            onClick: () => dispatch({ type: 'study', study: 'locks' }),
          })}
        </div>
      </div>
      ${studyStatus(view, 'locks', phase)} ${result ? studied(view, result) : nothing}
    </details>
  </section>`;
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
      ${plural(curve.entries, 'entry', 'entries')} in a critical section of ${figure(curve.section)} ns,
      ${figure(curve.outside)} ns outside.
    </p>
    ${points(title, curve)} ${costs(study)}`;
}

function points(title: string, { points: rows }: LockCurve): TemplateResult {
  const numbers = (values: readonly string[]) => values.map((value) => html`<td class="number">${value}</td>`);
  return html`<details class="counts">
    <summary>Table of this plot</summary>
    <div class="scroll">
      <table class="table">
        <caption class="hidden">${title}, entries per microsecond</caption>
        <thead>
          <tr>
            ${['CPUs', 'No lock', 'One lock', 'Repairman', 'Bound', 'Lock held', 'Waiting'].map(
              (head) => html`<th scope="col" class="number">${head}</th>`,
            )}
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
  </details>`;
}

/** No source gives times, so what is assumed of each is in plain sight. */
function costs({ costs: rows }: LockStudy): TemplateResult {
  return html`<details class="counts">
    <summary>Times that this rests on · ${rows.length}</summary>
    <div class="scroll">
      <table class="table">
        <caption class="hidden">Nanoseconds of each event</caption>
        <thead>
          <tr>
            <th scope="col">What</th>
            <th scope="col" class="number">ns</th>
            <th scope="col">Source</th>
          </tr>
        </thead>
        <tbody>
          ${rows.map(
            ({ name, nanoseconds, source }) =>
              html`<tr>
                <th scope="row" class="code">${name}</th>
                <td class="number">${figure(nanoseconds)}</td>
                <td class="wrap">${source}</td>
              </tr>`,
          )}
        </tbody>
      </table>
    </div>
  </details>`;
}
