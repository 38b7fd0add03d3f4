import { type CancellationToken, RequestType } from 'vscode-languageserver';
import { usualMachines } from '../core/simulator/arch/names.ts';
import { presetFor, scenarioOf } from '../core/simulator/choices.ts';
import { readScenario, variants } from '../core/simulator/scenario-input.ts';
import { SimulationError } from '../core/simulator/simulation-error.ts';
import type { SimulationOutcome } from '../host/simulations.ts';
import type { SimulationJob } from '../host/worker-messages.ts';
import type { Context } from './context.ts';
import type { OpenDocument } from './documents.ts';
import { functionLines, lineCosts } from './line-costs.ts';
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
  const parser = await context.parser;
  const document = context.session.document(params.uri);
  if (!document) return { error: closed(params.uri) };
  // What is run is the text of now; the document goes on changing meanwhile.
  const counted = { uri: params.uri, version: document.version, functions: functionLines(document.parsed(parser)) };
  const outcome = await runJob(context, params, job, token);
  if (outcome.type !== 'report') return { error: reasonOf(context, outcome) };
  const { report } = outcome;
  return { report, lineCosts: lineCosts(counted, report) };
}

function closed(uri: string): string {
  return `${uri} was closed`;
}

/** Why a job has no result, in words for the user. */
export function reasonOf(context: Context, outcome: SimulationOutcome): string {
  switch (outcome.type) {
    case 'refused':
      return outcome.message;
    case 'failed':
      context.log.error(outcome.stack);
      return outcome.message;
    default:
      return 'The simulation was cancelled.';
  }
}

/** Runs a job in the simulator's thread until it has ended or the request is cancelled. */
export async function runJob(
  { connection, simulations }: Context,
  params: SimulateParams,
  job: SimulationJob,
  token: CancellationToken,
): Promise<SimulationOutcome> {
  const control = new AbortController();
  const listener = token.onCancellationRequested(() => control.abort());
  if (token.isCancellationRequested) control.abort();
  const progress = connection.window.attachWorkDoneProgress(params.workDoneToken);
  progress.begin(`Simulating ${params.function}()`, 0, undefined, true);
  try {
    return await simulations.run(job, {
      signal: control.signal,
      progress: ({ fraction, message }) => progress.report(100 * fraction, message),
    });
  } finally {
    listener.dispose();
    progress.done();
  }
}

/** The job that a request asks for; or why there is none, in words for the user. */
export async function jobOf(
  context: Context,
  params: SimulateParams,
): Promise<SimulationJob | { readonly error: string }> {
  const walker = await findWalker(context, params);
  if ('refused' in walker) return { error: walker.refused };
  const document = context.session.document(params.uri);
  if (!document) return { error: closed(params.uri) };
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
