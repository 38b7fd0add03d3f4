import { type CancellationToken, RequestType } from 'vscode-languageserver/node';
import type { Simulations } from '../host/simulations.ts';
import type { Context } from './context.ts';
import { messages, type SimulateParams, type SimulateResult } from './protocol.ts';
export const simulateRequest = new RequestType<SimulateParams, SimulateResult, void>(messages.simulate);
export const failedSimulation = (): SimulateResult => ({ error: 'failed' });
export async function simulate(
  _: Context,
  __: Simulations,
  ___: SimulateParams,
  ____: CancellationToken,
): Promise<SimulateResult> {
  return failedSimulation();
}
