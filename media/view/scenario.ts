import { html, nothing, type TemplateResult } from 'lit-html';
import { type Form, type NumberField, problemsOf, readForm } from '../form.ts';
import { patternWords, scenarioWords } from '../format.ts';
import { button, checkbox, dropdown, textField } from '../toolkit.ts';
import type { View } from './context.ts';
import { foldView } from './fold.ts';
import { scenarioEditor } from './scenario-editor.ts';

/**
 * The form: what is simulated, the buttons that start and stop it, and behind them what few change. Folded to one line where
 * the panel is narrow.
 */
export function scenarioView(view: View): TemplateResult {
  const { form, layout, report } = view.state;
  const compact = layout === 'narrow';
  if (!form) return html``;
  const fields = html`<div class="fields">${choices(view, form)} ${numbers(view, form)} ${machines(view, form)}</div>`;
  const more = scenarioEditor(view, form);
  return html`<section class="scenario" aria-labelledby="scenario-title">
    <h2 class="section-title" id="scenario-title">Scenario</h2>
    ${
      compact
        ? html`${foldView(view, {
            name: 'scenario',
            classes: 'fold',
            summary: report ? scenarioWords(report.scenario) : 'Choose what is simulated',
            body: html`${fields} ${more}`,
          })}
          ${buttons(view, form)}`
        : html`${fields} ${buttons(view, form)} ${more}`
    }
  </section>`;
}

function machines(view: View, form: Form): TemplateResult {
  const { state, dispatch } = view;
  const problem = problemsOf(form).machines;
  const all = state.choices?.machines ?? [];
  const boxes = html`<fieldset class="field machines" aria-describedby="machines-problem">
    <legend class="hidden">Machines</legend>
    ${all.map(({ name, title }) =>
      checkbox(title, form.machines.includes(name), (chosen) =>
        dispatch({ type: 'set-machine', machine: name, chosen }),
      ),
    )}
    <p class="field-problem" id="machines-problem" ?hidden=${problem === undefined}>${problem ?? nothing}</p>
  </fieldset>`;
  return foldView(view, {
    name: 'machines',
    classes: 'machines-fold',
    summary: `Machines · ${form.machines.length} of ${all.length}`,
    body: boxes,
    usuallyOpen: true,
  });
}

/** A population that is no pattern, but runs of entries, as a preset may have it. */
const ownRuns = 'runs';

function choices({ state, dispatch }: View, form: Form): TemplateResult {
  const presets = state.choices?.presets ?? [];
  const ofBase = typeof form.base.population === 'string' ? undefined : form.base.population;
  const read = readForm(form);
  const population = 'scenario' in read ? read.scenario.population : form.population;
  const runs = typeof population === 'string' ? ofBase : population;
  const patterns = Object.entries(patternWords).map(([value, label]) => ({ value, label }));
  return html`${dropdown({
    id: 'preset',
    label: 'Preset',
    value: form.preset,
    options: presets.map(({ name, title }) => ({ value: name, label: title })),
    onChange: (preset) => dispatch({ type: 'choose-preset', preset }),
  })}
  ${dropdown({
    id: 'population',
    label: 'Population',
    value: typeof population === 'string' ? population : ownRuns,
    options: runs
      ? [{ value: ownRuns, label: runs === ofBase ? 'as the preset has it' : 'runs of entries, below' }, ...patterns]
      : patterns,
    onChange: (value) => {
      const pattern = patterns.find((each) => each.value === value)?.value as keyof typeof patternWords | undefined;
      const chosen = pattern ?? runs;
      if (chosen) dispatch({ type: 'choose-population', population: chosen });
    },
  })}`;
}

const numberLabels: Readonly<Record<NumberField, string>> = {
  entries: 'Entries',
  start: 'Start index',
  folioOrder: 'Folio order',
  attachedCpus: 'CPUs attached',
  maskCpus: 'CPUs in mask',
};

function numbers(view: View, form: Form): TemplateResult {
  const { dispatch } = view;
  const problems = problemsOf(form);
  const field = (name: NumberField) =>
    textField({
      id: name,
      label: numberLabels[name],
      value: form.numbers[name],
      problem: problems[name],
      onInput: (text) => dispatch({ type: 'edit-number', field: name, text }),
      onEnter: () => dispatch({ type: 'submit' }),
    });
  return html`<div class="pair">${field('entries')} ${field('start')}</div>
    <div class="pair">${field('attachedCpus')} ${field('maskCpus')}</div>
    <div class="pair">${field('folioOrder')}</div>
    <div class="field">
      ${checkbox('Full teardown', form.fullmm, (fullmm) => dispatch({ type: 'set-fullmm', fullmm }))}
    </div>
    ${meanings(view)}`;
}

/** By the words of the scenario's published shape. */
function meanings(view: View): TemplateResult {
  const properties = view.state.choices?.properties ?? {};
  const terms = Object.entries({ population: 'Population', ...numberLabels, fullmm: 'Full teardown' });
  return foldView(view, {
    name: 'fields',
    classes: 'counts meanings',
    summary: 'What these fields mean',
    body: html`<dl class="meanings-list">
      ${terms.map(([name, label]) =>
        properties[name] === undefined
          ? nothing
          : html`<dt>${label}</dt>
              <dd>${properties[name].description}</dd>`,
      )}
    </dl>`,
  });
}

function buttons(view: View, form: Form): TemplateResult {
  const { state, dispatch } = view;
  const { kind } = state.phase;
  const running = kind === 'running' || kind === 'cancelling';
  const wrong = Object.keys(problemsOf(form)).length > 0;
  return html`<div class="buttons">
    ${button('Simulate', { primary: true, disabled: running || wrong, onClick: () => dispatch({ type: 'submit' }) })}
    ${button('Cancel', { disabled: kind !== 'running', onClick: () => dispatch({ type: 'stop' }) })}
    ${state.report ? compareButton(view, running) : nothing}
  </div>`;
}

/** The comparison stands far from here: it is shown when it is asked for. */
function compareButton({ state, dispatch }: View, running: boolean): TemplateResult {
  const { phase, revision } = state.studies.comparison;
  return html`<div class="wide-button">
    ${button(`Compare with ${revision.trim() || 'HEAD'}`, {
      disabled: running || phase.kind === 'running',
      onClick: () => {
        dispatch({ type: 'study', study: 'comparison' });
        document.getElementById('comparison-title')?.scrollIntoView({ block: 'nearest' });
      },
    })}
  </div>`;
}
