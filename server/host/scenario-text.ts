import schema from '../../schemas/scenario.schema.json' with { type: 'json' };
import type { Scenario } from '../core/simulator/scenario.ts';
import { jsonReader } from './json-text.ts';

/** What a scenario file holds, or what is wrong with it: a line for each error, with place, property and remedy. */
export type ReadScenarioText = { readonly scenario: Partial<Scenario> } | { readonly problems: readonly string[] };

const readJson = jsonReader<Partial<Scenario> & { readonly $schema?: string }>(schema);

/** Reads the text of a scenario file; `name` is what the file is called in the problems. */
export function readScenarioText(name: string, text: string): ReadScenarioText {
  const read = readJson(name, text);
  if ('problems' in read) return read;
  const { $schema: _, ...scenario } = read.value;
  return { scenario };
}
