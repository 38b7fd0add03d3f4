import type { StartSimulatorThread } from '../host/simulator-thread.ts';
import type { FromWorker } from '../host/worker-messages.ts';
import type { StartMessage } from './start-message.ts';

/** Starts the simulator's thread as a worker of this worker. */
export function simulatorThreads(script: Uint8Array<ArrayBuffer>, modules: StartMessage): StartSimulatorThread {
  return (events) => {
    const url = URL.createObjectURL(new Blob([script], { type: 'text/javascript' }));
    const worker = new Worker(url);
    worker.addEventListener('message', ({ data }: MessageEvent<FromWorker>) => events.message(data));
    worker.addEventListener('error', ({ message }) => events.lost(new Error(message)));
    worker.postMessage(modules);
    return {
      post: (message) => worker.postMessage(message),
      end: async () => {
        worker.terminate();
        URL.revokeObjectURL(url);
      },
    };
  };
}
