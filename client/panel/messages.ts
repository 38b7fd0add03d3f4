/** Checks what the panel posts and what it had saved, before anything acts on it. */

import type { CopyFormat, FromPanel, StudyName, StudyQuestion } from '../../server/lsp/panel-protocol.ts';
import type { SimulationTarget } from '../../server/lsp/protocol.ts';

type Fields = Readonly<Record<string, unknown>>;

/** The message, or undefined for anything that is not one. Names of machines and the scenario are the server's to judge. */
export function readFromPanel(value: unknown): FromPanel | undefined {
  if (!isRecord(value)) return undefined;
  switch (value['type']) {
    case 'ready':
    case 'cancel':
    case 'off-line':
      return { type: value['type'] };
    case 'ask-replay':
      return isReplayWish(value) ? value : undefined;
    case 'at-line':
      return isReplayLine(value) ? value : undefined;
    case 'simulate':
      return isSimulate(value) ? value : undefined;
    case 'reveal':
      return isReveal(value) ? value : undefined;
    case 'ask-growth':
    case 'ask-comparison':
    case 'ask-locks':
      return isQuestion(value) ? value : undefined;
    case 'cancel-study':
      return isStudy(value['study']) ? { type: 'cancel-study', study: value['study'] } : undefined;
    case 'copy':
      return isCopy(value) ? value : undefined;
    case 'save-scenario':
      return isRecord(value['scenario']) ? { type: 'save-scenario', scenario: value['scenario'] } : undefined;
    case 'open-scenario':
      return { type: 'open-scenario' };
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
  return isWish(value);
}

/** Machines and a scenario, as every simulation has them. */
function isWish({ machines, scenario }: Fields): boolean {
  return Array.isArray(machines) && machines.every(isText) && isRecord(scenario);
}

function isQuestion(value: Fields): value is StudyQuestion {
  const subjects: Readonly<Record<StudyQuestion['type'], boolean>> = {
    'ask-growth': isRecord(value['sweep']),
    'ask-comparison': isText(value['revision']),
    'ask-locks': Number.isSafeInteger(value['cpus']) && isRecord(value['costs']) && areNumbers(value['costs']),
  };
  return isWish(value) && subjects[value['type'] as StudyQuestion['type']];
}

const areNumbers = (values: Fields): boolean => Object.values(values).every((each) => typeof each === 'number');

const studies: Readonly<Record<StudyName, true>> = { growth: true, comparison: true, locks: true };

function isStudy(value: unknown): value is StudyName {
  return isText(value) && Object.hasOwn(studies, value);
}

const formats: Readonly<Record<CopyFormat, true>> = { mail: true, json: true, svg: true };

function isCopy(value: Fields): value is Extract<FromPanel, { type: 'copy' }> {
  const { format, text } = value;
  return isText(format) && Object.hasOwn(formats, format) && isText(text);
}

function isReveal(value: Fields): value is Extract<FromPanel, { type: 'reveal' }> {
  return isText(value['file']) && Number.isSafeInteger(value['line']) && Number(value['line']) >= 1;
}

function isReplayWish(value: Fields): value is Extract<FromPanel, { type: 'ask-replay' }> {
  return isText(value['machine']) && isText(value['variant']) && isRecord(value['scenario']);
}

function isReplayLine(value: Fields): value is Extract<FromPanel, { type: 'at-line' }> {
  const { walkerLine } = value;
  return isReveal(value) && Number.isSafeInteger(walkerLine) && Number(walkerLine) >= 0;
}

function isText(value: unknown): value is string {
  return typeof value === 'string' && value !== '';
}

function isRecord(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
