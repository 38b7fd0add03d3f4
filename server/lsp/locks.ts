import { type CancellationToken, RequestType } from 'vscode-languageserver';
import type { Context } from './context.ts';
import { type LocksParams, type LocksResult, messages } from './protocol.ts';
import { jobOf, reasonOf, runJob } from './simulate.ts';

export const locksRequest = new RequestType<LocksParams, LocksResult, void>(messages.locks);

/** What one lock around a function's sections costs on many CPUs, found in the simulator's thread. */
export async function locks(context: Context, params: LocksParams, token: CancellationToken): Promise<LocksResult> {
  const job = await jobOf(context, params);
  if ('error' in job) return job;
  const { cpus, costs = {} } = params;
  const outcome = await runJob(context, params, { ...job, study: { kind: 'locks', cpus, costs } }, token);
  return outcome.type === 'locks' ? { locks: outcome.locks } : { error: reasonOf(context, outcome) };
}
