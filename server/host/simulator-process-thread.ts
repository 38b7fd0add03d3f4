import type { Worker, WorkerOptions } from 'node:worker_threads';
import { threadMemory } from '../core/simulator/limits.ts';
import type { SimulatorThread, ThreadEvents } from './simulator-thread.ts';
import { startThread } from './thread.ts';
import type { FromWorker } from './worker-messages.ts';

/** What the thread prints is kept from the standard output of the process, where a client reads the protocol. */
const threadOptions: WorkerOptions = {
  stdout: true,
  stderr: true,
  resourceLimits: { maxOldGenerationSizeMb: threadMemory },
};

/** Starts the simulator's thread in a process of Node. `start` makes the worker that answers as `worker.ts` does. */
export function startSimulatorThread(events: ThreadEvents, start = startWorker): SimulatorThread {
  const worker = start(threadOptions);
  worker.on('message', (message: FromWorker) => events.message(message));
  worker.on('error', events.lost);
  worker.on('exit', () => events.lost(new Error('its thread ended')));
  for (const stream of [worker.stdout, worker.stderr])
    stream.setEncoding('utf8').on('data', (text: string) => events.printed(text.trimEnd()));
  return {
    post: (message) => worker.postMessage(message),
    end: async () => void (await worker.terminate()),
  };
}

function startWorker(options: WorkerOptions): Worker {
  return startThread({ bundle: 'worker.cjs', source: 'server/host/worker.ts' }, options);
}
