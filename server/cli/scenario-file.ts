import type { Scenario } from '../core/simulator/scenario.ts';
import { readScenarioText } from '../host/scenario-text.ts';
import { readSourceText, UnreadableSource } from '../host/source-text.ts';
import { CannotRun } from './exit.ts';

/** Reads a scenario from a JSON file. Throws `CannotRun` that names file, line, property and remedy, one line for each error. */
export function readScenarioFile(path: string): Partial<Scenario> {
  let text: string;
  try {
    text = readSourceText(path);
  } catch (error) {
    if (error instanceof UnreadableSource)
      throw new CannotRun(`${path}: ${error.message}; --scenario takes a JSON file`);
    throw error;
  }
  const read = readScenarioText(path, text);
  if ('problems' in read) throw new CannotRun(read.problems.join('\n'));
  return read.scenario;
}
