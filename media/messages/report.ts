/** Checks of a simulation's report. */
import type { SimulationReport } from '../../server/lsp/protocol.ts';
import { stateWords } from '../format.ts';
import { eventWords } from '../machines.ts';
import { either, flag, many, oneOf, optional, shape, text, version, whole } from './check.ts';
import { machine, scenario, variant } from './scenario.ts';

export const counts = shape(Object.fromEntries(Object.keys(eventWords).map((event) => [event, whole])));
const someCounts = shape(Object.fromEntries(Object.keys(eventWords).map((event) => [event, optional(whole)])));

const patterns = many(shape({ times: whole, runs: many(shape({ state: oneOf(stateWords), entries: whole })) }));

const result = shape({
  machine,
  variant,
  counts,
  lines: many(shape({ file: text, line: whole, text: optional(text), calls: whole, counts: someCounts })),
  runs: many(
    shape({ event: oneOf(eventWords), first: whole, entries: whole, destination: optional(flag), line: whole }),
  ),
  before: patterns,
  after: patterns,
  changes: many(shape({ before: oneOf(stateWords), after: oneOf(stateWords), entries: whole })),
  returned: text,
  unfinished: optional(shape({ returned: text, entry: whole })),
  steps: whole,
});

const supported: SimulationReport['version'] = 1;

export const failure = shape({ machine, variant, reason: text, file: text, line: whole });

export const assumption = shape({
  kind: text,
  name: text,
  value: text,
  file: text,
  line: whole,
  times: whole,
  decisive: flag,
  stated: optional(text),
});

/** A finding of the sanitizer. */
export const finding = shape({
  id: text,
  slug: text,
  status: text,
  severity: text,
  message: text,
  file: text,
  line: whole,
  entry: optional(shape({ index: whole })),
  path: many(shape({ file: text, line: whole, function: text, what: text })),
  machine,
  variant,
  times: whole,
});

export const report = shape({
  version: version(supported),
  file: text,
  function: text,
  line: whole,
  scenario,
  results: many(result),
  failures: many(failure),
  findings: many(finding),
  watchedEntries: whole,
  assumptions: many(assumption),
  executed: many(shape({ function: text, file: text })),
  modelled: many(shape({ function: text, reason: text })),
  rangeCall: optional(either(shape({ text }), shape({ refused: text }))),
});
