import { type CancellationToken, RequestType } from 'vscode-languageserver';
import type { Context } from './context.ts';
import { messages, type ReplayParams, type ReplayResult } from './protocol.ts';
import { jobOf, reasonOf, runJob } from './simulate.ts';

export const replayRequest = new RequestType<ReplayParams, ReplayResult, void>(messages.replay);

/** Runs a function on one machine once more in the simulator's thread, and answers what happens step by step. */
export async function replay(context: Context, params: ReplayParams, token: CancellationToken): Promise<ReplayResult> {
  const { machine, variant = 'as-written' } = params;
  if (typeof machine !== 'string') return { error: 'name the machine as "machine"' };
  const job = await jobOf(context, { ...params, machines: [machine], variants: [variant] });
  if ('error' in job) return job;
  const outcome = await runJob(context, params, { ...job, study: { kind: 'replay', machine, variant } }, token);
  return outcome.type === 'replay' ? { replay: outcome.replay } : { error: reasonOf(context, outcome) };
}
