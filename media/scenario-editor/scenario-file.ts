/** A scenario as somebody would write it down: over its preset, without what the preset has anyhow. */
import type { Scenario } from '../../server/lsp/protocol.ts';

const isEmpty = (value: unknown): boolean =>
  value === undefined || (typeof value === 'object' && value !== null && Object.keys(value).length === 0);

const isSame = (one: unknown, other: unknown): boolean => JSON.stringify(one) === JSON.stringify(other);

/** What of a scenario must be said over that of its preset, which is absent where it is not known. */
export function scenarioFile(scenario: Scenario, preset: Scenario | undefined): Partial<Scenario> {
  const usual: Readonly<Record<string, unknown>> = { ...preset };
  const kept = Object.entries(scenario).filter(([name, value]) => {
    if (name === 'preset') return true;
    // CPUs in the mask are as many as are attached where only these are said.
    if (name === 'maskCpus')
      return !isSame(value, usual[name]) || !isSame(scenario.attachedCpus, usual['attachedCpus']);
    return preset === undefined ? !isEmpty(value) : !isSame(value, usual[name]);
  });
  return Object.fromEntries(kept);
}
