/** Checks what the host sends, and what an earlier panel saved, before anything is shown: a stranger's message is refused by name. */
import type { PanelState, SimulationReport, ToPanel } from '../server/lsp/protocol.ts';
import { patternWords, stateWords, variantWords } from './format.ts';
import { eventWords, machineWords } from './machines.ts';

/**
 * What is wrong with a value, as the end of a sentence that begins with its name: " is no list", ".entries is no count".
 * Undefined when it is as it should be. The path is put together on the way out, for a report may hold millions of values.
 */
type Check = (value: unknown) => string | undefined;

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const ofType =
  (type: 'string' | 'boolean'): Check =>
  (value) =>
    typeof value === type ? undefined : ` is no ${type}`;

const text = ofType('string');
const flag = ofType('boolean');

const number: Check = (value) => (typeof value === 'number' && Number.isFinite(value) ? undefined : ' is no number');

const whole: Check = (value) => (Number.isSafeInteger(value) && Number(value) >= 0 ? undefined : ' is no count');

const oneOf =
  (names: Readonly<Record<string, unknown>>): Check =>
  (value) =>
    typeof value === 'string' && Object.hasOwn(names, value) ? undefined : ` is unknown: ${JSON.stringify(value)}`;

const many =
  (check: Check): Check =>
  (value) => {
    if (!Array.isArray(value)) return ' is no list';
    for (const [index, each] of value.entries()) {
      const problem = check(each);
      if (problem) return `[${index}]${problem}`;
    }
    return undefined;
  };

const record =
  (check: Check): Check =>
  (value) => {
    if (!isRecord(value)) return ' is no object';
    for (const [key, each] of Object.entries(value)) {
      const problem = check(each);
      if (problem) return `.${key}${problem}`;
    }
    return undefined;
  };

const optional =
  (check: Check): Check =>
  (value) =>
    value === undefined ? undefined : check(value);

const shape =
  (checks: Readonly<Record<string, Check>>): Check =>
  (value) => {
    if (!isRecord(value)) return ' is no object';
    for (const [key, check] of Object.entries(checks)) {
      const problem = check(value[key]);
      if (problem) return `.${key}${problem}`;
    }
    return undefined;
  };

const either =
  (...checks: readonly Check[]): Check =>
  (value) => {
    const problems = checks.map((check) => check(value));
    return problems.includes(undefined) ? undefined : problems[0];
  };

/** One answer, or several in turn. */
const answers = either(number, many(number));
const machine = oneOf(machineWords);
const variant = oneOf(variantWords);

const scenarioFields = {
  entries: whole,
  start: whole,
  population: either(oneOf(patternWords), many(shape({ entries: whole, state: text }))),
  folioOrder: whole,
  attachedCpus: whole,
  maskCpus: whole,
  fullmm: flag,
  arguments: record(text),
  assume: record(answers),
  config: record(flag),
  machine: record(either(flag, text)),
};

const scenario = shape({
  ...scenarioFields,
  destinationStart: optional(whole),
  otherPages: optional(whole),
  preset: optional(text),
});

const partialScenario = shape(
  Object.fromEntries(
    Object.entries({ ...scenarioFields, preset: text }).map(([field, check]) => [field, optional(check)]),
  ),
);

const counts = shape(Object.fromEntries(Object.keys(eventWords).map((event) => [event, whole])));
const someCounts = shape(Object.fromEntries(Object.keys(eventWords).map((event) => [event, optional(whole)])));

const patterns = many(shape({ times: whole, runs: many(shape({ state: oneOf(stateWords), entries: whole })) }));

const result = shape({
  machine,
  variant,
  counts,
  lines: many(shape({ file: text, line: whole, text: optional(text), calls: whole, counts: someCounts })),
  runs: many(shape({ event: oneOf(eventWords), first: whole, entries: whole, line: whole })),
  before: patterns,
  after: patterns,
  changes: many(shape({ before: oneOf(stateWords), after: oneOf(stateWords), entries: whole })),
  returned: text,
  unfinished: optional(shape({ returned: text, entry: whole })),
  steps: whole,
});

const supported: SimulationReport['version'] = 1;

const version: Check = (value) =>
  value === supported ? undefined : ` is ${JSON.stringify(value)}, and this panel reads ${supported}`;

const report = shape({
  version,
  file: text,
  function: text,
  line: whole,
  scenario,
  results: many(result),
  failures: many(shape({ machine, variant, reason: text, file: text, line: whole })),
  assumptions: many(
    shape({
      kind: text,
      name: text,
      value: text,
      file: text,
      line: whole,
      times: whole,
      decisive: flag,
      stated: optional(text),
    }),
  ),
  executed: many(shape({ function: text, file: text })),
  modelled: many(shape({ function: text, reason: text })),
  rangeCall: optional(either(shape({ text }), shape({ refused: text }))),
});

const checks: Readonly<Record<ToPanel['type'], Check>> = {
  choices: shape({
    uri: text,
    function: text,
    scenarioFile: optional(text),
    choices: shape({
      machines: many(shape({ name: machine, title: text })),
      presets: many(shape({ name: text, title: text, scenario })),
      preset: text,
    }),
  }),
  running: shape({ message: text, percentage: optional(number) }),
  report: shape({ report }),
  error: shape({ message: text }),
};

const isKnown = (type: unknown): type is ToPanel['type'] => typeof type === 'string' && Object.hasOwn(checks, type);

/** A message of the host, or the path to what is wrong with it. */
export function readMessage(data: unknown): { readonly message: ToPanel } | { readonly problem: string } {
  const type = isRecord(data) ? data['type'] : undefined;
  if (!isKnown(type)) return { problem: `a message of an unknown type, ${JSON.stringify(type)}` };
  const problem = checks[type](data);
  return problem ? { problem: problem.replace(/^\./, '') } : { message: data as ToPanel };
}

const panelState = shape({
  uri: text,
  function: text,
  scenarioFile: optional(text),
  machines: optional(many(machine)),
  scenario: optional(partialScenario),
  shown: optional(shape({ machine, variant })),
});

/** What getState gave; undefined when it is from another version of the panel, or nothing. */
export function readPanelState(data: unknown): PanelState | undefined {
  return panelState(data) === undefined ? (data as PanelState) : undefined;
}
