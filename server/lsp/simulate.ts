import { type CancellationToken, RequestType } from 'vscode-languageserver/node';
import { usualMachines } from '../core/simulator/arch/names.ts';
import { presetFor, scenarioOf } from '../core/simulator/choices.ts';
import { readScenario, variants } from '../core/simulator/scenario-input.ts';
import { SimulationError } from '../core/simulator/simulation-error.ts';
import type { SimulationJob } from '../host/worker-messages.ts';
import type { Context } from './context.ts';
import type { OpenDocument } from './documents.ts';
import { messages, type Scenario, type SimulateParams, type SimulateResult } from './protocol.ts';
import { findWalker } from './walker.ts';

export const simulateRequest = new RequestType<SimulateParams, SimulateResult, void>(messages.simulate);

/** What is said after a fault of our own. */
export const failedSimulation = 'The simulation failed; the log of Lazy MMU Lens says where.';

/** Runs a function of an open document in the simulator's thread, with progress where the client gave a token for it. */
export async function simulate(
  context: Context,
  params: SimulateParams,
  token: CancellationToken,
): Promise<SimulateResult> {
  const job = await jobOf(context, params);
  if ('error' in job) return job;
  const control = new AbortController();
  const listener = token.onCancellationRequested(() => control.abort());
  if (token.isCancellationRequested) control.abort();
  const progress = context.connection.window.attachWorkDoneProgress(params.workDoneToken);
  progress.begin(`Simulating ${params.function}()`, 0, undefined, true);
  try {
    const outcome = await context.simulations.run(job, {
      signal: control.signal,
      progress: ({ fraction, message }) => progress.report(100 * fraction, message),
    });
    switch (outcome.type) {
      case 'report':
        return { report: outcome.report };
      case 'called-off':
        return { error: 'The simulation was cancelled.' };
      case 'failed':
        context.log.error(outcome.stack);
        return { error: outcome.message };
      case 'refused':
        return { error: outcome.message };
    }
  } finally {
    listener.dispose();
    progress.done();
  }
}

async function jobOf(context: Context, params: SimulateParams): Promise<SimulationJob | { readonly error: string }> {
  const walker = await findWalker(context, params);
  if ('refused' in walker) return { error: walker.refused };
  const document = context.session.document(params.uri);
  if (!document) return { error: `${params.uri} was closed` };
  const { simulation } = await context.settingsOf(params.uri);
  try {
    const preset = presetFor(walker.definition(), params.scenario?.preset);
    const scenario = readScenario(params.scenario ?? {}, scenarioOf(preset));
    const limits = { ...simulation.limits, ...scenario.limits };
    return toJob(document, params, { ...scenario, limits });
  } catch (error) {
    if (error instanceof SimulationError) return { error: error.message };
    throw error;
  }
}

function toJob({ place, text }: OpenDocument, params: SimulateParams, scenario: Scenario): SimulationJob {
  return {
    request: {
      file: place.path,
      function: params.function,
      machines: params.machines ?? usualMachines,
      variants: params.variants ?? variants,
      scenario,
    },
    text,
    root: place.in.root,
    open: place.in.open,
  };
}
