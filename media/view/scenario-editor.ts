import { html, nothing, type TemplateResult } from 'lit-html';
import type { Property, Shape } from '../../server/lsp/protocol.ts';
import { type Form, problemsOf, readForm } from '../form.ts';
import { type Draft, draftOf, emptyDraft, isLine } from '../scenario-editor/draft.ts';
import { scenarioFile } from '../scenario-editor/scenario-file.ts';
import type { View } from './context.ts';
import { foldView, isUnfolded } from './fold.ts';

/** Properties that the form above has fields for. */
const elsewhere = ['preset', 'entries', 'start', 'folioOrder', 'attachedCpus', 'maskCpus', 'fullmm'];

/** Everything else that a scenario may hold, by its published shape; and the way to files of scenarios. */
export function scenarioEditor(view: View, form: Form): TemplateResult {
  const { state } = view;
  const properties = Object.entries(state.choices?.properties ?? {}).filter(([name]) => !elsewhere.includes(name));
  return html`${foldView(view, {
    name: 'editor',
    classes: 'editor',
    summary: `More of the scenario${setWords(form)}`,
    body: isUnfolded(state, 'editor')
      ? properties.map(([name, property]) => propertyView(view, form, name, property))
      : nothing,
  })}
  ${files(view, form)}`;
}

const isSet = (value: unknown): boolean =>
  typeof value === 'object' && value !== null ? Object.keys(value).length > 0 : typeof value === 'number';

/** How many of them say anything. */
function setWords(form: Form): string {
  const read = readForm(form);
  if ('problems' in read) return '';
  const set = Object.entries(read.scenario).filter(([name, value]) => !elsewhere.includes(name) && isSet(value));
  return set.length === 0 ? '' : ` · ${set.length} set`;
}

function files({ state, dispatch }: View, form: Form): TemplateResult {
  const read = readForm(form);
  const save = () => {
    if ('problems' in read) return;
    const preset = state.choices?.presets.find(({ name }) => name === read.scenario.preset)?.scenario;
    dispatch({ type: 'save-scenario', scenario: scenarioFile(read.scenario, preset) });
  };
  return html`<div class="files">
    <button class="quiet-button" type="button" title="Simulate with a scenario file" @click=${() => dispatch({ type: 'open-scenario' })}>Open file…</button>
    <button class="quiet-button" type="button" title="Open this scenario as a file that can be saved" ?disabled=${!('scenario' in read)} @click=${save}>Save as file…</button>
  </div>`;
}

/** One property, with what it means and what is wrong with it. */
function propertyView(view: View, form: Form, name: string, { description, shape }: Property): TemplateResult {
  const base: Readonly<Record<string, unknown>> = { ...form.base, population: form.population };
  const draft = form.drafts[name]?.draft ?? draftOf(shape, base[name]);
  const problem = problemsOf(form).properties?.[name];
  const said = sizeOf(draft);
  const fields = html`<p class="property-words">${description}</p>
    ${shapeView({
      label: name,
      shape,
      draft,
      onChange: (changed) => view.dispatch({ type: 'edit-property', property: name, draft: changed }),
    })}
    ${problem === undefined ? nothing : html`<p class="field-problem" role="alert">${problem}</p>`}`;
  return foldView(view, {
    name: `property ${name}`,
    classes: 'property',
    summary: html`<span class="code">${name}</span>${said === 0 ? nothing : html`<span class="quiet"> · ${said} set</span>`}`,
    body: fields,
  });
}

/** Parts of a draft that say something. */
function sizeOf(draft: Draft): number {
  if (typeof draft === 'string') return draft.trim() === '' ? 0 : 1;
  if (draft.kind === 'record') return draft.rows.length;
  if (draft.kind === 'list') return draft.items.length;
  return Object.values(draft.members).filter((member) => sizeOf(member) > 0).length;
}

interface ShapeOptions {
  /** Path of the value, told to those who cannot see where its field stands. */
  readonly label: string;
  readonly shape: Shape;
  readonly draft: Draft;
  /** What it stands for when it is left out. */
  readonly usual?: unknown;
  readonly onChange: (draft: Draft) => void;
}

function shapeView(options: ShapeOptions): TemplateResult {
  const { shape, draft } = options;
  if (typeof draft === 'string') return textView(options, draft);
  switch (draft.kind) {
    case 'record':
      return shape.kind === 'record' ? recordView(options, shape.of, draft.rows) : html``;
    case 'object':
      return shape.kind === 'object' ? objectView(options, shape, draft.members) : html``;
    case 'list':
      return shape.kind === 'list' || shape.kind === 'name-or-list' ? listView(options, shape.of, draft.items) : html``;
  }
}

