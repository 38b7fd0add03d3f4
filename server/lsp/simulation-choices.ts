import { type CancellationToken, RequestType } from 'vscode-languageserver/node';
import { choicesFor } from '../core/simulator/choices.ts';
import { Refusal } from './answer.ts';
import type { Context } from './context.ts';
import { messages, type SimulationChoices, type SimulationTarget } from './protocol.ts';
import { findWalker } from './walker.ts';

export const simulationChoicesRequest = new RequestType<SimulationTarget, SimulationChoices, void>(
  messages.simulationChoices,
);

/** Machines and scenarios for a function, which is likely to be simulated next. Fails with words for the user when there is no such function. */
export async function simulationChoices(
  context: Context,
  target: SimulationTarget,
  _token: CancellationToken,
): Promise<SimulationChoices> {
  const walker = await findWalker(context, target);
  if ('refused' in walker) throw new Refusal(walker.refused);
  context.simulations.warm();
  return choicesFor(walker.definition());
}
