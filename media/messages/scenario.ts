/** Checks of machines, ways to run a walker, and scenarios. */
import { patternWords, variantWords } from '../format.ts';
import { machineWords } from '../machines.ts';
import { either, flag, many, number, oneOf, optional, record, shape, text, whole } from './check.ts';

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
