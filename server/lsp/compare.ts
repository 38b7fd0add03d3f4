import { type CancellationToken, RequestType } from 'vscode-languageserver';
import { URI, Utils } from 'vscode-uri';
import type { Context } from './context.ts';
import { type CompareParams, type CompareResult, messages } from './protocol.ts';
import { jobOf, reasonOf, runJob } from './simulate.ts';

export const compareRequest = new RequestType<CompareParams, CompareResult, void>(messages.compare);

/** Simulates a function as it is and as it was in a revision, in the simulator's thread. */
export async function compare(
  context: Context,
  params: CompareParams,
  token: CancellationToken,
): Promise<CompareResult> {
  const { revision } = params;
  if (typeof revision !== 'string' || revision.trim() === '')
    return { error: 'name a "revision" of git, such as HEAD' };
  const job = await jobOf(context, params);
  if ('error' in job) return job;
  const uri = URI.parse(params.uri);
  if (uri.scheme !== 'file') return { error: `${params.uri} is no file on disk, and git knows only those` };
  const folder = job.root ?? Utils.dirname(uri).fsPath;
  const study = { kind: 'comparison', revision: revision.trim(), folder } as const;
  const outcome = await runJob(context, params, { ...job, study }, token);
  if (outcome.type !== 'comparison') return { error: reasonOf(context, outcome) };
  const { comparison, commit } = outcome;
  return { comparison, commit };
}
