/** The scenario as the form holds it: text that may be half typed, and the scenario that it stands for. */

import type { PanelState } from '../server/lsp/panel-protocol.ts';
import type { MachineName, Scenario, Shape, SimulationChoices } from '../server/lsp/protocol.ts';
import { type Draft, readDraft } from './scenario-editor/draft.ts';
import type { Overrides } from './state/overrides.ts';

export const numberFields = ['entries', 'start', 'folioOrder', 'attachedCpus', 'maskCpus'] as const;

export type NumberField = (typeof numberFields)[number];

export type Problems = Readonly<Partial<Record<NumberField | 'machines', string>>> & {
  /** By name, of properties that were drafted. */
  readonly properties?: Readonly<Record<string, string>>;
};

export interface Form {
  readonly machines: readonly MachineName[];
  readonly preset: string;
  /** What the form does not show: the preset's arguments, values for assumptions, configuration. */
  readonly base: Scenario;
  readonly numbers: Readonly<Record<NumberField, string>>;
  readonly population: Scenario['population'];
  readonly fullmm: boolean;
  readonly overrides: Overrides;
  /** Properties beyond these that were edited, with their shapes. */
  readonly drafts: Readonly<Record<string, { readonly shape: Shape; readonly draft: Draft }>>;
}

/** Machines of a first look: the two s390 that the range call is about, and one of each other kind. */
const firstMachines: readonly MachineName[] = ['s390', 's390-ipte-range', 'arm64', 'xen-pv'];

export function formOf(base: Scenario, preset: string, machines: readonly MachineName[]): Form {
  const { entries, start, folioOrder, attachedCpus, maskCpus, population, fullmm } = base;
  const numbers = { entries, start, folioOrder, attachedCpus, maskCpus };
  return {
    machines,
    preset,
    base,
    population,
    fullmm,
    overrides: {},
    drafts: {},
    numbers: Object.fromEntries(numberFields.map((field) => [field, String(numbers[field])])) as Form['numbers'],
  };
}

/** The form to begin with: what was remembered of the function, over the preset that fits it. */
export function firstForm(choices: SimulationChoices, remembered: PanelState | undefined): Form | undefined {
  const wanted = remembered?.scenario?.preset ?? choices.preset;
  const preset = choices.presets.find(({ name }) => name === wanted) ?? choices.presets[0];
  if (!preset) return undefined;
  const offered = choices.machines.map(({ name }) => name);
  const machines = (remembered?.machines ?? firstMachines).filter((name) => offered.includes(name));
  return formOf({ ...preset.scenario, ...remembered?.scenario }, preset.name, machines.length > 0 ? machines : offered);
}

/** The simulator's own: entries of 128 TiB, and CPUs of the largest machine. */
const limits: Readonly<Record<NumberField, { readonly least: number; readonly most: number; readonly what: string }>> =
  {
    entries: { least: 1, most: 2 ** 35, what: 'From 1 to 34,359,738,368 entries, 128 TiB.' },
    start: { least: 0, most: 2 ** 35 - 1, what: 'An index in the table, from 0 to 34,359,738,367.' },
    folioOrder: { least: 0, most: 9, what: 'From 0 (single pages) to 9 (512 pages).' },
    attachedCpus: { least: 1, most: 4096, what: 'From 1, the CPU that runs the walker, to 4,096.' },
    maskCpus: { least: 1, most: 4096, what: 'At least as many as are attached, up to 4,096.' },
  };

function readNumber(text: string, field: NumberField): number | undefined {
  const value = /^\s*\d{1,11}\s*$/.test(text) ? Number(text) : Number.NaN;
  return value >= limits[field].least && value <= limits[field].most ? value : undefined;
}

/** What the drafts stand for, or what is wrong with them, by the names of their properties. */
function readDrafts({ drafts }: Form): {
  readonly values: Readonly<Record<string, unknown>>;
  readonly problems: Readonly<Record<string, string>>;
} {
  const values: Record<string, unknown> = {};
  const problems: Record<string, string> = {};
  for (const [name, { shape, draft }] of Object.entries(drafts)) {
    const read = readDraft(shape, draft);
    if ('problem' in read) problems[name] = read.problem;
    else values[name] = read.value;
  }
  return { values, problems };
}

/** The scenario that the form stands for, or what is wrong, field by field. */
export function readForm(form: Form): { readonly scenario: Scenario } | { readonly problems: Problems } {
  const problems: { -readonly [field in keyof Problems]: Problems[field] } = {};
  const numbers = { entries: 0, start: 0, folioOrder: 0, attachedCpus: 0, maskCpus: 0 };
  for (const field of numberFields) {
    const value = readNumber(form.numbers[field], field);
    if (value === undefined) problems[field] = limits[field].what;
    else numbers[field] = value;
  }
  if (form.machines.length === 0) problems.machines = 'Choose at least one machine.';
  if (!problems.attachedCpus && !problems.maskCpus && numbers.maskCpus < numbers.attachedCpus)
    problems.maskCpus = limits.maskCpus.what;
  const drafted = readDrafts(form);
  if (Object.keys(drafted.problems).length > 0) problems.properties = drafted.problems;
  if (Object.keys(problems).length > 0) return { problems };
  const { base, preset, population, fullmm } = form;
  // The scenario of a file is offered by the file's name, and has a preset of its own.
  const shown: Scenario = { ...base, ...numbers, preset: base.preset ?? preset, population, fullmm };
  const { population: runs = population, ...values } = drafted.values;
  const scenario = { ...shown, ...values, population: runs } as Scenario;
  // A property that was emptied is left out, as one that nobody has set.
  return {
    scenario: Object.fromEntries(
      Object.entries(scenario).filter(([, value]) => value !== undefined),
    ) as unknown as Scenario,
  };
}

export function problemsOf(form: Form): Problems {
  const read = readForm(form);
  return 'problems' in read ? read.problems : {};
}

/** Is the form what `scenario` was run with, as far as the form shows it? */
export function formMatches(form: Form, scenario: Scenario, machines: readonly MachineName[]): boolean {
  const { population: runs = form.population, ...values } = readDrafts(form).values;
  const given: Readonly<Record<string, unknown>> = { ...scenario };
  return (
    numberFields.every((field) => form.numbers[field].trim() === String(scenario[field])) &&
    form.fullmm === scenario.fullmm &&
    (form.base.preset ?? form.preset) === (scenario.preset ?? form.preset) &&
    JSON.stringify(runs) === JSON.stringify(scenario.population) &&
    Object.entries(values).every(([name, value]) => JSON.stringify(value) === JSON.stringify(given[name])) &&
    form.machines.length === machines.length &&
    form.machines.every((name) => machines.includes(name))
  );
}
