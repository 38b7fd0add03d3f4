/** Checks of machines, ways to run a walker, and scenarios. */
import type { Shape } from '../../server/lsp/protocol.ts';
import { patternWords, variantWords } from '../format.ts';
import { machineWords } from '../machines.ts';
import { type Check, either, flag, many, number, oneOf, optional, record, shape, text, whole } from './check.ts';

/** One answer, or several in turn. */
const answers = either(number, many(number));
export const machine = oneOf(machineWords);
export const variant = oneOf(variantWords);

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

export const scenario = shape({
  ...scenarioFields,
  destinationStart: optional(whole),
  otherPages: optional(whole),
  preset: optional(text),
});

export const partialScenario = shape(
  Object.fromEntries(
    Object.entries({ ...scenarioFields, preset: text }).map(([field, check]) => [field, optional(check)]),
  ),
);

/** Properties by which a scenario is edited: each has words and a shape, which may hold others. */
export const properties: Check = (value) => record(shape({ description: text, shape: valueShape }))(value);

const choices = many(shape({ name: text, title: text }));

const shapes: Readonly<Record<Shape['kind'], Check>> = {
  integer: shape({ least: number, most: number }),
  boolean: shape({}),
  text: shape({}),
  name: shape({ of: choices }),
  record: (value) => shape({ of: valueShape })(value),
  object: (value) => shape({ properties, required: many(text), oneOf: optional(many(text)) })(value),
  list: (value) => shape({ of: valueShape, items: text })(value),
  'one-or-list': (value) => shape({ of: valueShape, items: text })(value),
  'name-or-list': (value) => shape({ of: valueShape, names: choices, items: text })(value),
};

const kind = oneOf(shapes);

function valueShape(value: unknown): string | undefined {
  const problem = shape({ kind })(value);
  return problem ?? shapes[(value as Shape).kind](value);
}
