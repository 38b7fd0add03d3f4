import { type CancellationToken, RequestType } from 'vscode-languageserver';
import { SimulationError } from '../core/simulator/simulation-error.ts';
import { readSweepRange, type SweepRange } from '../core/simulator/studies/sweep/axes.ts';
import type { Context } from './context.ts';
import { messages, type SweepParams, type SweepResult } from './protocol.ts';
import { jobOf, reasonOf, runJob } from './simulate.ts';

export const sweepRequest = new RequestType<SweepParams, SweepResult, void>(messages.sweep);

/** Varies one property of a function's scenario in the simulator's thread, and answers how each count grows. */
export async function sweep(context: Context, params: SweepParams, token: CancellationToken): Promise<SweepResult> {
  const range = rangeOf(params);
  if ('error' in range) return range;
  const job = await jobOf(context, params);
  if ('error' in job) return job;
  const outcome = await runJob(context, params, { ...job, study: { kind: 'sweep', sweep: range } }, token);
  return outcome.type === 'sweep' ? { sweep: outcome.sweep } : { error: reasonOf(context, outcome) };
}

function rangeOf(params: SweepParams): SweepRange | { readonly error: string } {
  try {
    return readSweepRange(params.sweep ?? {});
  } catch (error) {
    if (error instanceof SimulationError) return { error: error.message };
    throw error;
  }
}
