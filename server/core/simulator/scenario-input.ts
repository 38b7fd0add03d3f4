import { type MachineOptions, machineOptionNames, machineOptions } from './arch/machine-options.ts';
import { type MachineName, machineNames } from './arch/names.ts';
import { patternNames } from './population.ts';
import type { Pattern, PopulationRun, Scenario, SimulationRequest, Variant } from './scenario.ts';
import { SimulationError, suggestion } from './simulation-error.ts';

/** Entries of one simulated range: as many as the simulated memory has page structures for. */
export const entryLimit = 262_144;

const largestFolioOrder = 9;

export const defaultScenario: Scenario = {
  entries: 256,
  start: 0,
  population: 'all_present',
  folioOrder: 0,
  attachedCpus: 2,
  maskCpus: 2,
  fullmm: false,
  arguments: {},
  assume: {},
  config: {},
  machine: {},
};

export const variants: readonly Variant[] = ['as-written', 'no-lazy-mode', 'with-range'];

/** Reads one property, or throws a SimulationError that names it. */
type Reader<T> = (value: unknown, property: string) => T;

function wrong(property: string, wanted: string, value: unknown): never {
  throw new SimulationError(`scenario: "${property}" must be ${wanted}, not ${JSON.stringify(value) ?? String(value)}`);
}

function integer(least: number, most: number): Reader<number> {
  return (value, property) => {
    if (typeof value === 'number' && Number.isInteger(value) && value >= least && value <= most) return value;
    return wrong(property, `a whole number from ${least} to ${most}`, value);
  };
}

const boolean: Reader<boolean> = (value, property) =>
  typeof value === 'boolean' ? value : wrong(property, 'true or false', value);

const text: Reader<string> = (value, property) => (typeof value === 'string' ? value : wrong(property, 'text', value));

const number: Reader<number> = (value, property) =>
  typeof value === 'number' && Number.isSafeInteger(value) ? value : wrong(property, 'a whole number', value);

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function record<T>(member: Reader<T>): Reader<Readonly<Record<string, T>>> {
  return (value, property) => {
    if (!isRecord(value)) return wrong(property, 'an object', value);
    return Object.fromEntries(Object.entries(value).map(([name, each]) => [name, member(each, `${property}.${name}`)]));
  };
}

const states: readonly PopulationRun['state'][] = ['none', 'present', 'swap', 'migration', 'marker'];
const runFlags = ['write', 'dirty', 'young', 'special'] as const;

const run: Reader<PopulationRun> = (value, property) => {
  if (!isRecord(value)) return wrong(property, 'an object', value);
  const known = ['entries', 'state', ...runFlags];
  const unknown = Object.keys(value).find((name) => !known.includes(name));
  if (unknown !== undefined) throw unknownProperty(`${property}.${unknown}`, unknown, known);
  const state = states.find((each) => each === value['state']);
  if (state === undefined) return wrong(`${property}.state`, `one of ${states.join(', ')}`, value['state']);
  const flags = runFlags.filter((flag) => value[flag] !== undefined);
  return {
    entries: integer(1, entryLimit)(value['entries'], `${property}.entries`),
    state,
    ...Object.fromEntries(flags.map((flag) => [flag, boolean(value[flag], `${property}.${flag}`)])),
  };
};

const population: Reader<Scenario['population']> = (value, property) => {
  if (Array.isArray(value) && value.length > 0) return value.map((each, index) => run(each, `${property}[${index}]`));
  const pattern = patternNames.find((name): name is Pattern => name === value);
  return pattern ?? wrong(property, `one of ${patternNames.join(', ')}, or a list of runs`, value);
};

const machine: Reader<Scenario['machine']> = (value, property) => {
  if (!isRecord(value)) return wrong(property, 'an object', value);
  const chosen: Partial<Record<keyof MachineOptions, unknown>> = {};
  for (const [typed, each] of Object.entries(value)) {
    const name = machineOptionNames.find((known) => known === typed);
    if (name === undefined) throw unknownProperty(`${property}.${typed}`, typed, machineOptionNames);
    const values: readonly unknown[] = machineOptions[name].values;
    if (!values.includes(each)) return wrong(`${property}.${name}`, `one of ${values.join(', ')}`, each);
    chosen[name] = each;
  }
  return chosen as Partial<MachineOptions>;
};

const readers: { readonly [Property in keyof Required<Scenario>]: Reader<Required<Scenario>[Property]> } = {
  entries: integer(1, entryLimit),
  start: integer(0, entryLimit),
  population,
  folioOrder: integer(0, largestFolioOrder),
  attachedCpus: integer(1, 4096),
  maskCpus: integer(1, 4096),
  fullmm: boolean,
  arguments: record(text),
  assume: record(number),
  config: record(boolean),
  machine,
  preset: text,
};

function unknownProperty(path: string, typed: string, known: readonly string[]): SimulationError {
  return new SimulationError(`scenario: there is no property "${path}"${suggestion(typed, known)}`);
}

/**
 * A complete scenario from what a user wrote: properties left out are those of `base`. Throws a SimulationError that names
 * the property which is wrong.
 */
export function readScenario(value: unknown, base: Scenario = defaultScenario): Scenario {
  if (!isRecord(value)) throw new SimulationError('scenario: must be an object');
  const known = Object.keys(readers);
  const given: Record<string, unknown> = {};
  for (const [property, each] of Object.entries(value)) {
    if (property === '$schema' || each === undefined) continue;
    if (!known.includes(property)) throw unknownProperty(property, property, known);
    given[property] = readers[property as keyof Scenario](each, property);
  }
  const scenario: Scenario = { ...base, ...given };
  // A CPU that has the address space loaded may hold TLB entries of it.
  if (given['attachedCpus'] !== undefined && given['maskCpus'] === undefined) {
    return { ...scenario, maskCpus: scenario.attachedCpus };
  }
  if (scenario.maskCpus >= scenario.attachedCpus) return scenario;
  return wrong('maskCpus', `at least "attachedCpus" (${scenario.attachedCpus})`, scenario.maskCpus);
}

/** A complete and sensible request, or a SimulationError. */
export function readRequest(request: SimulationRequest): SimulationRequest {
  for (const name of request.machines) readMachineName(name);
  const unknown = request.variants.find((each) => !variants.includes(each));
  if (unknown !== undefined)
    throw new SimulationError(`unknown variant ${unknown}: choose from ${variants.join(', ')}`);
  if (request.machines.length === 0) throw new SimulationError(`no machine: choose from ${machineNames.join(', ')}`);
  return { ...request, scenario: readScenario(request.scenario) };
}

/** Throws a SimulationError when there is no machine of that name. */
export function readMachineName(name: string): MachineName {
  const known = machineNames.find((each) => each === name);
  if (known !== undefined) return known;
  const near = suggestion(name, machineNames);
  throw new SimulationError(`unknown machine ${name}${near || `: choose from ${machineNames.join(', ')}`}`);
}
