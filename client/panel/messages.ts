/** Checks what the panel posts and what it had saved, before anything acts on it. */
import type { FromPanel, SimulationTarget } from '../../server/lsp/protocol.ts';

type Fields = Readonly<Record<string, unknown>>;

/** The message, or undefined for anything that is not one. Names of machines and the scenario are the server's to judge. */
export function readFromPanel(value: unknown): FromPanel | undefined {
  if (!isRecord(value)) return undefined;
  switch (value['type']) {
    case 'ready':
    case 'cancel':
      return { type: value['type'] };
    case 'simulate':
      return isSimulate(value) ? value : undefined;
    case 'reveal':
      return isReveal(value) ? value : undefined;
    default:
      return undefined;
  }
}

/** The function that a panel of an earlier window showed; undefined when its state is no state of ours. */
export function readTarget(state: unknown): SimulationTarget | undefined {
  if (!isRecord(state)) return undefined;
  const { uri, function: name, scenarioFile } = state;
  if (!isText(uri) || !isText(name)) return undefined;
  return { uri, function: name, ...(isText(scenarioFile) ? { scenarioFile } : {}) };
}

function isSimulate(value: Fields): value is Extract<FromPanel, { type: 'simulate' }> {
  const { machines, scenario } = value;
  return Array.isArray(machines) && machines.every(isText) && isRecord(scenario);
}

function isReveal(value: Fields): value is Extract<FromPanel, { type: 'reveal' }> {
  return isText(value['file']) && Number.isSafeInteger(value['line']) && Number(value['line']) >= 1;
}

function isText(value: unknown): value is string {
  return typeof value === 'string' && value !== '';
}

function isRecord(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
