import { RequestType } from 'vscode-languageserver/node';
import type { Context } from './context.ts';
import { messages, type SimulationChoices, type SimulationTarget } from './protocol.ts';
export const choicesRequest = new RequestType<SimulationTarget, SimulationChoices, void>(messages.simulationChoices);
export const noChoices = (): SimulationChoices => ({ machines: [], presets: [], preset: '' });
export async function simulationChoices(_: Context): Promise<SimulationChoices> {
  return noChoices();
}
