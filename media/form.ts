/** The scenario as the form holds it: text that may be half typed, and the scenario that it stands for. */
import type { MachineName, PanelState, Scenario, SimulationChoices } from '../server/lsp/protocol.ts';
import type { Overrides } from './state/overrides.ts';

export const numberFields = ['entries', 'start', 'folioOrder', 'attachedCpus', 'maskCpus'] as const;

export type NumberField = (typeof numberFields)[number];

export type Problems = Readonly<Partial<Record<NumberField | 'machines', string>>>;

export interface Form {
  readonly machines: readonly MachineName[];
  readonly preset: string;
  /** What the form does not show: the preset's arguments, values for assumptions, configuration. */
  readonly base: Scenario;
  readonly numbers: Readonly<Record<NumberField, string>>;
  readonly population: Scenario['population'];
  readonly fullmm: boolean;
  readonly overrides: Overrides;
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
  if (Object.keys(problems).length > 0) return { problems };
  const { base, preset, population, fullmm } = form;
  // The scenario of a file is offered by the file's name, and has a preset of its own.
  return { scenario: { ...base, ...numbers, preset: base.preset ?? preset, population, fullmm } };
}

export function problemsOf(form: Form): Problems {
  const read = readForm(form);
  return 'problems' in read ? read.problems : {};
}

/** Is the form what `scenario` was run with, as far as the form shows it? */
export function formMatches(form: Form, scenario: Scenario, machines: readonly MachineName[]): boolean {
  return (
    numberFields.every((field) => form.numbers[field].trim() === String(scenario[field])) &&
    form.fullmm === scenario.fullmm &&
    (form.base.preset ?? form.preset) === (scenario.preset ?? form.preset) &&
    JSON.stringify(form.population) === JSON.stringify(scenario.population) &&
    form.machines.length === machines.length &&
    form.machines.every((name) => machines.includes(name))
  );
}
