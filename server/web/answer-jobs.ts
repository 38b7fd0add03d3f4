import { SimulationError } from '../core/simulator/simulate.ts';
import type { KernelParser } from '../core/syntax/source-file.ts';
import { carryOutJob, type SimulatorParts } from '../host/simulator-jobs.ts';
import type { FromWorker, ToWorker } from '../host/worker-messages.ts';

/** The simulator's thread in a browser, where there are no trees and no git: see server/host/worker.ts. */
export function answerJobs(scope: DedicatedWorkerGlobalScope, parser: Promise<KernelParser>): void {
  const parts: SimulatorParts = { parser, treeOf: () => undefined, compare: withoutGit };
  const say = (message: FromWorker) => scope.postMessage(message);
  scope.addEventListener('message', ({ data }: MessageEvent<ToWorker>) => void carryOutJob(data, parts, say).then(say));
}

function withoutGit(): never {
  throw new SimulationError('there is no git in a browser: compare with a revision in VS Code on a desktop');
}
