/** What a user does with the scenario's form. */
import type { MachineName, Scenario, SimulationChoices } from '../../server/lsp/protocol.ts';
import { type Form, formOf, type NumberField } from '../form.ts';
import type { Draft } from '../scenario-editor/draft.ts';
import { readAnswers, withAnswer } from './overrides.ts';

export type FormEdit =
  | { readonly type: 'edit-number'; readonly field: NumberField; readonly text: string }
  | { readonly type: 'set-machine'; readonly machine: MachineName; readonly chosen: boolean }
  | { readonly type: 'choose-preset'; readonly preset: string }
  | { readonly type: 'choose-population'; readonly population: Scenario['population'] }
  | { readonly type: 'set-fullmm'; readonly fullmm: boolean }
  | { readonly type: 'edit-property'; readonly property: string; readonly draft: Draft }
  | { readonly type: 'edit-assumption'; readonly name: string; readonly text: string }
  /** Puts what was typed for an assumption into the scenario, or takes it out; simulates. */
  | { readonly type: 'override'; readonly name: string }
  | { readonly type: 'reset-assumption'; readonly name: string };

const types: Readonly<Record<FormEdit['type'], true>> = {
  'edit-number': true,
  'set-machine': true,
  'choose-preset': true,
  'choose-population': true,
  'set-fullmm': true,
  'edit-property': true,
  'edit-assumption': true,
  override: true,
  'reset-assumption': true,
};

export const isFormEdit = <Other extends { readonly type: string }>(action: FormEdit | Other): action is FormEdit =>
  Object.hasOwn(types, action.type);

/** Is the form's scenario simulated at once? */
export const simulates = ({ type }: FormEdit): boolean => type === 'override' || type === 'reset-assumption';

function answered(form: Form, name: string, answers: ReturnType<typeof readAnswers>): Form {
  const { [name]: _, ...overrides } = form.overrides;
  return { ...form, overrides, drafts: without(form.drafts, 'assume'), base: withAnswer(form.base, name, answers) };
}

function without(drafts: Form['drafts'], property: string): Form['drafts'] {
  const { [property]: _, ...others } = drafts;
  return others;
}

/** The form after an edit; the same form where it changes nothing. */
export function editForm(form: Form, choices: SimulationChoices | undefined, edit: FormEdit): Form {
  switch (edit.type) {
    case 'edit-number':
      return { ...form, numbers: { ...form.numbers, [edit.field]: edit.text } };
    case 'set-machine': {
      const order = choices?.machines.map(({ name }) => name) ?? [];
      const isChosen = (name: MachineName) => (name === edit.machine ? edit.chosen : form.machines.includes(name));
      return { ...form, machines: order.filter(isChosen) };
    }
    case 'choose-preset': {
      const preset = choices?.presets.find(({ name }) => name === edit.preset);
      return preset ? formOf(preset.scenario, preset.name, form.machines) : form;
    }
    case 'choose-population':
      return { ...form, population: edit.population, drafts: without(form.drafts, 'population') };
    case 'set-fullmm':
      return { ...form, fullmm: edit.fullmm };
    case 'edit-property': {
      const shape = choices?.properties[edit.property]?.shape;
      if (!shape) return form;
      return { ...form, drafts: { ...form.drafts, [edit.property]: { shape, draft: edit.draft } } };
    }
    case 'edit-assumption':
      return { ...form, overrides: { ...form.overrides, [edit.name]: edit.text } };
    case 'override': {
      const answers = readAnswers(form.overrides[edit.name] ?? '');
      return answers === undefined ? form : answered(form, edit.name, answers);
    }
    case 'reset-assumption':
      return answered(form, edit.name, undefined);
  }
}
