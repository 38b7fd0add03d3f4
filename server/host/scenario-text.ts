import { Ajv } from 'ajv';
import schema from '../../schemas/scenario.schema.json' with { type: 'json' };
import type { Scenario } from '../core/simulator/scenario.ts';
import { readJsonText } from './json-text.ts';

/** What a scenario file holds, or what is wrong with it: a line for each error, with place, property and remedy. */
export type ReadScenarioText = { readonly scenario: Partial<Scenario> } | { readonly problems: readonly string[] };

const validate = new Ajv({ allErrors: true, strict: true, verbose: true, keywords: ['enumDescriptions'] }).compile<
  Partial<Scenario> & { readonly $schema?: string }
>(schema);

/** Reads the text of a scenario file; `name` is what the file is called in the problems. */
export function readScenarioText(name: string, text: string): ReadScenarioText {
  const read = readJsonText(name, text, validate);
  if ('problems' in read) return read;
  const { $schema: _, ...scenario } = read.value;
  return { scenario };
}