function textView({ label, shape, usual, onChange }: ShapeOptions, text: string): TemplateResult {
  const change = (event: Event) => onChange((event.target as HTMLInputElement | HTMLSelectElement).value);
  const choices =
    shape.kind === 'boolean'
      ? [
          { name: 'true', title: 'Yes.' },
          { name: 'false', title: 'No.' },
        ]
      : shape.kind === 'name'
        ? shape.of
        : undefined;
  if (!choices) {
    const hint = isLine(shape) ? 'one, or several with commas' : usual === undefined ? '' : String(usual);
    return html`<input
      class="small-input grow"
      type="text"
      aria-label=${label}
      placeholder=${hint}
      .value=${text}
      @input=${change}
    />`;
  }
  return html`<select class="small-input grow" aria-label=${label} @change=${change}>
    <option value="" .selected=${text === ''}>${usual === undefined ? '–' : `(${usual})`}</option>
    ${choices.map(
      ({ name, title }) => html`<option value=${name} title=${title} .selected=${name === text}>${name}</option>`,
    )}
  </select>`;
}

const removeButton = (label: string, onRemove: () => void): TemplateResult =>
  html`<button class="quiet-button" type="button" aria-label=${`Remove ${label}`} title="Remove" @click=${onRemove}>×</button>`;

const addButton = (label: string, onAdd: () => void): TemplateResult =>
  html`<button class="quiet-button" type="button" aria-label=${`Add to ${label}`} @click=${onAdd}>Add</button>`;

function recordView(
  { label, onChange }: ShapeOptions,
  of: Shape,
  rows: readonly { readonly name: string; readonly value: Draft }[],
): TemplateResult {
  const change = (next: typeof rows) => onChange({ kind: 'record', rows: next });
  const replace = (at: number, row: (typeof rows)[number]) =>
    change(rows.map((each, index) => (index === at ? row : each)));
  return html`${rows.map(
    (row, index) =>
      html`<div class="property-row">
          <input
            class="small-input grow"
            type="text"
            aria-label=${`Name ${index + 1} of ${label}`}
            placeholder="name"
            .value=${row.name}
            @input=${(event: Event) => replace(index, { ...row, name: (event.target as HTMLInputElement).value })}
          />
          ${shapeView({
            label: `${label} of ${row.name || index + 1}`,
            shape: of,
            draft: row.value,
            onChange: (value) => replace(index, { ...row, value }),
          })}
          ${removeButton(`${label} of ${row.name || index + 1}`, () => change(rows.filter((_, at) => at !== index)))}
        </div>`,
  )}
    ${addButton(label, () => change([...rows, { name: '', value: emptyDraft(of) }]))}`;
}

function objectView(
  { label, onChange }: ShapeOptions,
  { properties }: Extract<Shape, { kind: 'object' }>,
  members: Readonly<Record<string, Draft>>,
): TemplateResult {
  return html`${Object.entries(properties).map(
    ([name, { shape, description, usual }]) =>
      html`<div class="property-member">
        <span class="code" title=${description}>${name}</span>
        ${shapeView({
          label: `${label}.${name}`,
          shape,
          draft: members[name] ?? emptyDraft(shape),
          usual,
          onChange: (draft) => onChange({ kind: 'object', members: { ...members, [name]: draft } }),
        })}
        <span class="property-words">${description}</span>
      </div>`,
  )}`;
}

function listView({ label, onChange }: ShapeOptions, of: Shape, items: readonly Draft[]): TemplateResult {
  const change = (next: readonly Draft[]) => onChange({ kind: 'list', items: next });
  return html`${items.map(
    (item, index) =>
      html`<div class="property-item" role="group" aria-label=${`${label} ${index + 1}`}>
          <div class="property-row">
            <strong>${index + 1}</strong> ${removeButton(`${label} ${index + 1}`, () => change(items.filter((_, at) => at !== index)))}
          </div>
          ${shapeView({
            label: `${label} ${index + 1}`,
            shape: of,
            draft: item,
            onChange: (draft) => change(items.map((each, at) => (at === index ? draft : each))),
          })}
        </div>`,
  )}
    ${addButton(label, () => change([...items, emptyDraft(of)]))}`;
}
